package coop.entrelacs.funds;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import org.jspecify.annotations.Nullable;

/** What the constructors of this module ask of their values. */
final class Checks {

    private static final Rate WHOLE = Rate.percent("100");

    private Checks() {}

    static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new InvalidField(field, "required");
        }
        return value;
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

    static Money positive(@Nullable Money value, String field) {
        Money amount = required(value, field);
        if (!amount.isPositive()) {
            throw new InvalidField(field, "must-be-positive");
        }
        return amount;
    }

    static void positiveIfThere(@Nullable Money value, String field) {
        if (value != null) {
            positive(value, field);
        }
    }

    static int within(@Nullable Integer value, String field, int least, int most) {
        int number = required(value, field);
        if (number < least || number > most) {
            throw new InvalidField(field, "out-of-range", least, most);
        }
        return number;
    }

    static void share(@Nullable Rate rate, String field) {
        Rate share = required(rate, field);
        if (share.compareTo(Rate.ZERO) < 0 || share.compareTo(WHOLE) > 0) {
            throw new InvalidField(field, "out-of-range", 0, 100);
        }
        if (share.percent().scale() > 4) {
            throw new InvalidField(field, "too-many-decimals", 4);
        }
    }
}
