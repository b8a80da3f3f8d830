package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Texts;
import org.jspecify.annotations.Nullable;

/** The checks that requests share; each names the field at fault. */
final class Fields {

    /** Names, references, addresses: what is no longer than this stands on one line. */
    private static final int ONE_LINE = 200;

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
        return most <= ONE_LINE ? Texts.line(field, value) : Texts.checked(field, value);
    }

    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidField(field, "required");
        }
        return value;
    }
}
