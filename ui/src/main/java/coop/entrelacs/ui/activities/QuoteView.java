package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityForm;
import coop.entrelacs.activities.InvoiceDetails;
import coop.entrelacs.activities.Line;
import coop.entrelacs.activities.QuoteDetails;
import coop.entrelacs.activities.QuoteForm;
import coop.entrelacs.activities.QuoteState;
import coop.entrelacs.activities.Quotes;
import coop.entrelacs.activities.VatCodes;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Downloads;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** One quote: a draft that saves itself, then what was sent and what became of it. */
@Route(value = ":tenant/quotes/:quote", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class QuoteView extends TenantView {

    private final transient Quotes quotes;
    private final transient Activities activities;
    private final transient VatCodes vatCodes;

    QuoteView(Quotes quotes, Activities activities, VatCodes vatCodes) {
        this.quotes = quotes;
        this.activities = activities;
        this.vatCodes = vatCodes;
    }

    @Override
    protected void show() {
        QuoteDetails quote = in(() -> quotes.get(id("quote")));
        Anchor back = new Anchor(to("quotes"), "← " + t("ui.quotes"));
        back.addClassName("back");
        String title = quote.number() == null ? t("ui.quote.draft") : t("ui.quote.numbered", quote.number());
        headline(title + " · " + quote.customerName(), acts(quote).toArray(Component[]::new))
                .above(back)
                .under(ActivityWords.state(quote.state()).badge(), new Span(quote.activityName()));
        if (quote.editable()) {
            edit(quote);
        } else {
            read(quote);
        }
    }

    private List<Component> acts(QuoteDetails quote) {
        List<Component> acts = new ArrayList<>();
        acts.add(Buttons.download(t("ui.pdf"), Downloads.of(() -> {
            var pdf = quotes.pdf(quote.id());
            return Downloads.Named.pdf(pdf.name(), pdf.content());
        })));
        boolean writer = is(Role.MEMBER, Role.ACCOUNTANT, Role.MANAGER, Role.ADVISOR);
        if (!writer || quote.state() == QuoteState.DRAFT) {
            return acts;
        }
        if (quote.state() == QuoteState.SENT || quote.state() == QuoteState.EXPIRED) {
            acts.add(Buttons.plain(t("ui.quote.accept"), () -> {
                in(() -> quotes.accept(quote.id(), null));
                refresh();
            }));
            acts.add(Buttons.plain(t("ui.quote.refuse"), () -> {
                in(() -> quotes.refuse(quote.id(), null));
                refresh();
            }));
        }
        if (quote.state() != QuoteState.REFUSED && quote.invoices().isEmpty()) {
            acts.add(Buttons.primary(t("ui.quote.invoice"), () -> {
                InvoiceDetails invoice = in(() -> quotes.invoice(quote.id(), null));
                go("invoices/" + invoice.id());
            }));
        }
        return acts;
    }

    private void read(QuoteDetails quote) {
        Card lines = new Card(
                quote.about().subject().isEmpty()
                        ? t("ui.lines")
                        : quote.about().subject());
        lines.add(
                LinesTable.of(quote.about().lines(), vatCodes, quote.about().issueDate()),
                new TotalsBox(quote.totals()));
        if (!quote.about().notes().isEmpty()) {
            lines.add(new Paragraph(quote.about().notes()));
        }
        add(lines);
        if (!quote.invoices().isEmpty()) {
            Card made = new Card(t("ui.quote.invoices"));
            quote.invoices().forEach(id -> made.add(new Anchor(to("invoices/" + id), t("ui.quote.invoice.open"))));
            add(made);
        }
        add(new Card(t("ui.document"), Downloads.frame(t("ui.document"), () -> {
            var pdf = quotes.pdf(quote.id());
            return Downloads.Named.pdf(pdf.name(), pdf.content());
        })));
    }

    private void edit(QuoteDetails first) {
        Editor editor = new Editor(first);
        add(editor.about, editor.what, editor.end);
    }

    /** The draft being written; saved whenever a field is left. */
    private final class Editor {

        private QuoteDetails quote;
        private final TextField subject;
        private final TextArea notes;
        private final DatePicker until;
        private final LinesEditor lines;
        private final TotalsBox totals;
        private final Span kept = new Span();
        private final Card about;
        private final Card what;
        private final Card end;

        Editor(QuoteDetails first) {
            quote = first;
            QuoteForm form = first.about();
            ActivityForm activity = in(() -> activities.get(form.activity())).about();
            subject = Fields.text("subject", t("ui.subject"), form.subject());
            subject.setPlaceholder(t("ui.subject.example"));
            notes = Fields.area("notes", t("ui.notes"), form.notes());
            until = Fields.day("validUntil", t("ui.quote.until"), form.validUntil());
            until.setHelperText(t("ui.quote.until.help"));
            lines = new LinesEditor(
                    form.lines(),
                    vatCodes.on(LocalDate.now(Texts.ZONE)),
                    activity.defaultVat(),
                    activity.defaultNature(),
                    this::save);
            totals = new TotalsBox(first.totals());
            kept.addClassName("soft");
            kept.getElement().setAttribute("role", "status");
            subject.addValueChangeListener(change -> save());
            notes.addValueChangeListener(change -> save());
            until.addValueChangeListener(change -> save());
            about = new Card(t("ui.quote.about"), Fields.form(subject, until));
            what = new Card(t("ui.lines"), lines, totals, notes);
            end = new Card(t("ui.quote.next"), new Paragraph(t("ui.quote.next.why")))
                    .acts(
                            kept,
                            Buttons.plain(
                                    t("ui.draft.discard"),
                                    () -> Buttons.confirm(
                                            t("ui.draft.discard"),
                                            t("ui.draft.discard.why"),
                                            t("ui.draft.discard"),
                                            () -> {
                                                act(() -> quotes.discard(quote.id(), quote.version()));
                                                go("quotes");
                                            })),
                            Buttons.plain(t("ui.quote.preview"), this::preview),
                            Buttons.primary(t("ui.quote.send"), () -> {
                                save();
                                Buttons.confirm(
                                        t(
                                                "ui.quote.send.title",
                                                quote.customerName(),
                                                quote.totals().gross()),
                                        t("ui.quote.next.why"),
                                        t("ui.quote.send"),
                                        () -> {
                                            in(() -> quotes.send(quote.id(), quote.version()));
                                            Refusals.done(t("ui.quote.sent"));
                                            refresh();
                                        });
                            }));
        }

        private void save() {
            QuoteForm before = quote.about();
            List<Line> typed = lines.lines();
            quote = in(() -> quotes.change(
                    quote.id(),
                    quote.version(),
                    new QuoteForm(
                            before.activity(),
                            before.customer(),
                            subject.getValue(),
                            notes.getValue(),
                            before.issueDate(),
                            until.getValue(),
                            typed)));
            totals.show(quote.totals());
            kept.setText(t("ui.draft.kept", LocalTime.now(Texts.ZONE).format(DateTimeFormatter.ofPattern("HH:mm"))));
        }

        private void preview() {
            save();
            DocumentDialog.open(t("ui.quote.preview"), () -> {
                var pdf = quotes.pdf(quote.id());
                return Downloads.Named.pdf(pdf.name(), pdf.content());
            });
        }
    }
}
