package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.CooperativeFigures;
import coop.entrelacs.federation.CouncilReport;
import coop.entrelacs.federation.Federation;
import coop.entrelacs.federation.FundFigures;
import coop.entrelacs.federation.MonthFigures;
import coop.entrelacs.federation.PoolFigures;
import coop.entrelacs.federation.PoolFigures.Exposure;
import coop.entrelacs.federation.PoolFigures.FundMonth;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.BarChart;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Downloads;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the federation's council looks at: members, turnover, funds and common funds, by cooperative and over time; and as a PDF. */
@Route(value = ":tenant/council", layout = MainLayout.class)
@For({Role.COORDINATOR, Role.MANAGER})
class CouncilView extends TenantView {

    private static final int MONTHS = 12;

    private final transient Federation federation;
    private final transient PoolFigures figures;
    private final transient CouncilReport report;
    private final transient LiveUpdates live;
    private final transient Clock clock;

    CouncilView(Federation federation, PoolFigures figures, CouncilReport report, LiveUpdates live, Clock clock) {
        this.federation = federation;
        this.figures = figures;
        this.report = report;
        this.live = live;
        this.clock = clock;
    }

    @Override
    protected void show() {
        Locale language = Texts.locale();
        headline(
                        t("ui.council"),
                        Buttons.download(
                                t("ui.council.pdf"),
                                Downloads.of(() -> Downloads.Named.pdf(
                                        "conseil-" + LocalDate.now(clock) + ".pdf", report.print(language)))))
                .lead(t("ui.council.lead"));
        List<CooperativeFigures> cooperatives = in(() -> federation.cooperatives(MONTHS));
        List<FundMonth> funds = in(() -> figures.funds(1));
        List<Exposure> exposure = in(figures::exposure);
        add(Figure.row(
                new Figure(t("ui.federation.members"), Texts.number(members(cooperatives)))
                        .leads(t("ui.federation.side-by-side"), "federation"),
                new Figure(
                                t("ui.federation.turnover"),
                                orUnknown(CooperativeFigures.total(cooperatives, MonthFigures::turnover)))
                        .means(t("ui.federation.twelve-months")),
                new Figure(
                                t("ui.council.funds"),
                                Texts.money(Money.sum(funds.stream()
                                        .map(one -> one.figures().balance())
                                        .toList())))
                        .means(t("ui.council.funds.means")),
                new Figure(t("ui.council.pool"), Texts.money(in(figures::money).held()))
                        .means(t(
                                "ui.council.pool.means",
                                Texts.money(in(figures::money).awaited())))
                        .leads(t("ui.pool.today"), "pool-today")));
        add(Card.columns(
                new Card(
                        t("ui.council.members.chart"),
                        new BarChart(
                                t("ui.federation.by-cooperative"),
                                t("ui.federation.cooperative"),
                                t("ui.federation.turnover"),
                                turnovers(cooperatives)),
                        people(cooperatives)),
                new Card(
                        t("ui.council.funds.chart"),
                        new BarChart(
                                t("ui.council.funds.chart"),
                                t("ui.federation.month"),
                                t("ui.council.funds"),
                                overTime(in(() -> figures.funds(MONTHS)))))));
        add(funds(funds));
        add(pool(exposure));
        watch(live, "figures", "pool", "claim");
    }

    private static Table people(List<CooperativeFigures> cooperatives) {
        Table table = new Table(
                t("ui.federation.members"),
                t("ui.federation.cooperative"),
                "#" + t("ui.federation.members"),
                "#" + t("ui.council.members.before"),
                "#" + t("ui.federation.of-them-associates"));
        for (CooperativeFigures one : cooperatives) {
            if (!one.months().isEmpty()) {
                MonthFigures last = one.months().getLast();
                table.row(one.name(), last.members(), one.months().getFirst().members(), last.associates());
            }
        }
        return table;
    }

    private static List<BarChart.Bar> overTime(List<FundMonth> all) {
        TreeMap<YearMonth, Money> months = new TreeMap<>();
        all.forEach(one -> months.merge(one.month(), one.figures().balance(), Money::plus));
        return months.entrySet().stream()
                .map(one -> new BarChart.Bar(Texts.month(one.getKey()), one.getValue()))
                .toList();
    }

    private static Card funds(List<FundMonth> funds) {
        Card card = new Card(t("ui.council.funds.by"), new Paragraph(t("ui.council.secrecy")));
        if (funds.isEmpty()) {
            card.add(new Paragraph(t("ui.council.funds.none")));
            return card;
        }
        Table table = new Table(
                t("ui.council.funds.by"),
                t("ui.federation.cooperative"),
                t("ui.pool.fund-kind"),
                "#" + t("ui.pool.holds"),
                "#" + t("ui.council.promised"),
                "#" + t("ui.council.out"),
                "#" + t("ui.council.put-in"),
                "#" + t("ui.council.losses"),
                t("ui.federation.published"));
        for (FundMonth one : funds) {
            FundFigures of = one.figures();
            table.row(
                    one.name(),
                    Texts.word(of.kind()),
                    of.balance(),
                    orSecret(of.committed()),
                    orSecret(of.out()),
                    orSecret(of.contributions()),
                    orSecret(of.losses()),
                    one.toldAt());
        }
        card.add(table);
        return card;
    }

    private Card pool(List<Exposure> exposure) {
        Table table = new Table(
                t("ui.pool.funds"),
                t("ui.pool.treaty"),
                "#" + t("ui.pool.holds"),
                "#" + t("ui.pool.called"),
                "#" + t("ui.pool.open-claims"),
                "#" + t("ui.pool.to-settle"),
                "#" + t("ui.pool.borne"));
        exposure.forEach(one -> table.row(
                new com.vaadin.flow.component.html.Anchor(
                        to("treaties/" + one.treaty().id()), one.treaty().name()),
                one.treaty().balance(),
                one.treaty().called(),
                one.openAmount(),
                one.unpaid(),
                one.borne()));
        return new Card(t("ui.pool.funds"), table);
    }

    private static Object orSecret(@Nullable Money amount) {
        return amount == null ? t("ui.federation.secret") : amount;
    }

    private static long members(List<CooperativeFigures> cooperatives) {
        return cooperatives.stream()
                .filter(one -> !one.months().isEmpty())
                .mapToLong(one -> one.months().getLast().members())
                .sum();
    }

    /** Those whose turnover is known: a bar of the rest would be of another length than the truth. */
    private static List<BarChart.Bar> turnovers(List<CooperativeFigures> cooperatives) {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (CooperativeFigures one : cooperatives) {
            Money turnover = one.total(MonthFigures::turnover);
            if (turnover != null) {
                bars.add(new BarChart.Bar(one.name(), turnover));
            }
        }
        return bars;
    }

    private static String orUnknown(@Nullable Money amount) {
        return amount == null ? t("ui.pool.unknown") : Texts.money(amount);
    }
}
