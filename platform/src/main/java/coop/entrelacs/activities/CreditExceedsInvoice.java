package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;

/** A credit note would take back more than is left of its invoice. */
public class CreditExceedsInvoice extends Refusal {

    CreditExceedsInvoice(Money asked, Money left) {
        super(Kind.CONFLICT, "credit-exceeds-invoice", "lines", asked, left);
    }
}
