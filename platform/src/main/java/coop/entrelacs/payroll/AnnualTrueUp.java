package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a closed year still owes an entrepreneur: the part of its result that may become pay, less what the year's pay cost (Code du
 * travail, art. L7332-3, R7331-11 and R7331-12). Negative where more was paid than earned: nothing is taken back from pay, the
 * loss stays on the activity.
 *
 * @param approvedOn the day of the general meeting that approved the accounts
 * @param dueBy the last day to pay it: one month later
 * @param distributable of the year's result
 * @param paid what the year's pay cost, contributions included
 * @param amount what is left, contributions included
 * @param settledMonth the month whose run pays it; null: not yet
 */
public record AnnualTrueUp(
        UUID id,
        UUID member,
        String memberNumber,
        String memberName,
        LocalDate yearFirstDay,
        LocalDate yearLastDay,
        LocalDate approvedOn,
        LocalDate dueBy,
        Money distributable,
        Money paid,
        Money amount,
        @Nullable YearMonth settledMonth) {

    public AnnualTrueUp {
        if (!approvedOn.isAfter(yearLastDay)) {
            throw new InvalidField("approvedOn", "approved-before-year-end", yearLastDay);
        }
        if (!dueBy.equals(PayFromActivity.trueUpBy(approvedOn)) || !amount.equals(distributable.minus(paid))) {
            throw new IllegalStateException("a true-up follows from its year");
        }
    }

    /** Whether something is owed that no run pays yet. */
    public boolean isOpen() {
        return settledMonth == null && amount.isPositive();
    }
}
