package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.NettingDesk;
import coop.entrelacs.federation.NettingRecords;
import coop.entrelacs.federation.NettingSchedule;
import coop.entrelacs.federation.NettingSide;
import coop.entrelacs.federation.PositionPayments;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.web.Page;
import java.util.UUID;

/** Nettings: for a coordinator those of the federation, for a cooperative those it takes part in, with the transfers that follow. */
@Route(value = ":tenant/nettings", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER, Role.COORDINATOR})
class NettingsView extends TenantView {

    private final transient NettingDesk desk;
    private final transient NettingRecords records;
    private final transient NettingSide sides;
    private final transient PositionPayments payments;
    private final transient NettingSchedule schedule;
    private final transient Tenants tenants;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;

    NettingsView(
            NettingDesk desk,
            NettingRecords records,
            NettingSide sides,
            PositionPayments payments,
            NettingSchedule schedule,
            Tenants tenants,
            SavedFilters saved,
            LiveUpdates live) {
        this.desk = desk;
        this.records = records;
        this.sides = sides;
        this.payments = payments;
        this.schedule = schedule;
        this.tenants = tenants;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        boolean coordinator = is(Role.COORDINATOR) && in(tenants::current).kind() == Tenant.Kind.FEDERATION;
        headline(
                        t("ui.nettings"),
                        coordinator
                                ? new Component[] {Buttons.primary(t("ui.netting.start"), this::start)}
                                : new Component[0])
                .lead(coordinator ? t("ui.nettings.lead") + " " + next() : t("ui.nettings.lead"));
        if (coordinator) {
            add(ofTheFederation());
        } else {
            add(ours());
        }
        add(transfers());
        watch(live, "netting", "positions");
    }

    private String next() {
        NettingSchedule.Next next = in(schedule::next);
        return next.next() == null || next.until() == null
                ? ""
                : t("ui.nettings.next", Texts.longDay(next.next()), Texts.longDay(next.until()));
    }

    private Component ofTheFederation() {
        return new DataList<NettingRecords.Netting>(
                        "nettings",
                        query(),
                        saved,
                        (filters, after, limit) -> Page.of(
                                records.all(after == null ? null : UUID.fromString(after), limit + 1),
                                limit,
                                netting -> netting.id().toString()))
                .name("until", t("ui.netting.until"), NettingRecords.Netting::until)
                .state("state", t("ui.state"), netting -> PositionWords.state(netting.state()))
                .text("round", t("ui.netting.round"), NettingRecords.Netting::round)
                .text("started", t("ui.netting.started"), NettingRecords.Netting::startedAt)
                .day("settled", t("ui.position.settled-on"), NettingRecords.Netting::settledOn)
                .opens(netting -> to("nettings/" + netting.id()))
                .whenEmpty(new Empty(VaadinIcon.COMPRESS, t("ui.nettings.empty"), t("ui.nettings.empty.coordinator")));
    }

    private Component ours() {
        return new DataList<NettingSide.Side>(
                        "nettings-side",
                        query(),
                        saved,
                        (filters, after, limit) -> Page.of(
                                sides.all(after == null ? null : UUID.fromString(after), limit + 1),
                                limit,
                                side -> side.netting().toString()))
                .name("until", t("ui.netting.until"), NettingSide.Side::until)
                .state("state", t("ui.state"), PositionWords::state)
                .figure("positions", t("ui.positions"), side -> side.positions().size())
                .figure("net", t("ui.netting.net"), NettingSide.Side::net)
                .day("settled", t("ui.position.settled-on"), NettingSide.Side::settledOn)
                .opens(side -> to("nettings/" + side.netting()))
                .whenEmpty(new Empty(VaadinIcon.COMPRESS, t("ui.nettings.empty"), t("ui.nettings.empty.side")));
    }

    private Component transfers() {
        DataList<PositionPayments.Transfer> list = new DataList<PositionPayments.Transfer>(
                        "settlement-transfers",
                        query(),
                        saved,
                        (filters, after, limit) -> Page.of(
                                payments.transfers(
                                        filters.yes("due"), after == null ? null : UUID.fromString(after), limit + 1),
                                limit,
                                transfer -> transfer.id().toString()))
                .toggle("due", t("ui.transfers.due"))
                .name(
                        "counterpart",
                        t("ui.position.counterpart"),
                        one -> PositionWords.name(tenants, one.counterpart()))
                .text("way", t("ui.position.direction"), one -> t("ui.transfer.way." + one.way()))
                .figure("amount", t("ui.amount"), PositionPayments.Transfer::amount)
                .day("due", t("ui.transfer.due"), PositionPayments.Transfer::dueOn)
                .state(
                        "state",
                        t("ui.state"),
                        one -> one.recordedOn() == null
                                ? new State(t("ui.transfer.awaited"), Tone.WAITING)
                                : new State(t("ui.transfer.recorded", Texts.day(one.recordedOn())), Tone.GOOD))
                .opens(one -> one.netting() == null ? to("positions") : to("nettings/" + one.netting()))
                .whenEmpty(new Empty(VaadinIcon.EXCHANGE, t("ui.transfers.empty"), t("ui.transfers.empty.why")));
        return new Card(t("ui.transfers"), list);
    }

    private void start() {
        DayDialog.ask(
                t("ui.netting.start"),
                t("ui.netting.start.why"),
                "until",
                t("ui.netting.until"),
                day -> go("nettings/" + in(() -> desk.start(day)).netting()));
    }
}
