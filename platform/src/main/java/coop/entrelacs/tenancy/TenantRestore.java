package coop.entrelacs.tenancy;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tenant being brought back from an archive, or how that ended.
 *
 * @param archivedAt the moment it goes back to
 * @param tables how many tables there are to load
 * @param rows how many rows are loaded so far
 * @param failure why it failed, or null
 * @param closedAt when the tenant was closed to everyone, or null if it was not yet
 */
public record TenantRestore(
        UUID id,
        TenantId tenant,
        String server,
        Instant archivedAt,
        State state,
        Step step,
        int tables,
        int tablesDone,
        long rows,
        @Nullable String failure,
        Instant askedAt,
        @Nullable Instant closedAt,
        @Nullable Instant endedAt) {

    /** RUNNING, then DONE (it holds what the archive held) or FAILED (it holds what it did before). */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }

    public enum Step {
        WAITING,
        CLOSING,
        LOADING,
        CHECKING,
        ENDED
    }
}
