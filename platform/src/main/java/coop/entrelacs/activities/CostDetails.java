package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An expense report or purchase as its page shows it.
 *
 * @param version give it back when changing the draft
 * @param deductibleVat what of its VAT comes back from the State
 * @param toPay what is still to leave the bank; negative for a supplier's credit note, which comes back
 * @param deductedFrom the invoice that a supplier's credit note is taken off, or null
 * @param cost what it costs the activity: all but that VAT
 */
public record CostDetails(
        UUID id,
        int version,
        CostState state,
        @Nullable String number,
        CostForm about,
        String activityName,
        String creditorName,
        Money cost,
        Money deductibleVat,
        Money gross,
        Money toPay,
        @Nullable UUID deductedFrom,
        String returnReason,
        @Nullable Long entry,
        @Nullable Long paymentEntry,
        @Nullable LocalDate paidOn,
        List<Act> may) {

    /** What can be done with a cost. */
    public enum Act {
        EDIT,
        DELETE,
        SUBMIT,
        RETURN,
        APPROVE,
        PAY,
        /** Take a supplier's credit note off one of its invoices. */
        DEDUCT
    }
}
