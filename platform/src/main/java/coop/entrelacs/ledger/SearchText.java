package coop.entrelacs.ledger;

import org.jspecify.annotations.Nullable;

/** What a person typed into a search, as it stands for itself in a LIKE pattern. */
final class SearchText {

    private SearchText() {}

    static @Nullable String literal(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
