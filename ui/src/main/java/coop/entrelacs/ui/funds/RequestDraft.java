package coop.entrelacs.ui.funds;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import coop.entrelacs.activities.InvoiceFilter;
import coop.entrelacs.activities.InvoiceRow;
import coop.entrelacs.activities.InvoiceState;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundRequests;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.funds.Need;
import coop.entrelacs.funds.PrivatePart;
import coop.entrelacs.funds.RequestForm;
import coop.entrelacs.funds.RequestView;
import coop.entrelacs.funds.RulebookTerms;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.ui.funds.FundRequestView.Shown;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.WholeField;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request being written: one step under the other, kept whenever a field is left, checked against the rules before it is sent. */
final class RequestDraft extends Div {

    private final transient FundRequestView view;
    private final transient Shown shown;
    private final transient Fund fund;
    private transient RequestView draft;

    private final Select<Need> need;
    private final BigDecimalField amount;
    private final IntegerField months = Fields.named("months", new WholeField(Texts.t("ui.funds.months")));
    private final IntegerField grace = Fields.named("graceMonths", new WholeField(Texts.t("ui.funds.grace")));
    private final TextArea story;
    private final BigDecimalField payBefore;
    private final BigDecimalField payNow;
    private final Select<InvoiceRow> invoice = Fields.named("invoice", new Select<>());
    private final BigDecimalField unpaid;
    private final DatePicker dueOn;
    private final Checkbox insolvent = new Checkbox(Texts.t("ui.funds.insolvent.long"));
    private final TextField iban;
    private final Paragraph computed = FundWords.soft("");
    private final Span kept = new Span();
    private final Div papers = new Div();
    private final Div verdict = new Div();

    RequestDraft(FundRequestView view, Shown shown) {
        this.view = view;
        this.shown = shown;
        this.fund = shown.fund();
        this.draft = shown.request();
        addClassNames("stack", "fund-draft");
        PrivatePart told = java.util.Objects.requireNonNull(draft.details());
        need = Fields.choice(
                "details.need",
                Texts.t("ui.funds.need"),
                Arrays.stream(Need.values())
                        .filter(one -> one.suits(fund.instrument()))
                        .toList(),
                Texts::word,
                told.need());
        amount = Fields.euros("amount", Texts.t("ui.funds.amount.asked"), draft.asked());
        story = Fields.area("details.story", Texts.t("ui.funds.draft.story"), told.story());
        payBefore = Fields.euros("details.payBefore", Texts.t("ui.funds.pay-before"), told.payBefore());
        payNow = Fields.euros("details.payNow", Texts.t("ui.funds.pay-now"), told.payNow());
        unpaid = Fields.euros("details.unpaid", Texts.t("ui.funds.unpaid"), told.unpaid());
        dueOn = Fields.day("details.dueOn", Texts.t("ui.funds.due-on"), told.dueOn());
        insolvent.setValue(Boolean.TRUE.equals(told.insolvent()));
        iban = Fields.text("iban", Texts.t("ui.funds.iban"), draft.iban());
        months.setValue(draft.months());
        grace.setValue(draft.graceMonths());
        months.setStepButtonsVisible(true);
        grace.setStepButtonsVisible(true);
        months.setMin(1);
        months.setMax(most());
        grace.setMin(0);
        story.setMinHeight("9rem");
        story.setWidthFull();
        story.setHelperText(Texts.t("ui.funds.draft.story.help." + fund.instrument()));
        iban.setHelperText(Texts.t("ui.funds.iban.help"));
        kept.addClassName("soft");
        kept.getElement().setAttribute("role", "status");
        verdict.addClassName("stack");
        verdict.getElement().setAttribute("aria-live", "polite");
        papers.addClassName("stack");
        build();
        listen();
        showComputed();
        showPapers();
        check();
    }

