package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.Position;
import coop.entrelacs.federation.PositionList;
import coop.entrelacs.federation.PositionPayments;
import coop.entrelacs.federation.Positions;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import java.util.Optional;

/** One position: what it is, where it stands in the books, what settles it. */
@Route(value = ":tenant/positions/:position", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER, Role.COORDINATOR})
class PositionView extends TenantView {

    private final transient PositionList positions;
    private final transient PositionPayments payments;
    private final transient Tenants tenants;
    private final transient LiveUpdates live;

    PositionView(PositionList positions, PositionPayments payments, Tenants tenants, LiveUpdates live) {
        this.positions = positions;
        this.payments = payments;
        this.tenants = tenants;
        this.live = live;
    }

    @Override
    protected void show() {
        Position position = in(() -> positions.get(id("position")));
        String counterpart = PositionWords.name(tenants, position.counterpart());
        Anchor back = new Anchor(to("positions"), "← " + t("ui.positions"));
        back.addClassName("back");
        Component[] acts = position.payable() && position.direction() == Positions.Direction.PAYABLE
                ? new Component[] {Buttons.plain(t("ui.position.pay"), () -> pay(position))}
                : new Component[0];
        headline(position.label(), acts)
                .above(back)
                .under(PositionWords.state(position).badge())
                .lead(t(
                        position.direction() == Positions.Direction.RECEIVABLE
                                ? "ui.position.they-owe"
                                : "ui.position.we-owe",
                        counterpart,
                        Texts.money(position.amount())));
        Table table = new Table(t("ui.position.facts"), t("ui.position.fact"), t("ui.position.value"));
        table.row(t("ui.position.kind"), PositionWords.kind(position.kind()));
        table.row(t("ui.date"), Texts.day(position.date()));
        table.row(t("ui.position.due"), position.due() == null ? t("ui.position.at-once") : Texts.day(position.due()));
        if (position.released() != null) {
            table.row(t("ui.position.released"), Texts.day(position.released()));
        }
        table.row(t("ui.position.reference"), position.reference() == null ? "–" : position.reference());
        Optional<Long> entry = in(() -> positions.entry(position));
        if (entry.isPresent()) {
            table.row(
                    t("ui.position.entry"),
                    is(Role.ACCOUNTANT, Role.MANAGER)
                            ? new Anchor(to("entries/" + entry.get()), t("ui.position.entry.open"))
                            : String.valueOf(entry.get()));
        }
        if (position.netting() != null) {
            table.row(
                    t("ui.position.netting"),
                    new Anchor(to("nettings/" + position.netting()), t("ui.position.netting.open")));
        }
        if (position.settledOn() != null) {
            table.row(t("ui.position.settled-on"), Texts.day(position.settledOn()));
        }
        table.row(t("ui.position.id"), position.id().toString());
        add(new Card(t("ui.position.facts"), table));
        if (position.held()) {
            add(new Card(t("ui.position.held"), new Paragraph(t("ui.position.held.why"))));
        }
        watch(live, "positions");
    }

    private void pay(Position position) {
        DayDialog.ask(
                t("ui.position.pay"),
                t("ui.position.pay.why", Texts.money(position.amount())),
                "on",
                t("ui.transfer.day"),
                day -> {
                    in(() -> payments.pay(List.of(position.id()), day));
                    Refusals.done(t("ui.position.paid"));
                    removeAll();
                    show();
                });
    }
}
