package coop.entrelacs.governance;

/** How a ballot ended. */
public enum Outcome {
    ADOPTED,
    REJECTED,
    /** Too few voted, or too many are excluded: nothing is decided. */
    NO_QUORUM,
    /** A voter of a secret ballot turned out to be excluded: their paper cannot be taken back, so all vote again. */
    ANNULLED
}
