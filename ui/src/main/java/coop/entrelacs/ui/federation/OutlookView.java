package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.PoolFigures;
import coop.entrelacs.federation.PoolFigures.LossRatio;
import coop.entrelacs.federation.PoolOutlook.Assumptions;
import coop.entrelacs.federation.PoolOutlook.Course;
import coop.entrelacs.federation.Treaties;
import coop.entrelacs.federation.Treaty;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.BarChart;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the common funds last: what they bore for whom, what they would hold, and what would be missing under stress. */
@Route(value = ":tenant/pool-outlook", layout = MainLayout.class)
@For({Role.COORDINATOR, Role.MANAGER})
class OutlookView extends TenantView {

    private static final int YEAR = 12;

    private final transient PoolFigures figures;
    private final transient Treaties treaties;
    private final transient LiveUpdates live;
    private final transient Clock clock;

    OutlookView(PoolFigures figures, Treaties treaties, LiveUpdates live, Clock clock) {
        this.figures = figures;
        this.treaties = treaties;
        this.live = live;
        this.clock = clock;
    }

    @Override
    protected void show() {
        headline(t("ui.pool.outlook")).lead(t("ui.pool.outlook.lead"));
        List<Treaty> all = in(treaties::list);
        if (all.isEmpty()) {
            add(new Empty(VaadinIcon.LINE_CHART, t("ui.pool.none"), t("ui.pool.none.why")));
            return;
        }
        int year = LocalDate.now(clock).getYear();
        List<LossRatio> ratios = in(() -> figures.lossRatios(year));
        add(ratios(ratios, year));
        all.forEach(one -> add(outlook(one, in(() -> figures.outlook(one.id())))));
        watch(live, "pool", "claim", "figures");
    }

    private Card ratios(List<LossRatio> ratios, int year) {
        Card card = new Card(t("ui.pool.ratios", String.valueOf(year)), new Paragraph(t("ui.pool.ratios.lead")));
        if (ratios.isEmpty()) {
            card.add(new Paragraph(t("ui.pool.ratios.none")));
            return card;
        }
        Table table = new Table(
                t("ui.pool.ratios", String.valueOf(year)),
                t("ui.pool.fund-kind"),
                t("ui.pool.cooperative"),
                "#" + t("ui.pool.called.year"),
                "#" + t("ui.pool.borne.year"),
                "#" + t("ui.pool.ratio"),
                t("ui.pool.behind"));
        ratios.forEach(one -> table.row(
                Texts.word(one.fundKind()),
                one.name(),
                one.called(),
                one.borne(),
                one.ratio(),
                new Anchor(
                        to("pool-claims?treaty=" + one.treaty() + "&cooperative=" + one.cooperative() + "&year="
                                + year),
                        t("ui.pool.claims.count", one.claims()))));
        Money called = Money.sum(ratios.stream().map(LossRatio::called).toList());
        Money borne = Money.sum(ratios.stream().map(LossRatio::borne).toList());
        table.total(t("ui.pool.together"), "", called, borne, "", "");
        card.add(table);
        return card;
    }

    private static @Nullable Object missing(Course course) {
        if (course.missing().isZero()) {
            return course.known() ? null : t("ui.pool.unknown");
        }
        return course.known() ? course.missing() : t("ui.pool.at-least", Texts.money(course.missing()));
    }

    private static Card outlook(Treaty treaty, List<Course> courses) {
        Assumptions assumed = courses.getFirst().assumptions();
        Money committed = assumed.committed();
        Table table = new Table(
                t("ui.pool.stress.of", treaty.name()),
                t("ui.pool.scenario"),
                "#" + t("ui.pool.in-a-year"),
                "#" + t("ui.pool.in-two-years"),
                t("ui.pool.lasts"),
                "#" + t("ui.pool.missing"));
        courses.forEach(one -> table.row(
                Texts.word(one.scenario()),
                one.known() ? one.months().get(YEAR - 1).balance() : t("ui.pool.unknown"),
                one.known() ? one.months().getLast().balance() : t("ui.pool.unknown"),
                one.shortFrom() == null
                        ? one.known()
                                ? new State(t("ui.pool.lasts.two-years"), Tone.GOOD)
                                : new State(t("ui.pool.unknown"), Tone.WAITING)
                        : new State(t("ui.pool.short-from", Texts.month(one.shortFrom())), Tone.BAD),
                missing(one)));
        return new Card(
                t("ui.pool.stress.of", treaty.name()),
                new Paragraph(t(
                        "ui.pool.assumed",
                        Texts.money(assumed.balance()),
                        Texts.money(assumed.called()),
                        Texts.money(assumed.contributions()),
                        Texts.money(assumed.claims()),
                        Texts.money(assumed.open()),
                        committed == null ? t("ui.pool.unknown") : Texts.money(committed))),
                table,
                new BarChart(
                        t("ui.pool.expected.chart", treaty.name()),
                        t("ui.federation.month"),
                        t("ui.pool.holds"),
                        courses.getFirst().months().stream()
                                .limit(YEAR)
                                .map(one -> new BarChart.Bar(Texts.month(one.month()), one.balance()))
                                .toList()));
    }
}
