package coop.entrelacs.activities;

import coop.entrelacs.shared.Period;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;

/** How often a part of a contribution is counted; quarters and years begin where the contribution's year does. */
public enum ContributionFrequency {
    MONTH(1),
    QUARTER(3),
    YEAR(12);

    private final int months;

    ContributionFrequency(int months) {
        this.months = months;
    }

    public int months() {
        return months;
    }

    /** The whole month, quarter or year in which a day lies. */
    public Period around(LocalDate day, Month yearStart) {
        YearMonth month = YearMonth.from(day);
        YearMonth year = YearMonth.of(month.getYear(), yearStart);
        if (year.isAfter(month)) {
            year = year.minusYears(1);
        }
        long whole = ChronoUnit.MONTHS.between(year, month) / months;
        YearMonth first = year.plusMonths(whole * months);
        return new Period(first.atDay(1), first.plusMonths(months - 1L).atEndOfMonth());
    }
}
