package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.Cession;
import coop.entrelacs.federation.Cession.CessionStage;
import coop.entrelacs.federation.CooperativePool;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;

/** In a cooperative: what became of one claim, and the answer to what the coordinators ask. */
@Route(value = ":tenant/pool/:claim", layout = MainLayout.class)
@For({Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER, Role.COMMITTEE_MEMBER})
class CessionView extends TenantView {

    private final transient CooperativePool pool;
    private final transient LiveUpdates live;

    CessionView(CooperativePool pool, LiveUpdates live) {
        this.pool = pool;
        this.live = live;
    }

    @Override
    protected void show() {
        Cession claim = in(() -> pool.cession(id("claim")));
        Anchor back = new Anchor(to("pool"), "← " + t("ui.pool.own"));
        back.addClassName("back");
        headline(t("ui.pool.own.claim", PoolWords.name(claim.claim())))
                .above(back)
                .under(PoolWords.state(claim).badge())
                .lead(t("ui.pool.own.next." + claim.stage()));
        add(Figure.row(
                new Figure(t("ui.pool.loss"), Texts.money(claim.loss())).means(claim.fund()),
                new Figure(t("ui.pool.ceded"), Texts.money(claim.ceded()))
                        .means(t("ui.pool.own.by", claim.treatyName(), claim.version())),
                new Figure(t("ui.pool.accepted"), claim.accepted() == null ? "–" : Texts.money(claim.accepted()))
                        .means(claim.reason() == null ? "" : Texts.word(claim.reason()))));
        if (claim.stage() == CessionStage.ASKED && is(Role.MANAGER, Role.ACCOUNTANT)) {
            add(question(claim));
        }
        Table table = new Table(
                t("ui.pool.history"),
                t("ui.pool.when"),
                t("ui.pool.what-happened"),
                "#" + t("ui.pool.amount"),
                t("ui.pool.reason"));
        claim.events()
                .forEach(one -> table.row(
                        one.at(),
                        Texts.word(one.what()),
                        one.amount(),
                        (one.reason() == null ? "" : Texts.word(one.reason()))
                                + (one.note() == null ? "" : (one.reason() == null ? "" : " · ") + one.note())));
        add(new Card(t("ui.pool.history"), table));
        watch(live, "pool");
    }

    private Card question(Cession claim) {
        TextArea answer = Fields.area("answer", t("ui.pool.answer"), null);
        answer.setHelperText(t("ui.pool.answer.warn"));
        answer.setMaxLength(300);
        answer.setWidthFull();
        return new Card(
                t("ui.pool.asked"),
                new Paragraph(claim.note() == null ? "" : claim.note()),
                answer,
                Buttons.primary(t("ui.pool.answer.do"), () -> {
                    in(() -> pool.answer(claim.claim(), answer.getValue()));
                    Refusals.done(t("ui.pool.answer.done"));
                    refresh();
                }));
    }
}
