package coop.entrelacs.ui.kit;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.text.Collator;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.Locale;
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

    /**
     * The order of this column as its reader expects it: amounts, numbers and days by size, everything else by the alphabet of their
     * language, where É stands beside E. What has no value comes last, whichever way.
     */
    Comparator<T> order(Locale locale, boolean down) {
        Collator alphabet = Collator.getInstance(locale);
        return (one, other) -> {
            Object first = present(one);
            Object second = present(other);
            if (first == null || second == null) {
                return Boolean.compare(first == null, second == null);
            }
            int order = compare(first, second, alphabet);
            return down ? -Integer.signum(order) : order;
        };
    }

    private @Nullable Object present(T row) {
        Object found = value.apply(row);
        return found instanceof String text && text.isBlank() ? null : found;
    }

    private static int compare(Object one, Object other, Collator alphabet) {
        return switch (one) {
            case Money a when other instanceof Money b -> a.compareTo(b);
            case Rate a when other instanceof Rate b -> a.compareTo(b);
            case LocalDate a when other instanceof LocalDate b -> a.compareTo(b);
            case YearMonth a when other instanceof YearMonth b -> a.compareTo(b);
            case Instant a when other instanceof Instant b -> a.compareTo(b);
            case Number a
            when other instanceof Number b -> new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()));
            default -> alphabet.compare(Texts.any(one), Texts.any(other));
        };
    }

    String text(T row) {
        return Texts.any(value.apply(row));
    }
}
