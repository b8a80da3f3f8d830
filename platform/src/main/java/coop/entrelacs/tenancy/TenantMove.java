package coop.entrelacs.tenancy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A tenant on its way from one PostgreSQL server to another, or how that ended.
 *
 * @param tables how many tables there are to carry; 0 before they are counted
 * @param rows how many rows are carried so far
 * @param report every table carried, with its rows and the SHA-256 of them, equal on both servers
 * @param failure why it failed, or null
 * @param closedAt when the tenant was closed to everyone, or null if it was not yet
 */
public record TenantMove(
        UUID id,
        TenantId tenant,
        String from,
        String to,
        State state,
        Step step,
        int tables,
        int tablesDone,
        long rows,
        List<Table> report,
        @Nullable String failure,
        Instant askedAt,
        @Nullable Instant closedAt,
        @Nullable Instant endedAt) {

    public TenantMove {
        report = List.copyOf(report);
    }

    /** One table, equal on both servers. */
    public record Table(String table, long rows, String sha256) {}

    /** RUNNING, then DONE (it lives there) or FAILED or CANCELLED (it lives where it did). */
    public enum State {
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }

    public enum Step {
        WAITING,
        PREPARING,
        CLOSING,
        COPYING,
        SWITCHING,
        CHECKING,
        ENDED
    }
}
