package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.ledger.Entries;
import coop.entrelacs.ledger.Entries.EntryDetail;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Headline;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.time.LocalDate;
import java.util.Optional;

/** One booked entry: its lines, the document it stands on, its seal. It is never changed; it can be reversed. */
@Route(value = ":tenant/entries/:entry", layout = MainLayout.class)
@For({Role.ACCOUNTANT, Role.MANAGER})
class EntryView extends TenantView {

    private final transient Entries entries;
    private final transient Ledger ledger;

    EntryView(Entries entries, Ledger ledger) {
        this.entries = entries;
        this.ledger = ledger;
    }

    @Override
    protected void show() {
        long id;
        try {
            id = Long.parseLong(parameter("entry"));
        } catch (NumberFormatException e) {
            throw new NotFound("entry", parameter("entry"));
        }
        EntryDetail detail = in(() -> entries.get(id));
        Anchor back = new Anchor(to("entries"), "← " + t("ui.entries"));
        back.addClassName("back");
        // An entry that a document made is corrected by the document: then the way is said instead of an act that would
        // be refused.
        Optional<String> correction = in(() -> ledger.correction(id));
        Component[] acts = detail.reversedBy() == null && correction.isEmpty() && is(Role.ACCOUNTANT)
                ? new Component[] {Buttons.plain(t("ui.entry.reverse"), () -> reverse(detail))}
                : new Component[0];
        Headline head = headline(detail.entry().label(), acts).above(back);
        Span number = new Span(EntriesView.number(
                detail.entry().journal() + " " + detail.entry().journalLabel(),
                detail.entry().number()));
        number.addClassName("soft");
        head.under(
                new Span(EntryWords.kind(detail.entry().source())),
                number,
                new Span(Texts.longDay(detail.entry().date())));

        Table table = new Table(
                t("ui.entry.lines"),
                t("ui.account-of-books"),
                t("ui.entry.label"),
                t("ui.third-party"),
                t("ui.activity"),
                "#" + t("ui.debit"),
                "#" + t("ui.credit"));
        for (Entries.LineDetail line : detail.lines()) {
            Anchor account = new Anchor(to("accounts/" + line.account()), line.account() + " " + line.accountLabel());
            Component activity = line.analytic() == null
                    ? new Span()
                    : new Anchor(
                            to("activities/" + line.analytic()),
                            line.analyticLabel() == null ? "" : line.analyticLabel());
            String party = line.thirdPartyName() == null ? line.thirdParty() : line.thirdPartyName();
            table.row(
                    account,
                    line.label() + (line.lettering() == null ? "" : " · " + t("ui.lettered", line.lettering())),
                    party,
                    activity,
                    line.debit().isZero() ? null : line.debit(),
                    line.credit().isZero() ? null : line.credit());
        }
        table.total(
                t("ui.total"),
                "",
                "",
                "",
                Money.sum(detail.lines().stream().map(Entries.LineDetail::debit).toList()),
                Money.sum(
                        detail.lines().stream().map(Entries.LineDetail::credit).toList()));
        add(new Card(t("ui.entry.lines"), table));

        Card origin = new Card(t("ui.entry.origin"));
        origin.add(
                new Paragraph(t("ui.entry.booked-at", Texts.time(detail.entry().bookedAt()))));
        if (detail.entry().pieceRef() != null) {
            origin.add(new Paragraph(
                    detail.pieceDate() == null
                            ? t("ui.entry.piece.without-day", detail.entry().pieceRef())
                            : t("ui.entry.piece.of", detail.entry().pieceRef(), Texts.day(detail.pieceDate()))));
        }
        String source = detail.entry().source();
        if (source != null && source.matches("invoice:[0-9a-f-]{36}.*")) {
            origin.add(new Anchor(to("invoices/" + source.substring(8, 44)), t("ui.entry.invoice")));
        }
        if (detail.reversedBy() == null) {
            correction.ifPresent(code -> origin.add(new Paragraph(t("refusal." + code, String.valueOf(id)))));
        }
        if (detail.entry().originalNumber() != null) {
            origin.add(new Paragraph(t("ui.entry.imported", detail.entry().originalNumber())));
        }
        if (detail.reversedBy() != null) {
            origin.add(new Anchor(to("entries/" + detail.reversedBy()), t("ui.entry.reversed-by")));
        }
        if (detail.reverses() != null) {
            origin.add(new Anchor(to("entries/" + detail.reverses()), t("ui.entry.reverses")));
        }
        Card seal = new Card(t("ui.entry.seal"));
        if (detail.hash() == null) {
            seal.add(new Paragraph(t("ui.entry.seal.soon")));
        } else {
            Span hash = new Span(detail.hash());
            hash.addClassName("hash");
            seal.add(new Paragraph(t("ui.entry.seal.at", Texts.time(detail.sealedAt()))), hash);
        }
        add(Card.columns(origin, seal));
    }

    private void reverse(EntryDetail detail) {
        Dialog dialog = new Dialog(t("ui.entry.reverse"));
        dialog.setWidth("min(34rem, 96vw)");
        DatePicker day = Fields.day("date", t("ui.date"), LocalDate.now(Texts.ZONE));
        TextField reason = Fields.text("reason", t("ui.entry.reverse.reason"), null);
        dialog.add(new Paragraph(t("ui.entry.reverse.why", detail.entry().amount())), Fields.form(day, reason));
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.entry.reverse"), () -> {
                    if (day.getValue() == null) {
                        throw new InvalidField("date", "required");
                    }
                    if (reason.getValue().isBlank()) {
                        throw new InvalidField("reason", "required");
                    }
                    long made = in(() -> ledger.takeBack(
                            detail.entry().id(),
                            day.getValue(),
                            reason.getValue().strip()));
                    dialog.close();
                    Refusals.done(t("ui.entry.reversed"));
                    go("entries/" + made);
                }));
        dialog.open();
    }
}
