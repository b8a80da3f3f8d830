package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.funds.BankFiles;
import coop.entrelacs.funds.FundPayments;
import coop.entrelacs.funds.FundRequests;
import coop.entrelacs.funds.RequestRow;
import coop.entrelacs.funds.RequestState;
import coop.entrelacs.funds.RequestView;
import coop.entrelacs.funds.Stage;
import coop.entrelacs.identity.People;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Downloads;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.HomeOf;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.web.Page;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What committees granted, from the proposal of a payment to the bank's file, by two persons; and what comes back. Amounts and
 * names: nothing of why.
 */
@Route(value = ":tenant/fund-payments", layout = MainLayout.class)
@For({Role.TREASURER, Role.ACCOUNTANT, Role.MANAGER})
@HomeOf(Role.TREASURER)
class FundPaymentsView extends TenantView {

    private static final List<Stage> OPEN =
            List.of(Stage.GRANTED, Stage.PAYING, Stage.REPAYING, Stage.DEFAULTED, Stage.RECOVERING);

    private static final int DAYS_SHOWN = 8;

    private final transient FundRequests requests;
    private final transient FundPayments payments;
    private final transient BankFiles files;
    private final transient Members members;
    private final transient People people;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;
    private transient Map<UUID, MemberName> names = new HashMap<>();

    FundPaymentsView(
            FundRequests requests,
            FundPayments payments,
            BankFiles files,
            Members members,
            People people,
            SavedFilters saved,
            LiveUpdates live) {
        this.requests = requests;
        this.payments = payments;
        this.files = files;
        this.members = members;
        this.people = people;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        headline(t("ui.funds.payments")).lead(t("ui.funds.payments.lead"));
        // by stage and whole: what was paid and is over long ago leaves no room for what waits
        List<RequestRow> all = in(() -> OPEN.stream()
                .flatMap(stage -> Page.all(
                        after -> requests.granted(stage, after == null ? null : UUID.fromString(after), Page.MOST))
                        .stream())
                .toList());
        names = new HashMap<>(in(() ->
                members.names(all.stream().map(RequestRow::member).distinct().toList())));
        List<RequestRow> granted = in(all, Stage.GRANTED);
        List<RequestRow> paying = in(all, Stage.PAYING);
        add(Figure.row(
                new Figure(t("ui.funds.to-propose"), Texts.money(sum(granted)))
                        .means(t("ui.funds.to-propose.means", granted.size())),
                new Figure(t("ui.funds.to-confirm"), Texts.money(sum(paying)))
                        .means(t("ui.funds.to-confirm.means", paying.size()))
                        .tone(paying.isEmpty() ? Tone.NEUTRAL : Tone.BAD),
                new Figure(
                                t("ui.funds.comes-back"),
                                Texts.money(Money.sum(all.stream()
                                        .filter(FundPaymentsView::comesBack)
                                        .map(RequestRow::owed)
                                        .toList())))
                        .means(t("ui.funds.comes-back.means"))));
        add(propose(granted), confirm(paying), files(), back(all));
        add(new Card(t("ui.funds.all-granted"), list()));
        watch(live, "fund-request");
    }

    private static List<RequestRow> in(List<RequestRow> rows, Stage stage) {
        return rows.stream().filter(row -> row.stage() == stage).toList();
    }

    /** A grant is paid and does not come back. */
    private static boolean comesBack(RequestRow row) {
        return row.stage() == Stage.REPAYING || row.stage() == Stage.DEFAULTED || row.stage() == Stage.RECOVERING;
    }

    private static Money sum(List<RequestRow> rows) {
        return Money.sum(rows.stream().map(RequestRow::granted).toList());
    }

    private String name(RequestRow row) {
        return name(row.member());
    }

    private String name(UUID member) {
        MemberName name = names.get(member);
        return name == null ? "–" : name.displayName();
    }

    private Anchor link(RequestRow row) {
        return new Anchor(to("fund-requests/" + row.id()), name(row));
    }

