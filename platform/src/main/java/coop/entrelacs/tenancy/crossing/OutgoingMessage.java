package coop.entrelacs.tenancy.crossing;

import coop.entrelacs.tenancy.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way, as its sender sees it.
 *
 * @param number its place in the order of this pair of tenants, from 1
 * @param attempts how often delivery was tried without success
 * @param lastError why the last attempt failed, or null
 */
public record OutgoingMessage(
        UUID id,
        TenantId recipient,
        long number,
        String kind,
        Instant createdAt,
        @Nullable Instant deliveredAt,
        int attempts,
        @Nullable String lastError) {

    /** Where a message stands, and so who looks after it. */
    public enum State {
        /** Nobody needs to look: it goes by itself. */
        IN_TRANSIT,
        /** Applied on the other side. */
        DELIVERED,
        /** Failed several times: the sender's accountant or coordinator sees it, and may try again at once. */
        STUCK
    }

    static final int ATTEMPTS_BEFORE_STUCK = 5;

    public State state() {
        if (deliveredAt != null) {
            return State.DELIVERED;
        }
        return attempts >= ATTEMPTS_BEFORE_STUCK ? State.STUCK : State.IN_TRANSIT;
    }
}
