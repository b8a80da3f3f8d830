package coop.entrelacs.members;

import coop.entrelacs.shared.InvalidField;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The checks that the records of this module share; each names the field at fault. */
final class Fields {

    private Fields() {}

    static String required(String field, @Nullable String value, int most) {
        String text = optional(field, value, most);
        if (text.isEmpty()) {
            throw new InvalidField(field, "required");
        }
        return text;
    }

    static String optional(String field, @Nullable String value, int most) {
        String text = value == null ? "" : value.strip();
        if (text.length() > most) {
            throw new InvalidField(field, "too-long", most);
        }
        return text;
    }

    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidField(field, "required");
        }
        return value;
    }

    /** Without accents, capitals and signs: "Le Goff-Éon" is found by "le goff eon". */
    static String searchable(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT)
                .replace("œ", "oe")
                .replace("æ", "ae")
                .replaceAll("[^a-z0-9]+", " ")
                .strip();
    }
}
