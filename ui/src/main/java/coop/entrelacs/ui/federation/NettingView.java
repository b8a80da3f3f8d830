package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.Route;
import coop.entrelacs.federation.NettingDesk;
import coop.entrelacs.federation.NettingPrinter;
import coop.entrelacs.federation.NettingRecords;
import coop.entrelacs.federation.NettingSide;
import coop.entrelacs.federation.Position;
import coop.entrelacs.federation.PositionPayments;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Downloads;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.web.Page;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One netting: this side's part in it and its decision; for a coordinator also who takes part and what is left for next time. */
@Route(value = ":tenant/nettings/:netting", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER, Role.COORDINATOR})
class NettingView extends TenantView {

    private static final int LEFT_SHOWN = 100;

    private final transient NettingDesk desk;
    private final transient NettingRecords records;
    private final transient NettingSide sides;
    private final transient PositionPayments payments;
    private final transient NettingPrinter printer;
    private final transient Tenants tenants;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;

    NettingView(
            NettingDesk desk,
            NettingRecords records,
            NettingSide sides,
            PositionPayments payments,
            NettingPrinter printer,
            Tenants tenants,
            SavedFilters saved,
            LiveUpdates live) {
        this.desk = desk;
        this.records = records;
        this.sides = sides;
        this.payments = payments;
        this.printer = printer;
        this.tenants = tenants;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        UUID netting = id("netting");
        boolean coordinator = is(Role.COORDINATOR) && in(tenants::current).kind() == Tenant.Kind.FEDERATION;
        Optional<NettingSide.Side> side = side(netting);
        if (coordinator) {
            showWhole(in(() -> records.get(netting)));
        } else if (side.isEmpty()) {
            throw new NotFound("netting", netting);
        } else {
            head(side.get().until(), pdf(side.get().until(), language -> printer.part(netting, language)))
                    .under(PositionWords.state(side.get()).badge());
        }
        side.ifPresent(this::showSide);
        watch(live, "netting", "positions");
    }

    private Optional<NettingSide.Side> side(UUID netting) {
        return in(() -> {
            try {
                return Optional.of(sides.get(netting));
            } catch (NotFound neverAsked) {
                return Optional.<NettingSide.Side>empty();
            }
        });
    }

    private coop.entrelacs.ui.kit.Headline head(LocalDate until, Component... acts) {
        Anchor back = new Anchor(to("nettings"), "← " + t("ui.nettings"));
        back.addClassName("back");
        return headline(t("ui.netting.title", Texts.longDay(until)), acts).above(back);
    }

    private Component pdf(LocalDate until, Function<Locale, byte[]> printed) {
        Locale language = getLocale();
        return Buttons.download(
                t("ui.netting.pdf"),
                Downloads.of(() -> Downloads.Named.pdf("compensation-" + until + ".pdf", printed.apply(language))));
    }

