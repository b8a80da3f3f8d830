package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;

/**
 * More was paid (or given back) than is due. It is refused rather than kept as an advance: an advance on services owes VAT the day
 * it comes in, so it asks for an invoice of its own first.
 */
public class OverPayment extends Refusal {

    OverPayment(Money asked, Money due) {
        super(Kind.CONFLICT, "over-payment", "amount", asked, due);
    }
}
