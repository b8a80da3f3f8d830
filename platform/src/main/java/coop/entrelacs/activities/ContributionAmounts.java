package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;

/**
 * What one happening changes in an activity's figures, all net of recoverable VAT; negative when it takes back.
 *
 * @param turnover invoiced
 * @param directCosts what the sales cost: goods, materials, subcontracting, mission costs
 * @param otherCosts every other cost of the activity
 * @param receipts received from customers
 */
public record ContributionAmounts(Money turnover, Money directCosts, Money otherCosts, Money receipts) {

    public static final ContributionAmounts NONE =
            new ContributionAmounts(Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO);

    public static ContributionAmounts turnover(Money amount) {
        return new ContributionAmounts(amount, Money.ZERO, Money.ZERO, Money.ZERO);
    }

    public static ContributionAmounts directCosts(Money amount) {
        return new ContributionAmounts(Money.ZERO, amount, Money.ZERO, Money.ZERO);
    }

    public static ContributionAmounts otherCosts(Money amount) {
        return new ContributionAmounts(Money.ZERO, Money.ZERO, amount, Money.ZERO);
    }

    public static ContributionAmounts receipts(Money amount) {
        return new ContributionAmounts(Money.ZERO, Money.ZERO, Money.ZERO, amount);
    }

    public ContributionAmounts plus(ContributionAmounts other) {
        return new ContributionAmounts(
                turnover.plus(other.turnover),
                directCosts.plus(other.directCosts),
                otherCosts.plus(other.otherCosts),
                receipts.plus(other.receipts));
    }

    public ContributionAmounts negated() {
        return new ContributionAmounts(
                turnover.negated(), directCosts.negated(), otherCosts.negated(), receipts.negated());
    }
}
