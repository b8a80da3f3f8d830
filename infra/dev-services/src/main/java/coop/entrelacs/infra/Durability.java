package coop.entrelacs.infra;

/** How much a server's data must survive. */
enum Durability {
    /** Survives a power cut: what {@code ./entrelacs run} keeps between two days. */
    DURABLE,
    /** Survives a killed server but not a killed machine, and is deleted at the end: tests. */
    FAST
}
