package coop.entrelacs.activities;

/** Where a cost stands. Once approved it is booked and changes no more. */
public enum CostState {
    DRAFT,
    SUBMITTED,
    APPROVED,
    /** The member was repaid, or the supplier paid. */
    PAID
}
