package coop.entrelacs.shared;

import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * An interval of days, both ends included, open at the end when {@code last} is null.
 *
 * @param first the first day
 * @param last the last day, or null while it is not known
 */
public record Period(LocalDate first, @Nullable LocalDate last) {

    public Period {
        if (last != null && last.isBefore(first)) {
            throw new IllegalArgumentException("a period ends before it begins: " + first + " > " + last);
        }
    }

    public static Period from(LocalDate first) {
        return new Period(first, null);
    }

    public static Period of(YearMonth month) {
        return new Period(month.atDay(1), month.atEndOfMonth());
    }

    public boolean contains(LocalDate day) {
        return !day.isBefore(first) && (last == null || !day.isAfter(last));
    }

    public boolean overlaps(Period other) {
        return (last == null || !other.first.isAfter(last)) && (other.last == null || !first.isAfter(other.last));
    }
}
