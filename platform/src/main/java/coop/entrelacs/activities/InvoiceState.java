package coop.entrelacs.activities;

/**
 * Where an invoice stands. Only the first three are written on it; the others follow from what was sent, paid and credited since,
 * for a validated invoice itself never changes.
 */
public enum InvoiceState {
    DRAFT,
    /** Sent by the member to the support team. */
    SUBMITTED,
    /** Numbered, booked, archived; not yet sent to the customer. */
    VALIDATED,
    /** Sent to the customer. */
    ISSUED,
    OVERDUE,
    PARTLY_PAID,
    PAID,
    /** Taken back wholly by credit notes. */
    CREDITED;

    /** Whether its content can still change. */
    public boolean isEditable() {
        return this == DRAFT;
    }

    public boolean isValidated() {
        return compareTo(SUBMITTED) > 0;
    }
}
