package coop.entrelacs.ledger;

import coop.entrelacs.shared.InvalidField;
import org.jspecify.annotations.Nullable;

/** What may stand in a text of the books: a tab or line break inside a field would break the FEC years later. */
final class BookText {

    private BookText() {}

    static String required(String field, @Nullable String text, int most) {
        String checked = optional(field, text, most);
        if (checked == null) {
            throw new InvalidField(field, "required");
        }
        return checked;
    }

    /** The text without blanks around it; null if nothing is left. */
    static @Nullable String optional(String field, @Nullable String text, int most) {
        if (text == null) {
            return null;
        }
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return null;
        }
        if (stripped.length() > most) {
            throw new InvalidField(field, "too-long", most);
        }
        if (stripped.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidField(field, "control-character");
        }
        return stripped;
    }
}