    private void showWhole(NettingRecords.Netting netting) {
        Component pdf = pdf(netting.until(), language -> printer.whole(netting.id(), language));
        Component[] acts = netting.state().running()
                ? new Component[] {pdf, Buttons.plain(t("ui.netting.cancel"), () -> cancel(netting.id()))}
                : new Component[] {pdf};
        head(netting.until(), acts)
                .under(PositionWords.state(netting.state()).badge())
                .lead(t("ui.netting.lead." + netting.state(), netting.round()));
        List<NettingRecords.Party> parties = in(() -> records.parties(netting.id()));
        List<NettingRecords.Transfer> transfers = in(() -> records.transfers(netting.id(), netting.round()));
        List<NettingRecords.Left> left = in(() -> records.left(netting.id(), LEFT_SHOWN));
        long leftInAll = in(() -> records.leftInAll(netting.id()));
        add(Figure.row(
                new Figure(
                        t("ui.netting.positions"),
                        Texts.number(parties.stream()
                                        .mapToLong(party -> party.positions() - party.mismatched())
                                        .sum()
                                / 2)),
                new Figure(t("ui.netting.transfers"), Texts.number(transfers.size()))
                        .means(Texts.money(Money.sum(transfers.stream()
                                .map(NettingRecords.Transfer::amount)
                                .toList()))),
                new Figure(t("ui.netting.left"), Texts.number(leftInAll)).means(t("ui.netting.left.means"))));
        Table who = new Table(
                t("ui.netting.parties"),
                t("ui.position.counterpart"),
                t("ui.state"),
                "#" + t("ui.positions"),
                "#" + t("ui.netting.net"),
                t("ui.netting.act"));
        for (NettingRecords.Party party : parties) {
            boolean waits = netting.state().running()
                    && (party.state() == NettingRecords.PartyState.ASKED
                            || party.state() == NettingRecords.PartyState.ANSWERED);
            String name = PositionWords.name(tenants, party.tenant());
            who.row(
                    name,
                    PositionWords.state(party),
                    party.positions(),
                    party.net(),
                    waits
                            ? Buttons.plain(
                                    t("ui.netting.leave-out"),
                                    () -> Buttons.confirm(
                                            t("ui.netting.leave-out"),
                                            t("ui.netting.leave-out.why", name),
                                            t("ui.netting.leave-out"),
                                            () -> act(() -> desk.leaveOut(netting.id(), party.tenant()))))
                            : "");
        }
        add(new Card(t("ui.netting.parties"), who));
        if (!transfers.isEmpty()) {
            Table paid =
                    new Table(t("ui.transfers"), t("ui.transfer.payer"), t("ui.transfer.payee"), "#" + t("ui.amount"));
            transfers.forEach(transfer -> paid.row(
                    PositionWords.name(tenants, transfer.payer()),
                    PositionWords.name(tenants, transfer.payee()),
                    transfer.amount()));
            add(new Card(t("ui.transfers"), paid));
        }
        if (!left.isEmpty()) {
            Table next = new Table(
                    t("ui.netting.left"),
                    t("ui.netting.told-by"),
                    t("ui.position.counterpart"),
                    t("ui.position.kind"),
                    "#" + t("ui.amount"),
                    t("ui.netting.why"));
            left.forEach(one -> next.row(
                    PositionWords.name(tenants, one.tenant()),
                    PositionWords.name(tenants, one.counterpart()),
                    PositionWords.kind(one.kind()),
                    one.amount(),
                    t("ui.netting.why." + one.why())));
            Card card = new Card(t("ui.netting.left"), next);
            if (leftInAll > left.size()) {
                card.add(new Paragraph(t("ui.shown.first", left.size(), leftInAll)));
            }
            add(card);
        }
    }

