package coop.entrelacs.members;

/** How someone left. */
public enum ExitKind {
    OWN_BUSINESS,
    EMPLOYMENT,
    OTHER_COOPERATIVE,
    RETIREMENT,
    ABANDONED,
    EXCLUDED,
    /** Not an associate in time: the contract ended by law (Code du travail L7331-3). */
    NOT_ADMITTED,
    DEATH,
    OTHER
}
