package coop.entrelacs.jobs;

/** Someone cancelled the job that runs; thrown through the handler so that its transaction rolls back. */
public final class JobCancelled extends RuntimeException {

    public JobCancelled() {
        super("cancelled", null, false, false);
    }
}
