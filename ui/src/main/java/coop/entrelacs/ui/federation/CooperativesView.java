package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.CooperativeFigures;
import coop.entrelacs.federation.Federation;
import coop.entrelacs.federation.MonthFigures;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.MonthlyFigures;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.BarChart;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.web.Page;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The federation today: what its cooperatives published of their last twelve months, together and side by side. */
@Route(value = ":tenant/federation", layout = MainLayout.class)
@For(Role.COORDINATOR)
class CooperativesView extends TenantView {

    private static final int MONTHS = 12;

    private final transient Federation federation;
    private final transient MonthlyFigures figures;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;

    CooperativesView(Federation federation, MonthlyFigures figures, SavedFilters saved, LiveUpdates live) {
        this.federation = federation;
        this.figures = figures;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        List<CooperativeFigures> cooperatives = in(() -> federation.cooperatives(MONTHS));
        headline(t("ui.federation.title"), Buttons.plain(t("ui.federation.refresh"), this::publishNow))
                .lead(t("ui.federation.lead", lastWord(cooperatives)));
        if (cooperatives.stream().allMatch(cooperative -> cooperative.months().isEmpty())) {
            add(new Empty(VaadinIcon.CLUSTER, t("ui.federation.empty"), t("ui.federation.empty.why")));
        } else {
            add(figures(cooperatives));
            add(Card.columns(byCooperative(cooperatives), byMonth(cooperatives)));
        }
        add(list(cooperatives));
        watch(live, "figures");
    }

    private void publishNow() {
        in(figures::publishLater);
        coop.entrelacs.ui.kit.Refusals.done(t("ui.federation.refreshing"));
    }

    private com.vaadin.flow.component.Component figures(List<CooperativeFigures> cooperatives) {
        long hidden = cooperatives.stream()
                .flatMap(cooperative -> cooperative.months().stream())
                .filter(month -> month.turnover() == null)
                .count();
        String twelveMonths = t("ui.federation.twelve-months");
        String whatIsLeftOut = hidden == 0 ? twelveMonths : t("ui.federation.hidden", hidden);
        return Figure.row(
                new Figure(t("ui.federation.cooperatives"), Texts.number(cooperatives.size())),
                new Figure(t("ui.federation.members"), Texts.number(sumOfLast(cooperatives, MonthFigures::members)))
                        .means(t("ui.federation.associates", sumOfLast(cooperatives, MonthFigures::associates))),
                new Figure(t("ui.federation.turnover"), atLeast(cooperatives, MonthFigures::turnover))
                        .means(whatIsLeftOut),
                new Figure(t("ui.federation.contributions"), atLeast(cooperatives, MonthFigures::contributions))
                        .means(whatIsLeftOut));
    }

    private Card byCooperative(List<CooperativeFigures> cooperatives) {
        return new Card(
                t("ui.federation.by-cooperative"),
                new BarChart(
                        t("ui.federation.by-cooperative"),
                        t("ui.federation.cooperative"),
                        t("ui.federation.turnover"),
                        cooperatives.stream()
                                .map(cooperative -> new BarChart.Bar(
                                        orMore(cooperative.name(), cooperative.total(MonthFigures::turnover) == null),
                                        known(cooperative, MonthFigures::turnover)))
                                .sorted((a, b) -> b.amount().compareTo(a.amount()))
                                .toList()));
    }

    private Card byMonth(List<CooperativeFigures> cooperatives) {
        SortedMap<java.time.YearMonth, Money> months = new TreeMap<>();
        Set<java.time.YearMonth> secret = new HashSet<>();
        for (CooperativeFigures cooperative : cooperatives) {
            for (MonthFigures month : cooperative.months()) {
                Money turnover = month.turnover();
                if (turnover == null) {
                    secret.add(month.month());
                }
                months.merge(month.month(), turnover == null ? Money.ZERO : turnover, Money::plus);
            }
        }
        return new Card(
                t("ui.federation.by-month"),
                new BarChart(
                        t("ui.federation.by-month"),
                        t("ui.federation.month"),
                        t("ui.federation.turnover"),
                        months.entrySet().stream()
                                .map(month -> new BarChart.Bar(
                                        orMore(Texts.month(month.getKey()), secret.contains(month.getKey())),
                                        month.getValue()))
                                .toList()));
    }

    private Card list(List<CooperativeFigures> cooperatives) {
        DataList<CooperativeFigures> list = new DataList<CooperativeFigures>(
                        "federation", query(), saved, (filters, after, limit) -> new Page<>(cooperatives, null))
                .name("name", t("ui.federation.cooperative"), CooperativeFigures::name)
                .figure("members", t("ui.federation.members"), of(MonthFigures::members))
                .figure("associates", t("ui.federation.of-them-associates"), of(MonthFigures::associates))
                .figure("activities", t("ui.federation.activities"), of(MonthFigures::activities))
                .figure("month", t("ui.federation.turnover.month"), of(CooperativesView::turnoverOrSecret))
                .figure("turnover", t("ui.federation.turnover.year"), c -> totalOrSecret(c, MonthFigures::turnover))
                .figure(
                        "contributions",
                        t("ui.federation.contributions"),
                        c -> totalOrSecret(c, MonthFigures::contributions))
                .day("published", t("ui.federation.published"), CooperativeFigures::publishedAt);
        return new Card(t("ui.federation.side-by-side"), list);
    }

    private static Object turnoverOrSecret(MonthFigures month) {
        Money turnover = month.turnover();
        return turnover == null ? t("ui.federation.secret") : turnover;
    }

    /** What a cooperative's newest month says. */
    private static Function<CooperativeFigures, @Nullable Object> of(Function<MonthFigures, Object> figure) {
        return cooperative -> last(cooperative).map(figure).orElse(null);
    }

    private static Optional<MonthFigures> last(CooperativeFigures cooperative) {
        return cooperative.months().isEmpty()
                ? Optional.empty()
                : Optional.of(cooperative.months().getLast());
    }

    private static long sumOfLast(
            List<CooperativeFigures> cooperatives, java.util.function.ToIntFunction<MonthFigures> figure) {
        return cooperatives.stream()
                .flatMap(cooperative -> last(cooperative).stream())
                .mapToLong(figure::applyAsInt)
                .sum();
    }

    /** What is known of all; where secrecy leaves something out it is at least so much, and said so. */
    private static String atLeast(
            List<CooperativeFigures> cooperatives, Function<MonthFigures, @Nullable Money> figure) {
        Money known =
                Money.sum(cooperatives.stream().map(one -> known(one, figure)).toList());
        return CooperativeFigures.total(cooperatives, figure) == null
                ? t("ui.pool.at-least", Texts.money(known))
                : Texts.money(known);
    }

    private static Object totalOrSecret(
            CooperativeFigures cooperative, Function<MonthFigures, @Nullable Money> figure) {
        Money total = cooperative.total(figure);
        return total == null ? t("ui.federation.secret") : total;
    }

    private static Money known(CooperativeFigures cooperative, Function<MonthFigures, @Nullable Money> figure) {
        Money known = Money.ZERO;
        for (MonthFigures month : cooperative.months()) {
            Money amount = figure.apply(month);
            known = amount == null ? known : known.plus(amount);
        }
        return known;
    }

    private static String orMore(String name, boolean secret) {
        return secret ? name + " " + t("ui.federation.or-more") : name;
    }

    private static String lastWord(List<CooperativeFigures> cooperatives) {
        return cooperatives.stream()
                .map(CooperativeFigures::publishedAt)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .map(Texts::time)
                .orElse("–");
    }
}
