package coop.entrelacs.activities;

/** Both are made, validated and archived alike; a credit note takes back. */
public enum InvoiceKind {
    INVOICE,
    CREDIT_NOTE
}
