package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityForm;
import coop.entrelacs.activities.CreditNoteForm;
import coop.entrelacs.activities.InvoiceDetails;
import coop.entrelacs.activities.InvoiceDetails.Act;
import coop.entrelacs.activities.InvoiceForm;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.activities.Line;
import coop.entrelacs.activities.PaymentForm;
import coop.entrelacs.activities.PaymentRow;
import coop.entrelacs.activities.Payments;
import coop.entrelacs.activities.VatCodes;
import coop.entrelacs.collaboration.Projects;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Downloads;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.web.Page;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One invoice or credit note: a draft that saves itself; once validated, what was booked, paid and credited since. */
@Route(value = ":tenant/invoices/:invoice", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class InvoiceView extends TenantView {

    private final transient Invoices invoices;
    private final transient Payments payments;
    private final transient Activities activities;
    private final transient VatCodes vatCodes;
    private final transient Projects projects;
    private final transient LiveUpdates live;
    private boolean editing;
    private transient @Nullable InvoiceDetails shown;

    InvoiceView(
            Invoices invoices,
            Payments payments,
            Activities activities,
            VatCodes vatCodes,
            Projects projects,
            LiveUpdates live) {
        this.invoices = invoices;
        this.payments = payments;
        this.activities = activities;
        this.vatCodes = vatCodes;
        this.projects = projects;
        this.live = live;
    }

    @Override
    protected void show() {
        show(in(() -> invoices.get(id("invoice"))));
    }

    private void show(InvoiceDetails invoice) {
        shown = invoice;
        editing = invoice.may().contains(Act.EDIT);
        Anchor back = new Anchor(to("invoices"), "← " + t("ui.invoices"));
        back.addClassName("back");
        Span activity = new Span(invoice.activityName());
        activity.addClassName("soft");
        headline(
                        ActivityWords.title(invoice.number(), invoice.kind()) + " · " + invoice.customerName(),
                        editing ? new Component[0] : acts(invoice).toArray(Component[]::new))
                .above(back)
                .under(ActivityWords.state(invoice.state()).badge(), activity);
        if (!invoice.returnReason().isEmpty()) {
            Paragraph why = new Paragraph(t("ui.invoice.returned", invoice.returnReason()));
            why.addClassName("note");
            add(why);
        }
        if (editing) {
            Editor editor = new Editor(invoice);
            add(editor.about, editor.what, editor.end);
        } else {
            read(invoice);
        }
        watch(live, "invoice");
    }

    /**
     * What others do shows at once; what one is typing is never swept away, and a page that says it all already does not move under
     * the hand: one's own act comes back as news too.
     */
    @Override
    protected void refresh() {
        if (editing) {
            return;
        }
        InvoiceDetails now = in(() -> invoices.get(id("invoice")));
        if (!now.equals(shown)) {
            removeAll();
            show(now);
        }
    }

    private Supplier<Downloads.Named> pdf(InvoiceDetails invoice) {
        return () -> {
            Invoices.Pdf pdf = invoices.pdf(invoice.id());
            return Downloads.Named.pdf(pdf.name(), pdf.content());
        };
    }

    private List<Component> acts(InvoiceDetails invoice) {
        List<Component> acts = new ArrayList<>();
        acts.add(Buttons.download(t("ui.pdf"), Downloads.of(pdf(invoice))));
        if (invoice.may().contains(Act.CREDIT)) {
            acts.add(Buttons.plain(t("ui.invoice.credit"), () -> credit(invoice)));
        }
        if (invoice.may().contains(Act.RETURN)) {
            acts.add(Buttons.plain(t("ui.invoice.return"), () -> giveBack(invoice)));
        }
        if (invoice.may().contains(Act.SEND)) {
            acts.add(Buttons.plain(t("ui.invoice.mark-sent"), () -> {
                in(() -> invoices.markSent(invoice.id()));
                refresh();
            }));
        }
        if (invoice.may().contains(Act.USE_CREDIT)) {
            acts.add(Buttons.plain(t("ui.credit.use"), () -> useCredit(invoice)));
        }
        if (invoice.may().contains(Act.PAY)) {
            acts.add(Buttons.primary(t("ui.payment.record"), () -> pay(invoice)));
        }
        if (invoice.may().contains(Act.VALIDATE)) {
            acts.add(Buttons.primary(t("ui.invoice.validate"), () -> validate(invoice)));
        }
        return acts;
    }

    private void read(InvoiceDetails invoice) {
        InvoiceDetails.Receivable due = invoice.receivable();
        if (due != null) {
            Div figures = Figure.row(
                    new Figure(t("ui.totals.gross"), Texts.money(due.total()))
                            .means(t("ui.invoice.of-vat", invoice.totals().vat())),
                    new Figure(t("ui.invoice.paid"), Texts.money(due.paid())));
            if (!due.credited().isZero()) {
                figures.add(new Figure(t("ui.invoice.credited"), Texts.money(due.credited())));
            }
            figures.add(new Figure(t("ui.invoice.remaining"), Texts.money(due.remaining()))
                    .means(
                            due.settledOn() != null
                                    ? t("ui.invoice.settled", due.settledOn())
                                    : invoice.about().dueDate() == null
                                            ? ""
                                            : t(
                                                    "ui.invoice.due-on",
                                                    invoice.about().dueDate()))
                    .tone(due.remaining().isPositive() ? Tone.NEUTRAL : Tone.GOOD));
            if (due.toRefund().isPositive()) {
                figures.add(new Figure(t("ui.invoice.to-refund"), Texts.money(due.toRefund())));
            }
            if (invoice.overpaid().isPositive()) {
                figures.add(new Figure(t("ui.credit.overpaid"), Texts.money(invoice.overpaid())));
            }
            if (!invoice.customerCredit().isZero()) {
                figures.add(new Figure(t("ui.customer-credit"), Texts.money(invoice.customerCredit()))
                        .means(t("ui.credit.means"))
                        .leads(
                                invoice.customerName(),
                                "customers/" + invoice.about().customer()));
            }
            add(figures);
        }
        Card lines = new Card(
                invoice.about().subject().isEmpty()
                        ? t("ui.lines")
                        : invoice.about().subject());
        lines.add(
                LinesTable.of(invoice.about().lines(), vatCodes, invoice.about().issueDate()),
                new TotalsBox(invoice.totals()));
        if (!invoice.about().notes().isEmpty()) {
            lines.add(new Paragraph(invoice.about().notes()));
        }
        add(lines);
        add(Card.columns(trail(invoice), paid(invoice)));
        add(new Card(t("ui.document"), Downloads.frame(t("ui.document"), pdf(invoice))));
    }

    /** From the figure to the entry and the documents it stands on. */
    private Card trail(InvoiceDetails invoice) {
        Card card = new Card(t("ui.invoice.trail"));
        if (invoice.submittedAt() != null) {
            card.add(new Paragraph(t("ui.invoice.submitted-at", Texts.time(invoice.submittedAt()))));
        }
        if (invoice.validatedAt() != null) {
            card.add(new Paragraph(t("ui.invoice.validated-at", Texts.time(invoice.validatedAt()))));
        } else {
            card.add(new Paragraph(t("ui.invoice.not-yet")));
        }
        Long entry = invoice.entry();
        if (entry != null && is(Role.ACCOUNTANT, Role.MANAGER)) {
            card.add(new Anchor(to("entries/" + entry), t("ui.invoice.entry")));
        }
        if (invoice.quote() != null) {
            card.add(new Anchor(to("quotes/" + invoice.quote()), t("ui.invoice.quote")));
        }
        in(() -> projects.ofInvoice(invoice.id()))
                .ifPresent(project -> card.add(new Anchor(to("projects/" + project), t("ui.invoice.project"))));
        if (invoice.corrects() != null) {
            card.add(new Anchor(
                    to("invoices/" + invoice.corrects()), t("ui.invoice.corrects", invoice.correctsNumber())));
        }
        for (InvoiceDetails.CreditNoteRef note : invoice.creditNotes()) {
            card.add(new Anchor(
                    to("invoices/" + note.id()),
                    t("ui.invoice.credited-by", note.number(), note.issued(), note.gross())));
        }
        return card;
    }

    private Card paid(InvoiceDetails invoice) {
        Card card = new Card(t("ui.payments"));
        List<PaymentRow> all = new ArrayList<>();
        @Nullable String after = null;
        do {
            String from = after;
            Page<PaymentRow> page = in(() -> payments.list(null, null, invoice.id(), null, null, from, Page.MOST));
            all.addAll(page.items());
            after = page.next();
        } while (after != null);
        if (all.isEmpty()) {
            Paragraph none = new Paragraph(t("ui.payments.none"));
            none.addClassName("soft");
            card.add(none);
            return card;
        }
        Table table = new Table(
                t("ui.payments"),
                t("ui.payment.day"),
                t("ui.payment.means"),
                t("ui.payment.reference"),
                "#" + t("ui.amount"));
        for (PaymentRow payment : all) {
            table.row(
                    payment.paidOn(),
                    payment.reversed() ? t("ui.payment.reversed") : t("ui.payment.means." + payment.means()),
                    payment.reference(),
                    payment.refund() ? payment.amount().abs().negated() : payment.amount());
        }
        card.add(table);
        return card;
    }

    private void validate(InvoiceDetails invoice) {
        Buttons.confirm(
                t(
                        "ui.invoice.validate.title",
                        invoice.customerName(),
                        invoice.totals().gross()),
                t("ui.invoice.validate.why"),
                t("ui.invoice.validate"),
                () -> {
                    InvoiceDetails done = in(() -> invoices.validate(invoice.id()));
                    // only now: who cancels goes on typing, and nothing is rebuilt under the hand
                    editing = false;
                    Refusals.done(t("ui.invoice.validated", done.number()));
                    refresh();
                });
    }

    private void giveBack(InvoiceDetails invoice) {
        Dialog dialog = new Dialog(t("ui.invoice.return"));
        dialog.setWidth("min(34rem, 96vw)");
        TextArea reason = Fields.area("reason", t("ui.invoice.return.reason"), null);
        reason.setWidthFull();
        dialog.add(reason);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.invoice.return"), () -> {
                    in(() -> invoices.giveBack(invoice.id(), reason.getValue()));
                    dialog.close();
                    refresh();
                }));
        dialog.open();
    }

    private void credit(InvoiceDetails invoice) {
        Dialog dialog = new Dialog(t("ui.invoice.credit"));
        dialog.setWidth("min(34rem, 96vw)");
        TextArea reason = Fields.area("reason", t("ui.invoice.credit.reason"), null);
        reason.setWidthFull();
        dialog.add(new Paragraph(t("ui.invoice.credit.why")), reason);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.invoice.credit.draft"), () -> {
                    InvoiceDetails note =
                            in(() -> invoices.draftCreditNote(invoice.id(), CreditNoteForm.whole(reason.getValue())));
                    dialog.close();
                    go("invoices/" + note.id());
                }));
        dialog.open();
    }

    private void pay(InvoiceDetails invoice) {
        InvoiceDetails.Receivable due = invoice.receivable();
        Dialog dialog = new Dialog(t("ui.payment.record"));
        dialog.setWidth("min(34rem, 96vw)");
        BigDecimalField amount = Fields.euros("parts[0].amount", t("ui.amount"), due == null ? null : due.remaining());
        DatePicker day = Fields.day("paidOn", t("ui.payment.day"), LocalDate.now(Texts.ZONE));
        Select<PaymentForm.Means> means = Fields.choice(
                "means",
                t("ui.payment.means"),
                PaymentForm.Means.byHand(),
                one -> Texts.t("ui.payment.means." + one),
                PaymentForm.Means.TRANSFER);
        TextField reference = Fields.text("reference", t("ui.payment.reference"), null);
        Money remaining = due == null ? Money.ZERO : due.remaining();
        Paragraph excess = new Paragraph();
        excess.addClassName("note");
        excess.getElement().setAttribute("role", "status");
        excess.setVisible(false);
        amount.addValueChangeListener(change -> {
            boolean more = change.getValue() != null && change.getValue().compareTo(remaining.toEuros()) > 0;
            excess.setVisible(more);
            if (more) {
                excess.setText(t(
                        "ui.credit.kept",
                        remaining,
                        Money.rounded(change.getValue(), RoundingMode.HALF_UP).minus(remaining)));
            }
        });
        dialog.add(Fields.form(amount, day, means, reference), excess);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.payment.record"), () -> {
                    Money money = Fields.money("parts[0].amount", amount);
                    PaymentForm form = new PaymentForm(
                            day.getValue(),
                            means.getValue(),
                            reference.getValue(),
                            List.of(new PaymentForm.Part(invoice.id(), money)),
                            null);
                    in(() -> payments.record(form));
                    dialog.close();
                    Refusals.done(t("ui.payment.recorded", money));
                    refresh();
                }));
        dialog.open();
    }

    /** Pays from what the customer had paid too much on this activity's invoices: as much as fits, unless one says less. */
    private void useCredit(InvoiceDetails invoice) {
        InvoiceDetails.Receivable due = invoice.receivable();
        Dialog dialog = new Dialog(t("ui.credit.use"));
        dialog.setWidth("min(34rem, 96vw)");
        Money most = due == null ? Money.ZERO : invoice.customerCredit().min(due.remaining());
        BigDecimalField amount = Fields.euros("amount", t("ui.amount"), most);
        DatePicker day = Fields.day("paidOn", t("ui.payment.day"), LocalDate.now(Texts.ZONE));
        dialog.add(new Paragraph(t("ui.credit.use.why", invoice.customerCredit())), Fields.form(amount, day));
        dialog.getFooter().add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.credit.use"), () -> {
            Money money = Fields.money("amount", amount);
            PaymentForm form = new PaymentForm(
                    day.getValue(),
                    PaymentForm.Means.CREDIT,
                    "",
                    List.of(new PaymentForm.Part(invoice.id(), money)),
                    null);
            in(() -> payments.record(form));
            dialog.close();
            Refusals.done(t("ui.payment.recorded", money));
            refresh();
        }));
        dialog.open();
    }

    /** The draft being written; saved whenever a field is left. */
    private final class Editor {

        private InvoiceDetails invoice;
        private final TextField subject;
        private final TextField order;
        private final TextArea notes;
        private final DatePicker from;
        private final DatePicker to;
        private final DatePicker due;
        private final LinesEditor lines;
        private final TotalsBox totals;
        private final Div missing = new Div();
        private final Span kept = new Span();
        private final Card about;
        private final Card what;
        private final Card end;

        Editor(InvoiceDetails first) {
            invoice = first;
            InvoiceForm form = first.about();
            ActivityForm activity = in(() -> activities.get(form.activity())).about();
            subject = Fields.text("subject", t("ui.subject"), form.subject());
            subject.setPlaceholder(t("ui.subject.example"));
            order = Fields.text("orderReference", t("ui.invoice.order"), form.orderReference());
            notes = Fields.area("notes", t("ui.notes"), form.notes());
            from = Fields.day("suppliedFrom", t("ui.invoice.supplied-from"), form.suppliedFrom());
            to = Fields.day("suppliedTo", t("ui.invoice.supplied-to"), form.suppliedTo());
            to.setHelperText(t("ui.invoice.supplied-to.help"));
            due = Fields.day("dueDate", t("ui.invoice.due"), form.dueDate());
            due.setHelperText(t("ui.invoice.due.help", activity.paymentDays()));
            lines = new LinesEditor(
                    form.lines(),
                    vatCodes.on(LocalDate.now(Texts.ZONE)),
                    activity.defaultVat(),
                    activity.defaultNature(),
                    this::save);
            totals = new TotalsBox(first.totals());
            kept.addClassName("soft");
            kept.getElement().setAttribute("role", "status");
            missing.addClassName("stack");
            tellMissing();
            for (com.vaadin.flow.component.HasValue<?, ?> field :
                    List.<com.vaadin.flow.component.HasValue<?, ?>>of(subject, order, notes, from, to, due)) {
                field.addValueChangeListener(change -> save());
            }
            about = new Card(t("ui.invoice.about"), Fields.form(subject, order, from, to, due));
            what = new Card(t("ui.lines"), lines, totals, notes);
            end = new Card(t("ui.invoice.next"), missing).acts(buttons());
        }

        private Component[] buttons() {
            List<Component> buttons = new ArrayList<>();
            buttons.add(kept);
            if (invoice.may().contains(Act.DELETE)) {
                buttons.add(Buttons.plain(
                        t("ui.draft.discard"),
                        () -> Buttons.confirm(
                                t("ui.draft.discard"), t("ui.draft.discard.why"), t("ui.draft.discard"), () -> {
                                    act(() -> invoices.discard(invoice.id(), invoice.version()));
                                    go("invoices");
                                })));
            }
            buttons.add(Buttons.plain(t("ui.quote.preview"), () -> {
                save();
                DocumentDialog.open(t("ui.quote.preview"), pdf(invoice));
            }));
            if (is(Role.ACCOUNTANT, Role.MANAGER)) {
                buttons.add(Buttons.primary(t("ui.invoice.validate"), () -> {
                    save();
                    validate(invoice);
                }));
            } else {
                buttons.add(Buttons.primary(t("ui.invoice.submit"), () -> {
                    save();
                    in(() -> invoices.submit(invoice.id(), invoice.version()));
                    Refusals.done(t("ui.invoice.submitted"));
                    editing = false;
                    refresh();
                }));
            }
            return buttons.toArray(Component[]::new);
        }

        private void save() {
            InvoiceForm before = invoice.about();
            List<Line> typed = lines.lines();
            invoice = in(() -> invoices.change(
                    invoice.id(),
                    invoice.version(),
                    new InvoiceForm(
                            before.activity(),
                            before.customer(),
                            subject.getValue(),
                            notes.getValue(),
                            order.getValue(),
                            from.getValue(),
                            to.getValue(),
                            before.issueDate(),
                            due.getValue(),
                            typed)));
            totals.show(invoice.totals());
            tellMissing();
            kept.setText(t("ui.draft.kept", LocalTime.now(Texts.ZONE).format(DateTimeFormatter.ofPattern("HH:mm"))));
        }

        private void tellMissing() {
            missing.removeAll();
            if (invoice.missing().isEmpty()) {
                missing.add(new Paragraph(
                        t(is(Role.ACCOUNTANT, Role.MANAGER) ? "ui.invoice.ready.staff" : "ui.invoice.ready")));
                return;
            }
            missing.add(new Paragraph(t("ui.invoice.missing")));
            com.vaadin.flow.component.html.UnorderedList list = new com.vaadin.flow.component.html.UnorderedList();
            invoice.missing()
                    .forEach(one -> list.add(new com.vaadin.flow.component.html.ListItem(
                            (Texts.has("ui.field." + one.field()) ? t("ui.field." + one.field()) + "\u00a0: " : "")
                                    + t("refusal." + one.code()))));
            missing.add(list);
        }
    }
}
