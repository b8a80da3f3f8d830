package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a common fund holds over the months to come. No forecast: what happens if the assumptions hold, which are told with it. Pure.
 */
public final class PoolOutlook {

    static final int MONTHS = 24;

    private PoolOutlook() {}

    /**
     * What is assumed.
     *
     * @param balance held today
     * @param called and not received: comes in the first month
     * @param open of claims under review: paid in the first month
     * @param contributions a month
     * @param claims a month, the average of the last year
     * @param largest the part of the contributions that the largest cooperative puts in, a month
     * @param largestCalled of what is called, its part
     * @param committed by the cooperatives' funds and not paid: what the treaty has the common fund bear of it, at worst; null where
     *     statistical secrecy hides a part of it
     */
    public record Assumptions(
            Money balance,
            Money called,
            Money open,
            Money contributions,
            Money claims,
            Money largest,
            Money largestCalled,
            @Nullable Money committed) {}

    /** What may go wrong. */
    public enum PoolScenario {
        EXPECTED,
        /** Twice the claims a month. */
        CLAIMS_DOUBLE,
        /** The cooperative that puts in most stops paying. */
        LARGEST_STOPS_PAYING,
        /** Everything the funds have promised is paid and ceded at once. */
        ALL_PROMISES_CEDED,
        /** Contributions come half a year late. */
        CONTRIBUTIONS_LATE
    }

    /** @param balance at the end of the month; below zero means that so much would be missing */
    public record Month(YearMonth month, Money in, Money out, Money balance) {}

    /**
     * One course.
     *
     * @param known false where something that counts is kept secret: then balances are at most, and what is missing at least, what is
     *     said
     * @param shortFrom the first month in which not all could be paid, or null if all can
     * @param missing the most that would be missing
     */
    public record Course(
            PoolScenario scenario,
            Assumptions assumptions,
            List<Month> months,
            @Nullable YearMonth shortFrom,
            Money missing,
            boolean known) {
        public Course {
            months = List.copyOf(months);
        }
    }

    static Course course(PoolScenario scenario, Assumptions assumed, YearMonth from) {
        List<Month> months = new ArrayList<>();
        Money balance = assumed.balance();
        Money missing = Money.ZERO;
        YearMonth shortFrom = null;
        for (int i = 0; i < MONTHS; i++) {
            Money in = contributions(scenario, assumed, i);
            Money out =
                    scenario == PoolScenario.CLAIMS_DOUBLE ? assumed.claims().times(2) : assumed.claims();
            if (i == 0) {
                out = out.plus(assumed.open());
                Money committed = assumed.committed();
                if (scenario == PoolScenario.ALL_PROMISES_CEDED && committed != null) {
                    out = out.plus(committed);
                }
            }
            balance = balance.plus(in).minus(out);
            if (balance.isNegative()) {
                shortFrom = shortFrom == null ? from.plusMonths(i) : shortFrom;
                missing = missing.max(balance.negated());
            }
            months.add(new Month(from.plusMonths(i), in, out, balance));
        }
        boolean known = scenario != PoolScenario.ALL_PROMISES_CEDED || assumed.committed() != null;
        return new Course(scenario, assumed, months, shortFrom, missing, known);
    }

    private static Money contributions(PoolScenario scenario, Assumptions assumed, int month) {
        int late = 6;
        Money called = month == 0 ? assumed.called() : Money.ZERO;
        return switch (scenario) {
            case EXPECTED, CLAIMS_DOUBLE, ALL_PROMISES_CEDED ->
                assumed.contributions().plus(called);
            case LARGEST_STOPS_PAYING ->
                assumed.contributions()
                        .minus(assumed.largest())
                        .plus(month == 0 ? called.minus(assumed.largestCalled()) : Money.ZERO);
            case CONTRIBUTIONS_LATE -> {
                if (month < late) {
                    yield Money.ZERO;
                }
                Money each = assumed.contributions();
                yield month == late ? each.times(late + 1).plus(assumed.called()) : each;
            }
        };
    }
}
