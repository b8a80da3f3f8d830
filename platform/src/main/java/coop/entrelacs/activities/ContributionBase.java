package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;

/** What a contribution is a share of. */
public enum ContributionBase {
    /** Invoiced, net of VAT. */
    TURNOVER,
    /** Turnover less what the sale itself cost: goods, materials, subcontracting, mission costs. */
    GROSS_MARGIN,
    /** Paid by customers, net of VAT. */
    RECEIPTS,
    /** Turnover less every cost of the activity. */
    RESULT;

    /** The part of some amounts that counts. */
    public Money of(ContributionAmounts amounts) {
        return switch (this) {
            case TURNOVER -> amounts.turnover();
            case GROSS_MARGIN -> amounts.turnover().minus(amounts.directCosts());
            case RECEIPTS -> amounts.receipts();
            case RESULT -> amounts.turnover().minus(amounts.directCosts()).minus(amounts.otherCosts());
        };
    }
}