    private void showSide(NettingSide.Side side) {
        List<Component> parts = new ArrayList<>();
        if (side.state() == NettingSide.State.PROPOSED) {
            parts.add(new Paragraph(t("ui.netting.decide.why")));
        }
        if (side.net().isZero()) {
            parts.add(new Paragraph(t("ui.netting.balanced", side.positions().size())));
        } else {
            parts.add(new Paragraph(t(
                    side.net().isPositive() ? "ui.netting.gets" : "ui.netting.pays",
                    Texts.money(side.net().abs()),
                    side.positions().size())));
        }
        List<PositionPayments.Transfer> due = in(() -> payments.ofNetting(side.netting()));
        Map<TenantId, String> before = in(() -> sides.accountsBefore(side.netting()));
        if (side.state() == NettingSide.State.PROPOSED && !before.isEmpty()) {
            parts.add(new Paragraph(new State(t("ui.netting.accounts-changed", before.size()), Tone.BAD).badge()));
        }
        if (!side.transfers().isEmpty()) {
            Table transfers = new Table(
                    t("ui.transfers"),
                    t("ui.position.counterpart"),
                    t("ui.position.direction"),
                    "#" + t("ui.amount"),
                    t("ui.transfer.account"),
                    t("ui.state"));
            if (due.isEmpty()) {
                side.transfers()
                        .forEach(one -> transfers.row(
                                PositionWords.name(tenants, one.counterpart()),
                                t("ui.transfer.way." + one.way()),
                                one.amount(),
                                account(one, before.get(one.counterpart())),
                                t("ui.transfer.proposed")));
            } else {
                due.forEach(one -> transfers.row(
                        PositionWords.name(tenants, one.counterpart()),
                        t("ui.transfer.way." + one.way()),
                        one.amount(),
                        one.iban() == null ? "" : one.iban(),
                        one.recordedOn() == null
                                ? Buttons.plain(t("ui.transfer.record"), () -> record(one))
                                : t("ui.transfer.recorded", Texts.day(one.recordedOn()))));
            }
            parts.add(transfers);
        }
        Card card = new Card(t("ui.netting.our-part"), parts.toArray(Component[]::new));
        if (side.state() == NettingSide.State.PROPOSED) {
            card.acts(
                    Buttons.plain(
                            t("ui.netting.refuse"),
                            () -> Buttons.confirm(
                                    t("ui.netting.refuse"),
                                    t("ui.netting.refuse.why"),
                                    t("ui.netting.refuse"),
                                    () -> decide(side, false))),
                    Buttons.primary(
                            t("ui.netting.approve"),
                            () -> Buttons.confirm(
                                    t("ui.netting.approve"),
                                    binding(side),
                                    t("ui.netting.approve"),
                                    () -> decide(side, true))));
        } else if (due.stream().anyMatch(one -> one.way() == NettingSide.Way.OUT && one.recordedOn() == null)) {
            card.acts(Buttons.download(
                    t("ui.netting.bank-file"),
                    Downloads.of(() -> new Downloads.Named(
                            "compensation-" + side.until() + ".xml",
                            "application/xml",
                            payments.bankFile(side.netting())))));
        }
        add(card);
        DataList<Position> list = new DataList<Position>(
                        "netting-positions",
                        query(),
                        saved,
                        (filters, after, limit) -> new Page<>(sides.positions(side.netting()), null))
                .name("label", t("ui.position.label"), Position::label)
                .text(
                        "counterpart",
                        t("ui.position.counterpart"),
                        one -> PositionWords.name(tenants, one.counterpart()))
                .text("kind", t("ui.position.kind"), one -> PositionWords.kind(one.kind()))
                .day("date", t("ui.date"), Position::date)
                .text("reference", t("ui.position.reference"), Position::reference)
                .figure("amount", t("ui.amount"), Position::signed)
                .opens(one -> to("positions/" + one.id()))
                .whole();
        add(new Card(t("ui.netting.our-positions"), list));
    }

    private static Component account(NettingSide.Transfer transfer, @Nullable String before) {
        Div shown = new Div();
        if (transfer.way() == NettingSide.Way.OUT && transfer.iban() != null) {
            shown.add(new Span(transfer.iban()));
            if (before != null) {
                shown.add(new Paragraph(new State(t("ui.transfer.account.before", before), Tone.BAD).badge()));
            }
        }
        return shown;
    }

    /** What agreeing binds this side to: which positions, who pays whom how much, and when. */
    private String binding(NettingSide.Side side) {
        List<String> said = new ArrayList<>();
        said.add(t("ui.netting.binds", side.positions().size()));
        side.transfers()
                .forEach(one -> said.add(t(
                        one.way() == NettingSide.Way.OUT ? "ui.netting.binds.pays" : "ui.netting.binds.gets",
                        Texts.money(one.amount()),
                        PositionWords.name(tenants, one.counterpart()))));
        if (side.transfers().isEmpty()) {
            said.add(t("ui.netting.binds.nothing"));
        }
        said.add(t("ui.netting.binds.when"));
        return String.join(" ", said);
    }

    private void decide(NettingSide.Side side, boolean approved) {
        in(() -> approved ? sides.approve(side.netting(), side.round()) : sides.refuse(side.netting(), side.round()));
        Refusals.done(t(approved ? "ui.netting.approved" : "ui.netting.refused"));
        removeAll();
        show();
    }

    private void cancel(UUID netting) {
        Buttons.confirm(
                t("ui.netting.cancel"),
                t("ui.netting.cancel.why"),
                t("ui.netting.cancel"),
                () -> act(() -> desk.cancel(netting)));
    }

    private void record(PositionPayments.Transfer transfer) {
        DayDialog.ask(t("ui.transfer.record"), t("ui.transfer.record.why"), "on", t("ui.transfer.day"), day -> {
            in(() -> payments.record(transfer.id(), day));
            removeAll();
            show();
        });
    }
}
