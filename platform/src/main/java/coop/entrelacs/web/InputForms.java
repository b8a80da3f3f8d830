package coop.entrelacs.web;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.regex.Pattern;

/** The one form in which each kind of value enters, in bodies, queries and paths alike. */
final class InputForms {

    /** Nobody here was born before, no contract runs until after. */
    static final int FIRST_YEAR = 1900;

    static final int LAST_YEAR = 2199;

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,15}(\\.\\d{1,12})?");

    private InputForms() {}

    /** A day, {@code 2026-11-30}: no time, no zone, no number. */
    static LocalDate day(String text) {
        return LocalDate.of(year(of(DAY, text)), 1, 1)
                .withMonth(Integer.parseInt(text.substring(5, 7)))
                .withDayOfMonth(Integer.parseInt(text.substring(8)));
    }

    /** A month, {@code 2026-11}. */
    static YearMonth month(String text) {
        return YearMonth.of(year(of(MONTH, text)), Integer.parseInt(text.substring(5)));
    }

    /** A number without exponent, with at most 15 digits before the point and 12 behind. */
    static BigDecimal decimal(String text) {
        return new BigDecimal(of(DECIMAL, text));
    }

    /** A rate in percent, of the same form. */
    static Rate rate(String text) {
        return new Rate(decimal(text));
    }

    private static String of(Pattern form, String text) {
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException("not in its form");
        }
        return text;
    }

    private static int year(String text) {
        int year = Integer.parseInt(text.substring(0, 4));
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw new InvalidField("", "year-range", Integer.toString(FIRST_YEAR), Integer.toString(LAST_YEAR));
        }
        return year;
    }
}
