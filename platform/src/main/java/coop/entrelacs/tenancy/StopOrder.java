package coop.entrelacs.tenancy;

/**
 * The order in which a node stops, as phases of Spring: higher ones first. Spring's own stand around them: what listens to Redis and
 * the web server before, Redis' clients (0) after. Data sources are closed last of all, when beans are destroyed.
 */
public final class StopOrder {

    /** No job begins; those that run are put back for another node. */
    public static final int JOBS = 4000;

    /** What follows a commit by itself: messages on their way, entries to be sealed, looks for what is due. */
    public static final int FOLLOWING_WORK = 3000;

    /** Connections to Redis that are ours and not Spring's. */
    public static final int OUR_REDIS_CONNECTIONS = 2000;

    private StopOrder() {}
}
