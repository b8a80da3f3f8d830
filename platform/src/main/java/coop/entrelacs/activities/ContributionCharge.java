package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an activity was charged, and why.
 *
 * @param monthEnd the closed month's last day, or null for what was charged at once
 * @param sources what it was charged for, such as {@code invoice:0198…}
 * @param entry the entry in the books, or null if nothing was due
 */
public record ContributionCharge(
        UUID id,
        UUID activity,
        LocalDate chargedOn,
        @Nullable LocalDate monthEnd,
        Money amount,
        List<String> sources,
        @Nullable Long entry,
        ContributionExplanation explanation) {

    public ContributionCharge {
        sources = List.copyOf(sources);
    }
}
