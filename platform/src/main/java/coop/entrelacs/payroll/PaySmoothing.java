package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A good year spread over the months that follow: the budget (gross and employer's contributions) of each month, which adds up to the
 * total to the cent. The runs follow it where the member chose nothing else for a month.
 *
 * @param endedFrom from this month on it is no longer followed; null: to its end
 */
public record PaySmoothing(
        UUID id,
        UUID member,
        Money total,
        YearMonth firstMonth,
        List<Part> parts,
        @Nullable YearMonth endedFrom) {

    static final int FEWEST = 2;
    static final int MOST = 12;

    /** One month's budget. */
    public record Part(YearMonth month, Money budget) {}

    public PaySmoothing {
        parts = List.copyOf(parts);
        months(parts.size());
        if (!Money.sum(parts.stream().map(Part::budget).toList()).equals(total)) {
            throw new IllegalStateException("the months of a smoothing add up to its total");
        }
    }

    /** Splits a total over months; the cents left over go to the first ones. */
    static PaySmoothing over(UUID id, UUID member, Money total, YearMonth firstMonth, int months) {
        if (!total.isPositive()) {
            throw new InvalidField("total", "must-be-positive");
        }
        if (total.compareTo(PayTarget.MOST) > 0) {
            throw new InvalidField("total", "pay-amount-range", PayTarget.MOST);
        }
        List<Money> budgets = total.allocate(Collections.nCopies(months(months), BigDecimal.ONE));
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < months; i++) {
            parts.add(new Part(firstMonth.plusMonths(i), budgets.get(i)));
        }
        return new PaySmoothing(id, member, total, firstMonth, parts, null);
    }

    /** What is kept for the months after one. */
    public Money after(YearMonth month) {
        return Money.sum(parts.stream()
                .filter(part -> part.month().isAfter(month))
                .filter(part -> endedFrom == null || part.month().isBefore(endedFrom))
                .map(Part::budget)
                .toList());
    }

    private static int months(int months) {
        if (months < FEWEST || months > MOST) {
            throw new InvalidField("months", "out-of-range", FEWEST, MOST);
        }
        return months;
    }
}
