package coop.entrelacs.jobs;

import java.util.UUID;

/** The handler's line to those who wait for the job. Cheap to call often: it writes at most a few times a second. */
public interface JobProgress {

    /** The running job. */
    UUID job();

    /** How many steps there are, once known. */
    void total(long steps);

    /** That many more steps are done. Also checks for cancellation. */
    void advance(long steps);

    /** @throws JobCancelled if someone asked to stop: roll back and let it through */
    void checkCancelled();
}
