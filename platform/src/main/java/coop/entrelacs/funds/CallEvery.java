package coop.entrelacs.funds;

import java.time.LocalDate;

/** How often a fund's contributions are called by themselves. */
public enum CallEvery {
    MONTH,
    YEAR;

    /** The last whole period that is over on a day. */
    FundContributions.Call lastBefore(java.util.UUID fund, LocalDate day) {
        LocalDate first = this == MONTH
                ? day.withDayOfMonth(1).minusMonths(1)
                : day.withDayOfYear(1).minusYears(1);
        LocalDate last = this == MONTH
                ? first.plusMonths(1).minusDays(1)
                : first.plusYears(1).minusDays(1);
        return new FundContributions.Call(fund, first, last);
    }
}