    private int most() {
        RulebookTerms terms = shown.rules().terms();
        return terms.loan() != null
                ? terms.loan().mostMonths()
                : terms.grant() != null ? terms.grant().mostMonths() : 120;
    }

    private void build() {
        int step = 1;
        Card what = new Card(Texts.t("ui.funds.draft.what", step++));
        what.add(FundWords.soft(FundWords.helps(fund.instrument())));
        switch (fund.instrument()) {
            case LOAN -> {
                grace.setHelperText(Texts.t("ui.funds.grace.help"));
                what.add(Fields.form(need, amount, months, grace), computed);
            }
            case GRANT -> {
                months.setHelperText(Texts.t("ui.funds.months.grant.help"));
                what.add(Fields.form(need, payBefore, payNow, months, amount), computed);
            }
            case GUARANTEE -> {
                fillInvoices();
                what.add(Fields.form(invoice, unpaid, dueOn, amount), insolvent, computed);
            }
        }
        Card mine = new Card(Texts.t("ui.funds.draft.private", step++));
        mine.add(whoReads(), story);
        Card proof = new Card(Texts.t("ui.funds.draft.papers", step++));
        proof.add(FundWords.soft(Texts.t("ui.funds.draft.papers.why." + fund.instrument())), papers);
        add(what, mine, proof);
        if (fund.instrument() != Instrument.GUARANTEE) {
            Card where = new Card(Texts.t("ui.funds.draft.where", step++));
            where.add(FundWords.soft(Texts.t("ui.funds.draft.where.why")), iban);
            iban.setWidthFull();
            add(where);
        }
        Button send = Buttons.primary(Texts.t("ui.funds.draft.send"), this::send);
        Div acts = new Div(
                send,
                Buttons.plain(
                        Texts.t("ui.funds.draft.discard"),
                        () -> Buttons.confirm(
                                Texts.t("ui.funds.draft.discard"),
                                Texts.t("ui.funds.draft.discard.why"),
                                Texts.t("ui.funds.draft.discard"),
                                () -> {
                                    view.ask(() -> view.requests.withdraw(draft.id()));
                                    coop.entrelacs.ui.kit.Address.go(view.address("my-funds"));
                                })),
                kept);
        acts.addClassName("acts");
        add(new Card(Texts.t("ui.funds.draft.check", step), verdict, acts));
    }

    /** Says in plain words who will read what is written here, by name. */
    private Div whoReads() {
        List<UUID> sitting = view.ask(() -> view.committees.sitting(fund.committee(), LocalDate.now(Texts.ZONE)));
        String names = view.ask(() -> view.members.names(sitting)).values().stream()
                .map(MemberName::displayName)
                .sorted()
                .collect(Collectors.joining(", "));
        Div box = new Div();
        box.addClassNames("note", "stack");
        box.add(new Paragraph(
                names.isEmpty() ? Texts.t("ui.funds.private.nobody") : Texts.t("ui.funds.private.who", names)));
        UnorderedList list = new UnorderedList(
                new ListItem(Texts.t("ui.funds.private.tie")),
                new ListItem(Texts.t("ui.funds.private.not")),
                new ListItem(Texts.t("ui.funds.private.audit")),
                new ListItem(
                        Texts.t("ui.funds.private.forget", shown.rules().terms().keepPrivateMonths())));
        box.add(list);
        return box;
    }

    private void fillInvoices() {
        List<InvoiceRow> open = view.ask(() -> view.invoices.list(
                        InvoiceFilter.in(
                                InvoiceState.OVERDUE,
                                InvoiceState.PARTLY_PAID,
                                InvoiceState.ISSUED,
                                InvoiceState.VALIDATED),
                        null,
                        100))
                .items();
        invoice.setLabel(Texts.t("ui.funds.invoice"));
        invoice.setItems(open);
        invoice.setItemLabelGenerator(
                row -> Texts.t("ui.funds.invoice.of", row.number(), row.customerName(), row.remaining()));
        invoice.setHelperText(Texts.t(open.isEmpty() ? "ui.funds.invoice.none" : "ui.funds.invoice.help"));
        open.stream()
                .filter(row -> row.id().equals(draft.invoice()))
                .findFirst()
                .ifPresent(invoice::setValue);
        insolvent.setHelperText(Texts.t("ui.funds.insolvent.help"));
    }

