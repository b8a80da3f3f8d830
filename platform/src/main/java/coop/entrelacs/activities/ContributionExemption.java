package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Period;
import coop.entrelacs.shared.Rate;

/** A time in which an activity pays nothing, or only a share of what the rule says, by a decision about that activity. */
public sealed interface ContributionExemption {

    Period period();

    /** The share of every amount that stays due. */
    Rate remaining();

    /** Nothing is due: no share, no fixed part, no minimum. */
    record Whole(Period period) implements ContributionExemption {
        public Whole {
            if (period == null) {
                throw new InvalidField("period", "required");
            }
        }

        @Override
        public Rate remaining() {
            return Rate.ZERO;
        }
    }

    /**
     * A share of every amount is due.
     *
     * @param remaining more than 0 and less than 100 percent
     */
    record Reduced(Period period, Rate remaining) implements ContributionExemption {
        public Reduced {
            if (period == null) {
                throw new InvalidField("period", "required");
            }
            if (remaining == null) {
                throw new InvalidField("remaining", "required");
            }
            ContributionTerms.partial(remaining, "remaining");
            if (remaining.compareTo(Rate.ZERO) == 0) {
                throw new InvalidField("remaining", "must-be-positive");
            }
        }
    }
}
