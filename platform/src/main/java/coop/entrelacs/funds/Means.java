package coop.entrelacs.funds;

import coop.entrelacs.activities.ContributionAmounts;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;

/**
 * What an activity had in a year so far, when a fund calls its contribution.
 *
 * @param amounts of the year, to the end of the period called
 * @param months how many months of the year the activity was there, to the end of the period called
 * @param yearEnds whether the year is over with this period, so that its minimum counts
 * @param remaining the share that stays due: 100 % unless a decision exempts
 * @param calledBefore what was called of this year before, less what was given back
 */
public record Means(ContributionAmounts amounts, int months, boolean yearEnds, Rate remaining, Money calledBefore) {

    static final Rate WHOLE = Rate.percent("100");

    public Means {
        if (months < 0 || months > 12) {
            throw new InvalidField("months", "out-of-range", 0, 12);
        }
        Checks.share(remaining, "remaining");
    }
}
