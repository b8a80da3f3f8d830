package coop.entrelacs.jobs;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as seen by those who wait for it.
 *
 * @param total how many steps there are, or null while unknown
 * @param done how many steps are done
 * @param report how it ended, or null until it has
 */
public record Job(
        UUID id,
        String kind,
        State state,
        @Nullable Long total,
        long done,
        String submittedBy,
        Instant submittedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        boolean cancelRequested,
        @Nullable JobReport report) {

    /** Queued → running → one of the three ends. A queued or running job can be cancelled. */
    public enum State {
        QUEUED,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        public boolean ended() {
            return this == SUCCEEDED || this == FAILED || this == CANCELLED;
        }
    }
}
