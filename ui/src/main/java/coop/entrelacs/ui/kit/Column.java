package coop.entrelacs.ui.kit;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One column of a list: told once, shown in the grid, on the phone's card, in CSV and in XLSX.
 *
 * @param key its name in the address
 * @param header in the reader's words
 * @param value a text, Money, Rate, day, time, number or {@link State}
 */
record Column<T>(String key, String header, Kind kind, Function<T, ? extends @Nullable Object> value, boolean shown) {

    enum Kind {
        /** What the row is called: first on the card, the link of the row. */
        NAME,
        TEXT,
        DAY,
        FIGURE,
        STATE
    }

    String text(T row) {
        return Texts.any(value.apply(row));
    }
}
