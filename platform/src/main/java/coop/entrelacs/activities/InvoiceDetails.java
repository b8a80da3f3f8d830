package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invoice or credit note as its page shows it.
 *
 * @param version give it back when changing the draft
 * @param number null until it is validated
 * @param corrects the invoice that this credit note takes back, or null
 * @param quote the quote it came from, or null
 * @param returnReason why the support team gave it back, or empty
 * @param receivable what was paid and credited since its validation; null for drafts and credit notes
 * @param overpaid what was paid on it beyond what was due, and stayed with the customer
 * @param customerCredit what the customer has from such payments now, for invoices of this activity; negative if it owes it
 * @param document the archived PDF, or null
 * @param entry the entry in the books, or null
 * @param creditNotes the validated credit notes that take it back
 * @param missing what the law still asks for before it can be validated, as fields and codes; empty once it is
 * @param may what the asker can do with it now
 */
public record InvoiceDetails(
        UUID id,
        int version,
        InvoiceKind kind,
        InvoiceState state,
        @Nullable String number,
        InvoiceForm about,
        String activityName,
        String customerName,
        Totals totals,
        @Nullable UUID corrects,
        @Nullable String correctsNumber,
        String reason,
        @Nullable UUID quote,
        String returnReason,
        @Nullable Receivable receivable,
        Money overpaid,
        Money customerCredit,
        @Nullable UUID document,
        @Nullable Long entry,
        List<CreditNoteRef> creditNotes,
        List<Missing> missing,
        List<Act> may,
        @Nullable Instant submittedAt,
        @Nullable Instant validatedAt) {

    /**
     * What is still due on an invoice.
     *
     * @param remaining what the customer still owes
     * @param toRefund what it paid beyond what is left of the invoice after credit notes
     */
    public record Receivable(
            Money total,
            Money paid,
            Money credited,
            Money remaining,
            Money toRefund,
            @Nullable Instant sentAt,
            @Nullable LocalDate settledOn) {

        static Receivable of(
                Money total, Money paid, Money credited, @Nullable Instant sentAt, @Nullable LocalDate settledOn) {
            Money left = total.minus(credited).minus(paid);
            return new Receivable(
                    total, paid, credited, left.max(Money.ZERO), left.negated().max(Money.ZERO), sentAt, settledOn);
        }
    }

    public record CreditNoteRef(UUID id, String number, LocalDate issued, Money gross) {}

    /** A mention that the law asks for and that is not there; the sentence is {@code refusal.<code>}. */
    public record Missing(String field, String code) {}

    /** What can be done with an invoice. */
    public enum Act {
        EDIT,
        DELETE,
        SUBMIT,
        RETURN,
        VALIDATE,
        SEND,
        PAY,
        /** Pay it from what the customer had paid too much. */
        USE_CREDIT,
        CREDIT
    }
}