    private void listen() {
        need.addValueChangeListener(change -> save());
        amount.addValueChangeListener(change -> save());
        months.addValueChangeListener(change -> save());
        grace.addValueChangeListener(change -> save());
        payBefore.addValueChangeListener(change -> save());
        payNow.addValueChangeListener(change -> save());
        unpaid.addValueChangeListener(change -> save());
        dueOn.addValueChangeListener(change -> save());
        insolvent.addValueChangeListener(change -> save());
        iban.addValueChangeListener(change -> save());
        story.setValueChangeMode(ValueChangeMode.LAZY);
        story.setValueChangeTimeout(1_500);
        story.addValueChangeListener(change -> save());
        invoice.addValueChangeListener(change -> {
            InvoiceRow row = change.getValue();
            if (row != null && change.isFromClient()) {
                Money net = net(row);
                unpaid.setValue(net.toEuros());
                dueOn.setValue(row.dueDate());
                RulebookTerms.GuaranteeTerms terms = shown.rules().terms().guarantee();
                if (terms != null) {
                    amount.setValue(net.times(terms.share(), RoundingMode.DOWN).toEuros());
                }
            }
            save();
        });
    }

    /** What is still due of an invoice, taxes left out; never a cent more than the books say. */
    private static Money net(InvoiceRow row) {
        return row.gross().isZero()
                ? row.net()
                : Money.rounded(
                        row.net()
                                .toEuros()
                                .multiply(row.remaining().toEuros())
                                .divide(row.gross().toEuros(), 6, RoundingMode.DOWN),
                        RoundingMode.DOWN);
    }

    /** Keeps what is typed. A number that is no account is told at its field; everything else is kept all the same. */
    private void save() {
        String typed = Fields.typed(iban);
        try {
            keep(typed);
        } catch (InvalidField wrong) {
            if (!"iban".equals(wrong.field())) {
                throw wrong;
            }
            keep(draft.iban());
            iban.setErrorMessage(Texts.reason(wrong));
            iban.setInvalid(true);
        }
        showComputed();
        check();
    }

    private void keep(@Nullable String account) {
        InvoiceRow row = invoice.getValue();
        PrivatePart told = java.util.Objects.requireNonNull(draft.details());
        RequestForm form = new RequestForm(
                fund.id(),
                row == null ? draft.activity() : row.activity(),
                amount.getValue() == null ? draft.asked() : Fields.money("amount", amount),
                months.getValue(),
                grace.getValue(),
                row == null ? draft.invoice() : row.id(),
                new PrivatePart(
                        need.getValue() == null ? told.need() : need.getValue(),
                        story.getValue(),
                        money("details.payBefore", payBefore),
                        money("details.payNow", payNow),
                        money("details.unpaid", unpaid),
                        dueOn.getValue(),
                        fund.instrument() == Instrument.GUARANTEE ? insolvent.getValue() : null),
                account);
        draft = view.ask(() -> view.requests.redraft(draft.id(), draft.version(), form));
        kept.setText(
                Texts.t("ui.funds.draft.kept", LocalTime.now(Texts.ZONE).format(DateTimeFormatter.ofPattern("HH:mm"))));
    }

    private static @Nullable Money money(String name, BigDecimalField field) {
        return field.getValue() == null ? null : Fields.money(name, field);
    }

