package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Projects a fund over the months to come. No forecast: what happens if the assumptions hold, which are told with it.
 */
public final class Solvency {

    static final int MONTHS = 24;

    private Solvency() {}

    /**
     * What is assumed.
     *
     * @param contributions a month, the average of the last year
     * @param aid paid a month, the average of the last year
     * @param instalments due from loans, by month
     * @param recovered the share of what was paid for customers that comes back, spread over the months
     * @param recoverable what was paid for customers and may come back
     */
    public record Assumptions(
            Money balance,
            Money committed,
            Money contributions,
            Money aid,
            SortedMap<YearMonth, Money> instalments,
            Money recoverable,
            Rate recovered) {}

    /** What may go wrong. */
    public enum Stress {
        EXPECTED,
        /** Sick leave doubles: twice the aid a month. */
        AID_DOUBLES,
        /** A tenth of what is lent does not come back. */
        TENTH_DEFAULTS,
        /** The largest common customer fails: a claim at once, and its turnover's contributions are gone. */
        LARGEST_CUSTOMER_FAILS
    }

    /**
     * The largest customer of those whom the fund covers.
     *
     * @param claim what would have to be paid for them
     * @param share of the contributions that come from their turnover
     */
    public record LargestCustomer(Money claim, Rate share) {}

    /**
     * One projection.
     *
     * @param shortFrom the first month in which the fund could not pay all, or null if it always can
     * @param missing the most that would be missing
     */
    public record Projection(
            Stress stress,
            Assumptions assumptions,
            List<Month> months,
            @org.jspecify.annotations.Nullable YearMonth shortFrom,
            Money missing) {
        public Projection {
            months = List.copyOf(months);
        }
    }

    /** @param balance at the end of the month; below zero means that so much would be missing */
    public record Month(YearMonth month, Money in, Money out, Money balance) {}

    /**
     * @param from the first month; what is granted and not paid leaves in it
     */
    static Projection project(Stress stress, Assumptions assumed, LargestCustomer largest, YearMonth from) {
        Money contributions = stress == Stress.LARGEST_CUSTOMER_FAILS
                ? assumed.contributions().minus(assumed.contributions().times(largest.share(), RoundingMode.HALF_UP))
                : assumed.contributions();
        Money aid = stress == Stress.AID_DOUBLES ? assumed.aid().times(2) : assumed.aid();
        List<Money> recoveries = assumed.recoverable()
                .times(assumed.recovered(), RoundingMode.HALF_UP)
                .allocate(java.util.Collections.nCopies(MONTHS, BigDecimal.ONE));
        List<Month> months = new ArrayList<>();
        Money balance = assumed.balance();
        Money missing = Money.ZERO;
        YearMonth shortFrom = null;
        for (int i = 0; i < MONTHS; i++) {
            YearMonth month = from.plusMonths(i);
            Money instalments = assumed.instalments().getOrDefault(month, Money.ZERO);
            if (stress == Stress.TENTH_DEFAULTS) {
                instalments = instalments.minus(instalments.times(Rate.percent("10"), RoundingMode.HALF_UP));
            }
            Money in = contributions.plus(instalments).plus(recoveries.get(i));
            Money out = aid;
            if (i == 0) {
                out = out.plus(assumed.committed());
                if (stress == Stress.LARGEST_CUSTOMER_FAILS) {
                    out = out.plus(largest.claim());
                }
            }
            balance = balance.plus(in).minus(out);
            if (balance.isNegative()) {
                shortFrom = shortFrom == null ? month : shortFrom;
                missing = missing.max(balance.negated());
            }
            months.add(new Month(month, in, out, balance));
        }
        return new Projection(stress, assumed, months, shortFrom, missing);
    }
}
