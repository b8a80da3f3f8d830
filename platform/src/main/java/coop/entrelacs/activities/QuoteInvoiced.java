package coop.entrelacs.activities;

import coop.entrelacs.shared.Refusal;

/** The quote has been invoiced already, wholly or up to less than was asked for. */
public class QuoteInvoiced extends Refusal {

    QuoteInvoiced(String number) {
        super(Kind.CONFLICT, "quote-invoiced", null, number);
    }
}