    private Card propose(List<RequestRow> rows) {
        Card card = new Card(t("ui.funds.to-propose"));
        card.add(FundWords.soft(t("ui.funds.two-persons")));
        if (rows.isEmpty()) {
            card.add(FundWords.soft(t("ui.funds.to-propose.none")));
            return card;
        }
        boolean may = is(Role.TREASURER, Role.ACCOUNTANT);
        Table table = new Table(
                t("ui.funds.to-propose"),
                t("ui.funds.person"),
                t("ui.funds.fund"),
                "#" + t("ui.funds.granted"),
                t("ui.acts"));
        for (RequestRow row : rows) {
            table.row(
                    link(row),
                    row.fundName(),
                    row.granted(),
                    may
                            ? Buttons.plain(t("ui.funds.propose-payment"), () -> {
                                in(() -> payments.propose(row.id()));
                                Refusals.done(t("ui.funds.proposed-payment"));
                                refresh();
                            })
                            : t("ui.funds.by-treasurer"));
        }
        card.add(table.asCards());
        return card;
    }

    private Card confirm(List<RequestRow> rows) {
        Card card = new Card(t("ui.funds.to-confirm"));
        if (rows.isEmpty()) {
            card.add(FundWords.soft(t("ui.funds.to-confirm.none")));
            return card;
        }
        card.add(FundWords.soft(t("ui.funds.to-confirm.why")));
        Table table = new Table(
                t("ui.funds.to-confirm"),
                t("ui.funds.person"),
                t("ui.funds.fund"),
                "#" + t("ui.funds.granted"),
                t("ui.funds.pay-to"),
                t("ui.funds.proposed-by"),
                t("ui.acts"));
        Map<UUID, FundPayments.PayTo> accounts =
                in(() -> payments.payTo(rows.stream().map(RequestRow::id).toList()));
        Map<UUID, UUID> proposers = new HashMap<>();
        for (RequestRow row : rows) {
            RequestView request = in(() -> requests.get(row.id()));
            if (request.state() instanceof RequestState.Paying paying) {
                proposers.put(row.id(), paying.proposedBy());
            }
        }
        Map<UUID, String> persons = people.names(proposers.values());
        for (RequestRow row : rows) {
            UUID proposer = proposers.get(row.id());
            boolean mine = actor().subject().equals(proposer);
            table.row(
                    link(row),
                    row.fundName(),
                    row.granted(),
                    payTo(accounts.get(row.id())),
                    mine ? t("ui.funds.proposed-by.you") : proposer == null ? "" : persons.getOrDefault(proposer, "–"),
                    confirmActs(row, mine, accounts.get(row.id())));
        }
        card.add(table.asCards());
        return card;
    }

    /** The account, and what there is to doubt of it. */
    private Component payTo(FundPayments.@Nullable PayTo to) {
        Div shown = new Div();
        if (to != null && to.account() != null) {
            shown.add(new Span(to.account()));
            String doubt = doubt(to);
            if (!doubt.isEmpty()) {
                shown.add(new Paragraph(new State(doubt, Tone.BAD).badge()));
            }
        }
        return shown;
    }

    private static String doubt(FundPayments.@Nullable PayTo to) {
        List<String> said = new ArrayList<>();
        if (to != null && to.before() != null) {
            said.add(Texts.t("ui.funds.pay-to.changed", to.before()));
        }
        if (to != null && to.others() > 0) {
            said.add(Texts.t("ui.funds.pay-to.shared", to.others()));
        }
        return String.join(" ", said);
    }

