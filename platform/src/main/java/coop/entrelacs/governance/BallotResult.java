package coop.entrelacs.governance;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a ballot stands. While it is open nobody learns how it goes, only how many have voted.
 *
 * @param needed how many must vote
 * @param outcome null while it is open
 * @param tally null while it is open, or if it was annulled
 */
public record BallotResult(
        UUID id,
        String subject,
        VotingRule rule,
        Instant closesAt,
        int entitled,
        int voted,
        int needed,
        @Nullable Outcome outcome,
        @Nullable Tally tally) {

    public boolean isOpen() {
        return outcome == null;
    }

    /** Whether nobody is left to wait for. */
    public boolean isComplete() {
        return voted >= entitled;
    }
}
