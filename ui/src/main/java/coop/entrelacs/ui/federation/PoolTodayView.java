package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.ClaimView;
import coop.entrelacs.federation.ClaimView.ClaimStage;
import coop.entrelacs.federation.PoolClaims;
import coop.entrelacs.federation.PoolFigures;
import coop.entrelacs.federation.PoolFigures.Exposure;
import coop.entrelacs.federation.PoolFigures.PoolMoney;
import coop.entrelacs.federation.Treaties;
import coop.entrelacs.federation.Treaty;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.BarChart;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.HomeOf;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.web.Page;
import java.util.List;
import java.util.function.Function;

/** The pool today: what the common funds hold and face, the claims to review, what is to settle. */
@Route(value = ":tenant/pool-today", layout = MainLayout.class)
@For(Role.COORDINATOR)
@HomeOf(Role.COORDINATOR)
class PoolTodayView extends TenantView {

    private static final int SHOWN = 10;

    private final transient PoolFigures figures;
    private final transient PoolClaims claims;
    private final transient Treaties treaties;
    private final transient LiveUpdates live;

    PoolTodayView(PoolFigures figures, PoolClaims claims, Treaties treaties, LiveUpdates live) {
        this.figures = figures;
        this.claims = claims;
        this.treaties = treaties;
        this.live = live;
    }

    @Override
    protected void show() {
        List<Treaty> all = in(treaties::list);
        headline(t("ui.pool.today")).lead(t("ui.pool.today.lead"));
        watch(live, "pool", "claim");
        if (all.isEmpty()) {
            add(new Empty(
                    VaadinIcon.UMBRELLA,
                    t("ui.pool.none"),
                    t("ui.pool.none.why"),
                    Buttons.primaryLink(t("ui.pool.propose"), "treaties/new")));
            return;
        }
        List<Exposure> exposure = in(figures::exposure);
        List<ClaimView> open = in(() -> Page.all(after -> claims.list(PoolClaims.Filter.open(), after, Page.MOST)));
        List<ClaimView> mine = open.stream()
                .filter(one -> one.stage() == ClaimStage.TO_REVIEW
                        || (one.stage() == ClaimStage.PROPOSED && !one.proposedByMe()))
                .toList();
        Money faces = Money.sum(mine.stream().map(ClaimView::most).toList());
        PoolMoney money = in(figures::money);
        add(Figure.row(
                new Figure(t("ui.pool.at-bank"), Texts.money(money.held()))
                        .means(
                                money.held().equals(money.bank())
                                        ? t("ui.pool.awaited.means", Texts.money(money.awaited()))
                                        : t(
                                                "ui.pool.awaited.means.bank",
                                                Texts.money(money.awaited()),
                                                Texts.money(money.bank())))
                        .leads(t("ui.pool.treaties"), "treaties"),
                new Figure(t("ui.pool.to-review"), Texts.number(mine.size()))
                        .means(t("ui.pool.to-review.means", Texts.money(faces)))
                        .tone(!mine.isEmpty() ? Tone.WAITING : Tone.NEUTRAL)
                        .leads(t("ui.pool.queue"), "pool-claims?open=true"),
                new Figure(t("ui.pool.to-settle"), Texts.money(money.owed()))
                        .means(t("ui.pool.to-settle.means"))
                        .leads(t("ui.pool.accepted-claims"), "pool-claims?stage=ACCEPTED"),
                new Figure(t("ui.pool.borne"), Texts.money(sum(exposure, Exposure::borne)))
                        .leads(t("ui.pool.outlook"), "pool-outlook")));
        add(queue(open));
        add(Card.columns(funds(exposure), chart(exposure)));
    }

    private Card queue(List<ClaimView> open) {
        Card card = new Card(t("ui.pool.queue"));
        if (open.isEmpty()) {
            card.add(new com.vaadin.flow.component.html.Paragraph(t("ui.pool.queue.empty")));
            return card;
        }
        Table table = new Table(
                t("ui.pool.queue"),
                t("ui.pool.claim"),
                t("ui.pool.cooperative"),
                t("ui.pool.need"),
                t("ui.pool.paid-on"),
                "#" + t("ui.pool.ceded"),
                t("ui.state"));
        open.stream()
                .limit(SHOWN)
                .forEach(one -> table.row(
                        new Anchor(to("pool-claims/" + one.id()), PoolWords.name(one.id())),
                        one.cooperativeName(),
                        Texts.word(one.need()),
                        one.paidOn(),
                        one.told(),
                        PoolWords.state(one)));
        card.add(table);
        return card;
    }

    private Card funds(List<Exposure> exposure) {
        Table table = new Table(
                t("ui.pool.funds"),
                t("ui.pool.treaty"),
                "#" + t("ui.pool.holds"),
                "#" + t("ui.pool.open-claims"),
                "#" + t("ui.pool.cap-left"));
        exposure.forEach(one -> table.row(
                new Anchor(to("treaties/" + one.treaty().id()), one.treaty().name()),
                one.treaty().balance(),
                one.openAmount(),
                one.capLeft()));
        return new Card(t("ui.pool.funds"), table);
    }

    private static Card chart(List<Exposure> exposure) {
        return new Card(
                t("ui.pool.holds.chart"),
                new BarChart(
                        t("ui.pool.holds.chart"),
                        t("ui.pool.treaty"),
                        t("ui.pool.holds"),
                        exposure.stream()
                                .map(one -> new BarChart.Bar(
                                        one.treaty().name(), one.treaty().balance()))
                                .toList()));
    }

    private static Money sum(List<Exposure> all, Function<Exposure, Money> of) {
        return Money.sum(all.stream().map(of).toList());
    }
}
