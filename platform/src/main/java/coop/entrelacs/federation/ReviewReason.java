package coop.entrelacs.federation;

/** Why coordinators ask, reduce or refuse. A list, so that no sentence about somebody is needed. */
public enum ReviewReason {
    /** The treaty says another amount. */
    OTHER_AMOUNT(true, true),
    /** Outside what the treaty covers, or outside its dates. */
    OUTSIDE_TREATY(true, true),
    /** The same loss was ceded before. */
    CEDED_BEFORE(false, true),
    /** The dates or amounts do not fit together. */
    UNCLEAR_FIGURES(true, true),
    /** The decision's ground does not answer the fund's rules. */
    UNCLEAR_GROUND(true, true),
    /** The year's cap is reached, or the common fund cannot bear more. */
    SHARED_MEANS(true, true);

    private final boolean reduces;
    private final boolean refuses;

    ReviewReason(boolean reduces, boolean refuses) {
        this.reduces = reduces;
        this.refuses = refuses;
    }

    /** Whether less than asked can be accepted for this reason. */
    public boolean reduces() {
        return reduces;
    }

    public boolean refuses() {
        return refuses;
    }
}
