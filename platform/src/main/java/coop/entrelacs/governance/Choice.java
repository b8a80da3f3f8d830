package coop.entrelacs.governance;

/** What a voter says to a proposal. */
public enum Choice {
    FOR,
    AGAINST,
    ABSTAIN
}
