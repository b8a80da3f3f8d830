package coop.entrelacs.activities;

/** How an activity spends: a member pays and is repaid, or a supplier sends an invoice. */
public enum CostKind {
    EXPENSE,
    PURCHASE
}
