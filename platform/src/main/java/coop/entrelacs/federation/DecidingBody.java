package coop.entrelacs.federation;

/** Who in a cooperative adopted a treaty. */
public enum DecidingBody {
    GENERAL_MEETING,
    BOARD,
    MANAGEMENT
}
