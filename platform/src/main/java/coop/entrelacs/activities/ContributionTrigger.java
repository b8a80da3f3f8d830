package coop.entrelacs.activities;

/** When a contribution is charged. */
public enum ContributionTrigger {
    /** With each invoice, credit note and cost, when it is booked. */
    ISSUE,
    /** With each payment of a customer. */
    RECEIPT,
    /** Once a month, for all that the month brought. */
    MONTH_END
}
