package coop.entrelacs.activities;

/**
 * How an activity spends: a member pays and is repaid, a supplier sends an invoice, or a supplier's credit note takes some of it back.
 */
public enum CostKind {
    EXPENSE,
    PURCHASE,
    /** A supplier's credit note: its amounts are as on the paper and count the other way round. */
    CREDIT;

    boolean isOfSupplier() {
        return this != EXPENSE;
    }
}
