package coop.entrelacs.funds;

/** Why a committee decides as it does, in a word that precedents can keep; the reason in sentences stays with the request. */
public enum Ground {
    /** The need is shown and the rules answer it. */
    NEED_SHOWN(false),
    /** Less than asked, so that there is enough for others. */
    SHARED_MEANS(false),
    /** Less than asked: the rest is not needed, or comes from elsewhere. */
    PART_NEEDED(false),
    NEED_NOT_SHOWN(true),
    OTHER_HELP_FIRST(true),
    REPAYMENT_UNLIKELY(true),
    OUTSIDE_PURPOSE(true);

    private final boolean refuses;

    Ground(boolean refuses) {
        this.refuses = refuses;
    }

    /** Whether it is a ground to refuse. */
    public boolean refuses() {
        return refuses;
    }
}