    private Component confirmActs(RequestRow row, boolean mine, FundPayments.@Nullable PayTo to) {
        List<Component> acts = new ArrayList<>();
        if (mine) {
            acts.add(FundWords.soft(t("ui.funds.needs-another")));
        } else if (is(Role.TREASURER, Role.MANAGER)) {
            acts.add(Buttons.primary(
                    t("ui.funds.confirm-payment"),
                    () -> Buttons.confirm(
                            t("ui.funds.confirm-payment"), why(row, to), t("ui.funds.confirm-payment"), () -> {
                                in(() -> payments.confirm(row.id()));
                                Refusals.done(t("ui.funds.confirmed-payment", row.granted()));
                                refresh();
                            })));
        } else {
            acts.add(FundWords.soft(t("ui.funds.confirmed-by")));
        }
        acts.add(Buttons.plain(t("ui.funds.cancel-payment"), () -> {
            in(() -> payments.cancel(row.id()));
            Refusals.done(t("ui.funds.cancelled-payment"));
            refresh();
        }));
        Div bar = new Div(acts.toArray(Component[]::new));
        bar.addClassName("acts");
        return bar;
    }

    /** What is confirmed: who, how much, on which account, and what is to be asked before. */
    private String why(RequestRow row, FundPayments.@Nullable PayTo to) {
        String what = t("ui.funds.confirm-payment.why", row.granted(), name(row), row.fundName());
        if (to == null || to.account() == null) {
            return what;
        }
        return String.join(" ", what, t("ui.funds.pay-to.account", to.account()), doubt(to))
                .strip();
    }

    /**
     * The bank's files, by the day on which a second person confirmed: those made, which never change, and who waits for the next. Who
     * cannot be in one is named.
     */
    private Card files() {
        Card card = new Card(t("ui.funds.files"));
        card.add(FundWords.soft(t("ui.funds.files.why")));
        List<BankFiles.BankDay> days = in(() -> files.days(DAYS_SHOWN));
        if (days.isEmpty()) {
            card.add(FundWords.soft(t("ui.funds.files.none")));
            return card;
        }
        names.putAll(in(() -> members.names(days.stream()
                .flatMap(day -> Stream.concat(day.waiting().stream(), day.withoutAccount().stream()))
                .map(BankFiles.PaidPerson::member)
                .distinct()
                .toList())));
        Table table = new Table(
                t("ui.funds.files"),
                t("ui.funds.paid-on"),
                t("ui.funds.file.id"),
                "#" + t("ui.funds.transfers"),
                "#" + t("ui.funds.amount"),
                t("ui.acts"));
        List<String> without = new ArrayList<>();
        for (BankFiles.BankDay day : days) {
            day.files()
                    .forEach(file -> table.row(
                            Texts.longDay(day.paidOn()),
                            file.message(),
                            file.transfers(),
                            file.amount(),
                            file.kept()
                                    ? download(
                                            t("ui.funds.file"), file.message(), () -> files.of(day.paidOn(), file.no()))
                                    : t("ui.funds.file.forgotten")));
            if (!day.waiting().isEmpty()) {
                table.row(
                        Texts.longDay(day.paidOn()),
                        t("ui.funds.file.to-make"),
                        day.waiting().size(),
                        Money.sum(day.waiting().stream()
                                .map(BankFiles.PaidPerson::amount)
                                .toList()),
                        download(t("ui.funds.file"), "fonds-" + day.paidOn(), () -> files.of(day.paidOn())));
            }
            day.withoutAccount()
                    .forEach(one -> without.add(
                            t("ui.funds.file.without.one", name(one.member()), one.amount(), Texts.day(day.paidOn()))));
        }
        card.add(table.asCards());
        if (!without.isEmpty()) {
            UnorderedList list = new UnorderedList();
            without.forEach(one -> list.add(new ListItem(one)));
            Div note = new Div(new Paragraph(t("ui.funds.file.without")), list);
            note.addClassNames("note", "bad");
            card.add(note);
        }
        return card;
    }

    private Object download(String words, String name, Supplier<byte[]> content) {
        return is(Role.TREASURER)
                ? Buttons.download(
                        words, Downloads.of(() -> new Downloads.Named(name + ".xml", "application/xml", content.get())))
                : t("ui.funds.by-treasurer");
    }

