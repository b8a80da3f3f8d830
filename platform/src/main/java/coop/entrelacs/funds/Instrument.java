package coop.entrelacs.funds;

/** How a fund helps. */
public enum Instrument {
    /** Lends without interest, paid back on a schedule. */
    LOAN,
    /** Gives: nothing is paid back. */
    GRANT,
    /** Pays an activity for an invoice its customer does not pay; what is recovered returns to the fund. */
    GUARANTEE
}
