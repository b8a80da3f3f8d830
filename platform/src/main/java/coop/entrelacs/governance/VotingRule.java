package coop.entrelacs.governance;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Rate;
import java.math.RoundingMode;

/**
 * When a vote counts and what it takes.
 *
 * @param quorum the share of the entitled who must vote, in percent
 * @param leastVoters how many must vote whatever the share: a committee whose members are nearly all excluded cannot decide
 * @param majority what carries a proposal
 * @param secret whether who voted what is known to nobody
 */
public record VotingRule(Rate quorum, int leastVoters, Majority majority, boolean secret) {

    private static final Rate WHOLE = Rate.percent("100");

    public VotingRule {
        if (quorum == null) {
            throw new InvalidField("voting.quorum", "required");
        }
        if (quorum.compareTo(Rate.ZERO) < 0 || quorum.compareTo(WHOLE) > 0) {
            throw new InvalidField("voting.quorum", "out-of-range", 0, 100);
        }
        if (leastVoters < 1 || leastVoters > 1_000) {
            throw new InvalidField("voting.leastVoters", "out-of-range", 1, 1_000);
        }
        if (majority == null) {
            throw new InvalidField("voting.majority", "required");
        }
    }

    /** How many of so many must vote. */
    public int needed(int entitled) {
        int share = java.math.BigDecimal.valueOf(entitled)
                .multiply(quorum.asFraction())
                .setScale(0, RoundingMode.CEILING)
                .intValueExact();
        return Math.max(share, leastVoters);
    }

    /** What a count means; the database computes the same when it closes a ballot. */
    public Outcome outcome(Tally tally) {
        if (tally.voted() < needed(tally.entitled())) {
            return Outcome.NO_QUORUM;
        }
        return majority.carries(tally) ? Outcome.ADOPTED : Outcome.REJECTED;
    }
}
