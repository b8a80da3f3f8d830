package coop.entrelacs.federation;

import coop.entrelacs.federation.PoolFigures.Exposure;
import coop.entrelacs.federation.PoolFigures.LossRatio;
import coop.entrelacs.federation.PoolOutlook.Course;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.web.Words;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The report for the federation's council: its cooperatives, their funds, the common funds, claims and what they would bear under
 * stress. From published figures and claims only, so there is nobody in it. PDF/A-3, tagged for screen readers.
 */
@Service
public class CouncilReport {

    private static final int MONTHS = 12;

    private final Federation federation;
    private final Treaties treaties;
    private final PoolFigures figures;
    private final Words words;
    private final Clock clock;

    CouncilReport(Federation federation, Treaties treaties, PoolFigures figures, Words words, Clock clock) {
        this.federation = federation;
        this.treaties = treaties;
        this.figures = figures;
        this.words = words;
        this.clock = clock;
    }

    /** The report of today in a language; French where it is none of ours. */
    @Transactional(readOnly = true)
    public byte[] print(Locale asked) {
        CurrentTenant.actor().require(Role.COORDINATOR, Role.MANAGER);
        Tenant here = treaties.federation();
        return new Sheet(Words.supported(asked)).about(here.name());
    }

    /** One report while it is written. */
    private final class Sheet extends ReportSheet {

        private Sheet(Locale locale) {
            super(CouncilReport.this.words, locale);
        }

        byte[] about(String name) {
            LocalDate today = LocalDate.now(clock);
            String title = words.get("council.title", locale, name);
            begin(title, words.get("council.lead", locale, words.longDate(today, locale)));
            cooperatives();
            funds();
            pool();
            ratios(today.getYear());
            stress();
            return print(words.get("council.secrecy", locale));
        }

        private void cooperatives() {
            List<CooperativeFigures> all = federation.cooperatives(MONTHS);
            Money most =
                    all.stream().map(this::turnover).filter(Objects::nonNull).reduce(Money.ZERO, Money::max);
            head("council.cooperatives");
            table("council.cooperative", "#council.members", "#council.associates", "#council.turnover", "council.bar");
            int members = 0;
            int associates = 0;
            for (CooperativeFigures one : all) {
                MonthFigures last = one.months().isEmpty() ? null : one.months().getLast();
                members += last == null ? 0 : last.members();
                Money turnover = turnover(one);
                associates += last == null ? 0 : last.associates();
                row(
                        one.name(),
                        last == null ? "" : words.number(last.members(), locale),
                        last == null ? "" : words.number(last.associates(), locale),
                        orSecret(turnover),
                        turnover == null ? "" : new Bar(turnover, most));
            }
            total(
                    words.get("council.together", locale),
                    words.number(members, locale),
                    words.number(associates, locale),
                    orSecret(CooperativeFigures.total(all, MonthFigures::turnover)),
                    "");
            end();
        }

        private @Nullable Money turnover(CooperativeFigures one) {
            return one.total(MonthFigures::turnover);
        }

        private void funds() {
            List<PoolFigures.FundMonth> all = figures.funds(1);
            head("council.funds");
            if (all.isEmpty()) {
                say("council.funds.none");
                return;
            }
            table(
                    "council.cooperative",
                    "council.kind",
                    "#council.holds",
                    "#council.promised",
                    "#council.put-in",
                    "#council.losses");
            for (PoolFigures.FundMonth one : all) {
                FundFigures of = one.figures();
                row(
                        one.name(),
                        words.get("instrument." + of.kind(), locale),
                        words.money(of.balance(), locale),
                        orSecret(of.committed()),
                        orSecret(of.contributions()),
                        orSecret(of.losses()));
            }
            total(
                    words.get("council.together", locale),
                    "",
                    words.money(
                            Money.sum(all.stream()
                                    .map(one -> one.figures().balance())
                                    .toList()),
                            locale),
                    "",
                    "",
                    "");
            end();
        }

        private void pool() {
            List<Exposure> all = figures.exposure();
            head("council.pool");
            if (all.isEmpty()) {
                say("council.pool.none");
                return;
            }
            Money most = all.stream().map(one -> one.treaty().balance()).reduce(Money.ZERO, Money::max);
            table(
                    "council.treaty",
                    "#council.holds",
                    "#council.called",
                    "#council.open",
                    "#council.unpaid",
                    "#council.borne",
                    "council.bar.holds");
            for (Exposure one : all) {
                row(
                        one.treaty().name(),
                        words.money(one.treaty().balance(), locale),
                        words.money(one.treaty().called(), locale),
                        words.money(one.openAmount(), locale),
                        words.money(one.unpaid(), locale),
                        words.money(one.borne(), locale),
                        new Bar(one.treaty().balance(), most));
            }
            PoolFigures.PoolMoney money = figures.money();
            total(
                    words.get("council.together", locale),
                    sum(all, one -> one.treaty().balance()),
                    sum(all, one -> one.treaty().called()),
                    sum(all, Exposure::openAmount),
                    sum(all, Exposure::unpaid),
                    sum(all, Exposure::borne),
                    "");
            end();
            say(
                    "council.money",
                    words.money(money.held(), locale),
                    words.money(money.awaited(), locale),
                    words.money(money.owed(), locale));
        }

        private String sum(List<Exposure> all, Function<Exposure, Money> of) {
            return words.money(Money.sum(all.stream().map(of).toList()), locale);
        }

        private void ratios(int year) {
            List<LossRatio> all = figures.lossRatios(year);
            if (all.isEmpty()) {
                return;
            }
            head("council.ratios", String.valueOf(year));
            table(
                    "council.cooperative",
                    "council.kind",
                    "#council.called-year",
                    "#council.borne",
                    "#council.claims",
                    "#council.ratio");
            for (LossRatio one : all) {
                row(
                        one.name(),
                        words.get("instrument." + one.fundKind(), locale),
                        words.money(one.called(), locale),
                        words.money(one.borne(), locale),
                        words.number(one.claims(), locale),
                        one.ratio() == null ? "–" : words.rate(one.ratio(), locale));
            }
            end();
        }

        private void stress() {
            List<Treaty> all = treaties.list();
            if (all.isEmpty()) {
                return;
            }
            head("council.stress");
            say("council.stress.lead");
            table("council.treaty", "council.scenario", "#council.after-year", "council.short", "#council.missing");
            for (Treaty treaty : all) {
                for (Course course : figures.outlook(treaty.id())) {
                    row(
                            treaty.name(),
                            words.get("poolscenario." + course.scenario(), locale),
                            course.known()
                                    ? words.money(
                                            course.months().get(MONTHS - 1).balance(), locale)
                                    : words.get("council.secret", locale),
                            course.shortFrom() == null
                                    ? words.get(course.known() ? "council.holds-out" : "council.secret", locale)
                                    : words.month(course.shortFrom(), locale),
                            course.missing().isZero()
                                    ? course.known() ? "–" : words.get("council.secret", locale)
                                    : words.money(course.missing(), locale));
                }
            }
            end();
        }

        private String orSecret(@Nullable Money amount) {
            return amount == null ? words.get("council.secret", locale) : words.money(amount, locale);
        }
    }
}
