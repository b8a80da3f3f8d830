package coop.entrelacs.tenancy.crossing;

import coop.entrelacs.tenancy.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way, as its sender sees it.
 *
 * @param number its place in the order of this pair of tenants, from 1
 * @param kind its name with its version, as {@code figures.v1}
 * @param attempts how often delivery was tried without success
 * @param nextAttempt when it is tried again by itself
 * @param obstacle what was in the way at the last attempt, or null
 * @param lastError the code of the refusal or the kind of fault, never the recipient's data; or null
 */
public record OutgoingMessage(
        UUID id,
        TenantId recipient,
        long number,
        String kind,
        Instant createdAt,
        @Nullable Instant deliveredAt,
        int attempts,
        Instant nextAttempt,
        @Nullable Obstacle obstacle,
        @Nullable String lastError) {

    /** What is in the way of a message. */
    public enum Obstacle {
        /** The recipient is closed for a time: the message leaves when it opens again. */
        SUSPENDED,
        /** The recipient is closed for good: the operator and both sides' coordinators must talk. */
        CLOSED,
        /** The recipient's server does not answer. */
        UNREACHABLE,
        /** The recipient's node is older and does not know this kind yet. */
        UNKNOWN_KIND,
        /** The recipient cannot apply it: something in its books or records says no. */
        REFUSED;

        /** Whether it goes away by itself, without anyone changing anything in either tenant. */
        public boolean passes() {
            return this == SUSPENDED || this == UNREACHABLE;
        }
    }

    /** Where a message stands, and so who looks after it. */
    public enum State {
        /** Nobody needs to look: it goes by itself. */
        IN_TRANSIT,
        /** Waits for its recipient to be open or reachable again: told to the sender's staff, nothing to do. */
        WAITING,
        /** Failed several times: the sender's accountant, manager or coordinator sees it, and may try again at once. */
        STUCK,
        /** Applied on the other side. */
        DELIVERED
    }

    static final int ATTEMPTS_BEFORE_STUCK = 5;

    public State state() {
        if (deliveredAt != null) {
            return State.DELIVERED;
        }
        if (obstacle == null) {
            return State.IN_TRANSIT;
        }
        if (obstacle.passes()) {
            return State.WAITING;
        }
        return obstacle == Obstacle.CLOSED || attempts >= ATTEMPTS_BEFORE_STUCK ? State.STUCK : State.IN_TRANSIT;
    }
}
