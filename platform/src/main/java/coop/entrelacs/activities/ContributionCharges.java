package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Charges the cooperative contribution for what happens in an activity, in the caller's transaction: an invoice and its contribution
 * are booked together or not at all. A source is taken once: the same one again changes nothing. Where no rule is in force, nothing
 * is charged. All amounts are net of VAT.
 */
@Service
public class ContributionCharges {

    /**
     * An invoice was validated.
     *
     * @param source unique, as {@code invoice:<uuid>}
     * @param directCosts what is known at once to have been spent for this sale, usually zero (costs come by {@link #onCost})
     * @return what was charged at once; zero if the rule waits for the payment or the month's end
     */
    public Money onInvoiceIssued(UUID activity, String source, LocalDate issued, Money turnover, Money directCosts) {
        throw new UnsupportedOperationException("soon");
    }

    /**
     * A credit note was validated; the rule, the exemptions and the year of its invoice count.
     *
     * @param invoiced the day the credited invoice was issued
     * @param turnover what is credited, positive
     * @param directCosts what of it had been counted as direct costs, positive, usually zero
     * @return what was given back, negative
     */
    public Money onCreditNote(
            UUID activity, String source, LocalDate issued, LocalDate invoiced, Money turnover, Money directCosts) {
        throw new UnsupportedOperationException("soon");
    }

    /**
     * A customer paid, or (negative) got money back.
     *
     * @param source unique for the payment and the invoice, as {@code payment:<uuid>:<uuid>}
     * @param receipts the part that is not VAT
     */
    public Money onReceipt(UUID activity, String source, LocalDate paid, Money receipts) {
        throw new UnsupportedOperationException("soon");
    }

    /**
     * A cost of the activity was booked, or (negative) taken back.
     *
     * @param direct what the sales cost: goods, materials, subcontracting, mission costs
     * @param other every other cost
     */
    public Money onCost(UUID activity, String source, LocalDate date, Money direct, Money other) {
        throw new UnsupportedOperationException("soon");
    }
}