    /** Loans under way and customers who may still pay. */
    private Card back(List<RequestRow> all) {
        Card card = new Card(t("ui.funds.running"));
        List<RequestRow> rows = all.stream().filter(FundPaymentsView::comesBack).toList();
        if (rows.isEmpty()) {
            card.add(FundWords.soft(t("ui.funds.running.none")));
            return card;
        }
        Table table = new Table(
                t("ui.funds.running"),
                t("ui.funds.person"),
                t("ui.funds.fund"),
                t("ui.state"),
                "#" + t("ui.funds.paid"),
                "#" + t("ui.funds.still-owed"),
                t("ui.acts"));
        for (RequestRow row : rows) {
            List<Component> acts = new ArrayList<>();
            if (is(Role.TREASURER, Role.ACCOUNTANT)) {
                acts.add(Buttons.plain(t("ui.funds.receive"), () -> receive(row)));
            }
            if (is(Role.MANAGER) && row.stage() != Stage.REPAYING) {
                acts.add(Buttons.plain(
                        t("ui.funds.write-off"),
                        () -> Buttons.confirm(
                                t("ui.funds.write-off"),
                                t("ui.funds.write-off.why", row.owed(), row.fundName()),
                                t("ui.funds.write-off"),
                                () -> {
                                    in(() -> payments.writeOff(row.id()));
                                    Refusals.done(t("ui.funds.written-off", row.owed()));
                                    refresh();
                                })));
            }
            Div bar = new Div(acts.toArray(Component[]::new));
            bar.addClassName("acts");
            table.row(link(row), row.fundName(), FundWords.state(row.stage()), row.granted(), row.owed(), bar);
        }
        card.add(table.asCards());
        return card;
    }

    private void receive(RequestRow row) {
        Dialog dialog = new Dialog(t("ui.funds.receive"));
        BigDecimalField amount = Fields.euros("amount", t("ui.funds.amount"), null);
        amount.setHelperText(t("ui.funds.receive.most", row.owed()));
        DatePicker on = Fields.day("on", t("ui.funds.receive.on"), LocalDate.now(Texts.ZONE));
        TextField source = Fields.text("source", t("ui.funds.receive.source"), null);
        source.setHelperText(t("ui.funds.receive.source.help"));
        dialog.add(
                new Paragraph(t("ui.funds.receive.why", name(row), row.fundName())), Fields.form(amount, on, source));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.funds.receive"), () -> {
                    LocalDate day = on.getValue();
                    if (day == null) {
                        throw new InvalidField("on", "required");
                    }
                    Money back = Fields.money("amount", amount);
                    in(() -> payments.comeBack(row.id(), back, day, source.getValue()));
                    dialog.close();
                    Refusals.done(t("ui.funds.received", back));
                    refresh();
                }));
        dialog.open();
    }

    private DataList<RequestRow> list() {
        return new DataList<RequestRow>("fund-payments", query(), saved, (filters, after, limit) -> {
                    var page = requests.granted(
                            filters.choice("stage", Stage.class), after == null ? null : UUID.fromString(after), limit);
                    names.putAll(members.names(page.items().stream()
                            .map(RequestRow::member)
                            .filter(one -> !names.containsKey(one))
                            .distinct()
                            .toList()));
                    return page;
                })
                .choice("stage", t("ui.state"), Stage.class, Texts::word)
                .name("member", t("ui.funds.person"), this::name)
                .text("fund", t("ui.funds.fund"), RequestRow::fundName)
                .state("state", t("ui.state"), row -> FundWords.state(row.stage()))
                .figure("granted", t("ui.funds.granted"), RequestRow::granted)
                .figure("owed", t("ui.funds.still-owed"), row -> comesBack(row) ? row.owed() : null)
                .day("paid", t("ui.funds.paid-on"), RequestRow::paidOn)
                .opens(row -> to("fund-requests/" + row.id()))
                .whenEmpty(
                        new Empty(VaadinIcon.EXCHANGE, t("ui.funds.payments.none"), t("ui.funds.payments.none.why")));
    }
}
