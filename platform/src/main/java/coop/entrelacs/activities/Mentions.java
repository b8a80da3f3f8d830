package coop.entrelacs.activities;

import coop.entrelacs.activities.InvoiceDetails.Missing;
import coop.entrelacs.documents.PdfFonts;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.tenancy.LegalIdentity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an invoice must say before it may be validated (Code de commerce L441-9, CGI ann. II art. 242 nonies A). What is always
 * printed (penalties, recovery fee, nature of the operation) needs no check; what a person must give is checked here.
 */
final class Mentions {

    private final List<Missing> missing = new ArrayList<>();

    private Mentions() {}

    static List<Missing> missing(
            Invoice invoice,
            LegalIdentity seller,
            Activity activity,
            Customer buyer,
            Totals totals,
            LocalDate issued,
            LocalDate due,
            VatCodes vatCodes) {
        Mentions mentions = new Mentions();
        mentions.unless(invoice.isCreditNote() || !buyer.archived(), "customer", "customer-archived");
        mentions.parties(seller, buyer, totals, vatCodes);
        mentions.content(invoice, activity, totals, issued, due, vatCodes);
        mentions.printable(invoice, activity, buyer);
        return mentions.missing;
    }

    /** @throws InvalidField or InvalidFields naming everything that is missing */
    static void require(List<Missing> missing) {
        InvalidFields.Check check = new InvalidFields.Check();
        missing.forEach(m -> check.that(false, m.field(), m.code()));
        check.done();
    }

    private void parties(LegalIdentity seller, Customer buyer, Totals totals, VatCodes vatCodes) {
        unless(seller.vatNumber() != null || totals.vat().isZero(), "seller.vatNumber", "mention-seller-vat-number");
        Address billing = buyer.billing();
        unless(billing != null && billing.isComplete(), "customer.billing", "mention-buyer-address");
        Address delivery = buyer.delivery();
        unless(delivery == null || delivery.isComplete(), "customer.delivery", "mention-delivery-address");
        if (buyer.kind() == CustomerKind.BUSINESS) {
            boolean french = billing == null || "FR".equals(billing.country());
            unless(!french || buyer.siren() != null, "customer.siren", "mention-buyer-siren");
        }
        boolean vatNumberAsked = totals.byVat().stream()
                .anyMatch(total ->
                        !total.code().isEmpty() && vatCodes.get(total.code()).buyerVatNumber());
        unless(!vatNumberAsked || buyer.vatNumber() != null, "customer.vatNumber", "mention-buyer-vat-number");
    }

    private void content(
            Invoice invoice, Activity activity, Totals totals, LocalDate issued, LocalDate due, VatCodes vatCodes) {
        List<Line> lines = invoice.lines();
        unless(!lines.isEmpty(), "lines", "mention-lines");
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            unless(!line.label().isEmpty(), "lines[" + i + "].label", "mention-label");
            unless(!line.vat().isEmpty(), "lines[" + i + "].vat", "mention-vat");
            unless(line.quantity().signum() != 0, "lines[" + i + "].quantity", "mention-quantity");
            unless(
                    line.vat().isEmpty() || vatCodes.get(line.vat()).on(issued).isPresent(),
                    "lines[" + i + "].vat",
                    "mention-vat-not-in-force");
        }
        unless(lines.isEmpty() || totals.gross().isPositive(), "lines", "mention-total-positive");
        unless(
                totals.byVat().stream().noneMatch(total -> total.net().isNegative()),
                "lines",
                "mention-vat-total-negative");
        unless(invoice.suppliedFrom() != null || invoice.isCreditNote(), "suppliedFrom", "mention-supplied");
        unless(activity.isOpenOn(issued) || invoice.isCreditNote(), "issueDate", "activity-closed-then");
        unless(!due.isBefore(issued), "dueDate", "before-issue-date");
        unless(!due.isAfter(issued.plusDays(76)), "dueDate", "due-date-too-late");
    }

    /** A character that no font has would be lost on a paper that is final: it is named before there is a number. */
    private void printable(Invoice invoice, Activity activity, Customer buyer) {
        printable("activity.tradeName", activity.tradeName());
        printable("customer.name", buyer.name());
        printable("customer.contact", buyer.contact());
        printable("customer.billing", lines(buyer.billing()));
        printable("customer.delivery", lines(buyer.delivery()));
        printable("subject", invoice.subject());
        printable("notes", invoice.notes());
        printable("orderReference", invoice.orderReference());
        printable("reason", invoice.reason());
        List<Line> lines = invoice.lines();
        for (int i = 0; i < lines.size(); i++) {
            printable("lines[" + i + "].label", lines.get(i).label());
            printable("lines[" + i + "].description", lines.get(i).description());
        }
    }

    private static String lines(@Nullable Address address) {
        return address == null ? "" : String.join(" ", address.lines(Locale.FRENCH));
    }

    private void printable(String field, @Nullable String text) {
        unless(text == null || PdfFonts.unprintable(text).isEmpty(), field, "text-unprintable");
    }

    private void unless(boolean there, String field, String code) {
        if (!there) {
            missing.add(new Missing(field, code));
        }
    }

    /** The fields at fault as one sentence each, for reports. */
    static @Nullable String first(List<Missing> missing) {
        return missing.isEmpty() ? null : missing.getFirst().code();
    }
}