    /** What the figures typed so far come to. */
    private void showComputed() {
        Integer over = months.getValue();
        switch (fund.instrument()) {
            case LOAN ->
                computed.setText(
                        over == null || over < 1
                                ? Texts.t("ui.funds.computed.LOAN.none", most())
                                : Texts.t(
                                        "ui.funds.computed.LOAN",
                                        over,
                                        RequestParts.instalment(
                                                draft.asked(), over, grace.getValue() == null ? 0 : grace.getValue())));
            case GRANT -> {
                RulebookTerms.GrantTerms terms = shown.rules().terms().grant();
                Money before = money("details.payBefore", payBefore);
                Money now = money("details.payNow", payNow);
                if (terms == null || terms.shareOfDrop() == null || before == null || now == null || over == null) {
                    computed.setText(Texts.t("ui.funds.computed.GRANT.none", most()));
                } else {
                    Money drop = before.minus(now).max(Money.ZERO);
                    computed.setText(Texts.t(
                            "ui.funds.computed.GRANT",
                            drop,
                            terms.shareOfDrop(),
                            over,
                            drop.times(over).times(terms.shareOfDrop(), RoundingMode.HALF_UP)));
                }
            }
            case GUARANTEE -> {
                RulebookTerms.GuaranteeTerms terms = shown.rules().terms().guarantee();
                Money due = money("details.unpaid", unpaid);
                computed.setText(
                        terms == null || due == null
                                ? Texts.t("ui.funds.computed.GUARANTEE.none")
                                : Texts.t(
                                        "ui.funds.computed.GUARANTEE",
                                        terms.share(),
                                        due.times(terms.share(), RoundingMode.DOWN)));
            }
        }
    }

    private void showPapers() {
        papers.removeAll();
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        draft.attachments()
                .forEach(one -> list.add(new ListItem(
                        new Span(one.name()),
                        Buttons.icon(VaadinIcon.TRASH, Texts.t("ui.funds.papers.remove", one.name()), () -> {
                            view.does(() -> view.papers.detach(draft.id(), one.id()));
                            draft = view.ask(() -> view.requests.get(draft.id()));
                            showPapers();
                        }))));
        papers.add(list, RequestParts.upload(view, draft, () -> {
            draft = view.ask(() -> view.requests.get(draft.id()));
            showPapers();
        }));
    }

    /** What the rules say to it before it is sent. */
    private void check() {
        verdict.removeAll();
        FundRequests.Outlook check = view.ask(() -> view.requests.outlook(draft.id()));
        String missing = check.missing();
        if (missing != null) {
            String label = Texts.t("ui.funds.missing." + missing);
            verdict.add(FundWords.note(Texts.t("ui.funds.check.missing", label)));
        } else if (check.reasons().isEmpty()) {
            Paragraph good = FundWords.note(
                    Texts.t("ui.funds.check.good", shown.rules().terms().decideWithinDays()));
            good.addClassName("good");
            verdict.add(good);
        } else {
            Div box = new Div(new Paragraph(Texts.t("ui.funds.check.bad")));
            box.addClassNames("note", "bad", "stack");
            UnorderedList list = new UnorderedList();
            check.reasons().forEach(one -> list.add(new ListItem(FundWords.reason(one.code(), one.inputs()))));
            box.add(list);
            verdict.add(box);
        }
        Money room = check.room();
        if (room != null) {
            verdict.add(FundWords.soft(Texts.t("ui.funds.check.room", room)));
        }
    }

    private void send() {
        save();
        FundRequests.Outlook check = view.ask(() -> view.requests.outlook(draft.id()));
        if (check.missing() != null) {
            throw new InvalidField(check.missing(), "required");
        }
        if (check.reasons().isEmpty()) {
            submit();
        } else {
            Buttons.confirm(
                    Texts.t("ui.funds.draft.send.bad"),
                    Texts.t("ui.funds.draft.send.bad.why"),
                    Texts.t("ui.funds.draft.send.anyway"),
                    this::submit);
        }
    }

    private void submit() {
        view.ask(() -> view.requests.submit(draft.id(), draft.version()));
        Refusals.done(Texts.t("ui.funds.draft.sent"));
        view.rebuild();
    }
}
