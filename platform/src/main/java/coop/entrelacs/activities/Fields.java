package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import org.jspecify.annotations.Nullable;

/** The checks that requests share; each names the field at fault. */
final class Fields {

    private Fields() {}

    static String required(String field, @Nullable String value, int most) {
        String text = value == null ? "" : value.strip();
        if (text.isEmpty()) {
            throw new InvalidField(field, "required");
        }
        return atMost(field, text, most);
    }

    static String optional(String field, @Nullable String value, int most) {
        return atMost(field, value == null ? "" : value.strip(), most);
    }

    /** Blank becomes null, for columns where "none" is null. */
    static @Nullable String orNull(String field, @Nullable String value, int most) {
        String text = optional(field, value, most);
        return text.isEmpty() ? null : text;
    }

    static String atMost(String field, String value, int most) {
        if (value.length() > most) {
            throw new InvalidField(field, "too-long", most);
        }
        return value;
    }

    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidField(field, "required");
        }
        return value;
    }
}
