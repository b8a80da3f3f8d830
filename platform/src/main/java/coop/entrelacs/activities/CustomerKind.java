package coop.entrelacs.activities;

/** Decides which numbers and mentions an invoice needs. */
public enum CustomerKind {
    BUSINESS,
    PRIVATE
}
