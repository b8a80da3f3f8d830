package coop.entrelacs.jobs;

/**
 * Does one kind of long work. Runs bound to the actor who submitted the job, outside any transaction: it opens its own. After
 * a crash the same job is run again from the start, so the handler does its writes in one transaction or makes them
 * repeatable (unique keys).
 *
 * @param <P> the parameters, a record that JSON can carry; never personal data beyond ids
 */
public interface JobHandler<P> {

    /** Stable name, lower case with hyphens, such as {@code fec-import}; also the message key {@code job.<kind>}. */
    String kind();

    Class<P> parameters();

    /**
     * Does the work.
     *
     * @throws JobCancelled when {@link JobProgress#checkCancelled} threw it: let it through
     * @throws coop.entrelacs.shared.Refusal if the work cannot be done: the job ends FAILED with the sentence in its report
     */
    JobReport run(P parameters, JobProgress progress);
}
