package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an activity put into a fund for a period, and why: "your means, the rule, the decision that adopted it".
 *
 * @param amount negative when it gives back
 * @param steps from the means to the amount
 * @param rulebook which version of the fund's rules
 * @param adoption the decision that made them
 * @param reverses the contribution that this one takes back, or null
 */
public record Contribution(
        UUID id,
        UUID fund,
        String fundName,
        UUID activity,
        LocalDate periodFirst,
        LocalDate periodLast,
        Money amount,
        List<Step> steps,
        int rulebook,
        Rulebook.Adoption adoption,
        @Nullable UUID reverses) {

    public Contribution {
        steps = List.copyOf(steps);
    }
}
