package coop.entrelacs.activities;

/** Where a quote stands. A sent one expires by itself: that is derived from its date, never written. */
public enum QuoteState {
    DRAFT,
    SENT,
    ACCEPTED,
    REFUSED,
    EXPIRED
}
