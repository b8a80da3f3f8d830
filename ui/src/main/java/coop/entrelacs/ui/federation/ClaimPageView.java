package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.ClaimView;
import coop.entrelacs.federation.ClaimView.ClaimStage;
import coop.entrelacs.federation.PoolClaims;
import coop.entrelacs.federation.PoolClaims.Acceptance;
import coop.entrelacs.federation.ReviewReason;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
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
import coop.entrelacs.ui.kit.Tone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One claim: what the cooperative tells, what the treaty says, what was done, and what one may decide. */
@Route(value = ":tenant/pool-claims/:claim", layout = MainLayout.class)
@For({Role.COORDINATOR, Role.MANAGER, Role.ACCOUNTANT})
class ClaimPageView extends TenantView {

    private final transient PoolClaims claims;
    private final transient LiveUpdates live;

    ClaimPageView(PoolClaims claims, LiveUpdates live) {
        this.claims = claims;
        this.live = live;
    }

    @Override
    protected void show() {
        ClaimView.WithHistory shown = in(() -> claims.get(id("claim")));
        ClaimView claim = shown.claim();
        Anchor back = new Anchor(to("pool-claims?open=true"), "← " + t("ui.pool.claims"));
        back.addClassName("back");
        headline(t("ui.pool.claim.of", PoolWords.name(claim.id()), claim.cooperativeName()), acts(claim))
                .above(back)
                .under(PoolWords.state(claim).badge())
                .lead(t("ui.pool.claim.lead"));
        add(Figure.row(
                new Figure(t("ui.pool.loss"), Texts.money(claim.loss())).means(Texts.word(claim.need())),
                new Figure(t("ui.pool.ceded"), Texts.money(claim.told()))
                        .means(t("ui.pool.ceded.means", claim.toldVersion())),
                new Figure(t("ui.pool.due"), Texts.money(claim.due()))
                        .means(
                                claim.version() == null
                                        ? t("ui.pool.due.none")
                                        : t("ui.pool.due.means", claim.version()))
                        .tone(claim.agrees() ? Tone.GOOD : Tone.BAD),
                new Figure(t("ui.pool.accepted"), claim.accepted() == null ? "–" : Texts.money(claim.accepted()))));
        if (!claim.agrees()) {
            Paragraph differs = new Paragraph(t("ui.pool.differs"));
            differs.addClassName("notice");
            add(differs);
        }
        add(Card.columns(facts(claim), rules(shown)));
        add(history(shown));
        watch(live, "claim");
    }

    private Component[] acts(ClaimView claim) {
        List<Component> acts = new ArrayList<>();
        if (is(Role.COORDINATOR) && claim.stage().open()) {
            acts.add(Buttons.plain(t("ui.pool.ask"), () -> ask(claim)));
            acts.add(Buttons.plain(t("ui.pool.refuse"), () -> refuse(claim)));
            if (claim.stage() == ClaimStage.PROPOSED) {
                acts.add(Buttons.plain(t("ui.pool.give-back"), () -> {
                    act(() -> claims.giveBack(claim.id(), claim.seen(), null));
                    refresh();
                }));
            }
            if (!claim.proposedByMe() && claim.version() != null) {
                acts.add(Buttons.primary(
                        claim.stage() == ClaimStage.PROPOSED ? t("ui.pool.confirm") : t("ui.pool.accept"),
                        () -> accept(claim)));
            }
        }
        return acts.toArray(Component[]::new);
    }

    private Card facts(ClaimView claim) {
        Table table = new Table(t("ui.pool.facts"), t("ui.pool.fact"), t("ui.pool.value"));
        table.row(t("ui.pool.cooperative"), claim.cooperativeName());
        table.row(t("ui.pool.fund-kind"), Texts.word(claim.fundKind()));
        table.row(t("ui.pool.need"), Texts.word(claim.need()));
        table.row(t("ui.pool.decision"), Texts.word(claim.decision()));
        table.row(t("ui.pool.ground"), ground(claim.ground()));
        table.row(t("ui.pool.asked-amount"), claim.asked());
        table.row(t("ui.pool.granted-amount"), claim.granted());
        if (claim.base() != null) {
            table.row(t("ui.pool.base"), claim.base());
        }
        table.row(t("ui.pool.decided-on"), claim.decidedOn());
        table.row(t("ui.pool.paid-on"), claim.paidOn());
        table.row(t("ui.pool.received-at"), claim.receivedAt());
        if (claim.settledOn() != null) {
            table.row(t("ui.pool.settled-on"), claim.settledOn());
        }
        return new Card(t("ui.pool.facts"), new Paragraph(t("ui.pool.facts.lead")), table);
    }

    private static String ground(String ground) {
        String key = "ground." + ground;
        return Texts.has(key) ? t(key) : t("ui.pool.ground.other");
    }

