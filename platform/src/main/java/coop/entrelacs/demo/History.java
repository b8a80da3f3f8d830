package coop.entrelacs.demo;

/** How far back the demo goes. */
final class History {

    /** The present month and the two before it. */
    static final int MONTHS = 3;

    private History() {}
}
