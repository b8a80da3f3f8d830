package coop.entrelacs.federation;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** What the constructors of treaties and claims ask of their values. */
final class Terms {

    private Terms() {}

    static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new InvalidField(field, "required");
        }
        return value;
    }

    /** A day that is over or today: what has not happened yet cannot be booked. */
    static LocalDate happened(@Nullable LocalDate day, String field, LocalDate today) {
        LocalDate there = required(day, field);
        if (there.isAfter(today)) {
            throw new InvalidField(field, "date-in-future", there);
        }
        return there;
    }

    /** A day that people may mean: a year typed with a digit too many is none. */
    static void near(LocalDate day, String field, LocalDate today) {
        LocalDate least = today.minusYears(10);
        LocalDate most = today.plusYears(10);
        if (day.isBefore(least) || day.isAfter(most)) {
            throw new InvalidField(field, "day-out-of-range", least, most);
        }
    }

    static Money positive(@Nullable Money value, String field) {
        if (!required(value, field).isPositive()) {
            throw new InvalidField(field, "must-be-positive");
        }
        return required(value, field);
    }

    static String text(@Nullable String value, String field, int most) {
        if (value == null || value.isBlank()) {
            throw new InvalidField(field, "required");
        }
        String text = value.strip();
        if (text.length() > most) {
            throw new InvalidField(field, "too-long", most);
        }
        return text;
    }

    /** Above zero and at most the whole. */
    static void share(@Nullable Rate rate, String field) {
        within(rate, field, "100");
    }

    static void within(@Nullable Rate rate, String field, String most) {
        Rate value = required(rate, field);
        if (value.compareTo(Rate.ZERO) <= 0 || value.percent().compareTo(new BigDecimal(most)) > 0) {
            throw new InvalidField(field, "out-of-range", 0, most);
        }
        if (value.percent().scale() > 4) {
            throw new InvalidField(field, "too-many-decimals", 4);
        }
    }
}