    private Card rules(ClaimView.WithHistory shown) {
        Card card = new Card(t("ui.pool.rules"));
        if (shown.terms() == null) {
            card.add(new Paragraph(t("ui.pool.due.none")));
            return card;
        }
        UnorderedList said = new UnorderedList();
        PoolWords.terms(shown.terms()).forEach(one -> said.add(new ListItem(one)));
        card.add(said, new Anchor(to("treaties/" + shown.claim().treaty()), t("ui.pool.to-treaty")));
        return card;
    }

    private static Card history(ClaimView.WithHistory shown) {
        Table table = new Table(
                t("ui.pool.history"),
                t("ui.pool.when"),
                t("ui.pool.what-happened"),
                t("ui.pool.by"),
                "#" + t("ui.pool.amount"),
                t("ui.pool.reason"));
        shown.events()
                .forEach(one -> table.row(
                        one.at(),
                        Texts.word(one.what()),
                        one.by(),
                        one.amount(),
                        (one.reason() == null ? "" : Texts.word(one.reason()))
                                + (one.note() == null ? "" : (one.reason() == null ? "" : " · ") + one.note())));
        return new Card(t("ui.pool.history"), table);
    }

    private void accept(ClaimView claim) {
        Dialog dialog = new Dialog(claim.stage() == ClaimStage.PROPOSED ? t("ui.pool.confirm") : t("ui.pool.accept"));
        Money start = claim.accepted() == null ? claim.most() : claim.accepted();
        BigDecimalField amount = Fields.euros("amount", t("ui.pool.amount"), start);
        Select<ReviewReason> reason = reasons(
                Arrays.stream(ReviewReason.values())
                        .filter(ReviewReason::reduces)
                        .toList(),
                claim.reason());
        reason.setHelperText(t("ui.pool.reason.reduce"));
        TextArea note = Fields.area("note", t("ui.pool.note"), null);
        note.setHelperText(t("ui.pool.note.warn"));
        dialog.add(
                new Paragraph(t("ui.pool.accept.why", Texts.money(claim.most()))), Fields.form(amount, reason, note));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.pool.accept.do"), () -> {
                    Money accepted = Fields.money("amount", amount);
                    Acceptance outcome = in(() ->
                            claims.accept(claim.id(), claim.seen(), accepted, reason.getValue(), Fields.typed(note)));
                    switch (outcome) {
                        case ACCEPTED, PROPOSED -> {
                            dialog.close();
                            Refusals.done(Texts.word(outcome));
                            refresh();
                        }
                        case YEAR_CAP, COOPERATIVE_CAP, POOL_SHORT -> {
                            amount.setErrorMessage(Texts.word(outcome));
                            amount.setInvalid(true);
                        }
                    }
                }));
        dialog.open();
    }

    private void ask(ClaimView claim) {
        Dialog dialog = new Dialog(t("ui.pool.ask"));
        Select<ReviewReason> reason = reasons(List.of(ReviewReason.values()), ReviewReason.UNCLEAR_FIGURES);
        TextArea note = Fields.area("note", t("ui.pool.question"), null);
        note.setHelperText(t("ui.pool.note.warn"));
        note.setRequired(true);
        dialog.add(new Paragraph(t("ui.pool.ask.why")), Fields.form(reason, note));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.pool.ask.do"), () -> {
                    act(() -> claims.ask(claim.id(), claim.seen(), reason.getValue(), note.getValue()));
                    dialog.close();
                    refresh();
                }));
        dialog.open();
    }

    private void refuse(ClaimView claim) {
        Dialog dialog = new Dialog(t("ui.pool.refuse"));
        Select<ReviewReason> reason = reasons(
                Arrays.stream(ReviewReason.values())
                        .filter(ReviewReason::refuses)
                        .toList(),
                null);
        TextArea note = Fields.area("note", t("ui.pool.note"), null);
        note.setHelperText(t("ui.pool.note.warn"));
        dialog.add(
                new Paragraph(t("ui.pool.refuse.why", Texts.money(claim.told()), claim.cooperativeName())),
                Fields.form(reason, note));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.pool.refuse"), () -> {
                    act(() -> claims.refuse(claim.id(), claim.seen(), reason.getValue(), Fields.typed(note)));
                    dialog.close();
                    refresh();
                }));
        dialog.open();
    }

    private static Select<ReviewReason> reasons(List<ReviewReason> some, @Nullable ReviewReason chosen) {
        Select<ReviewReason> reason =
                Fields.choice("reason", t("ui.pool.reason"), some, one -> one == null ? "" : Texts.word(one), chosen);
        reason.setEmptySelectionAllowed(chosen == null);
        return reason;
    }
}
