package coop.entrelacs.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list walked by key: stable under inserts, the same cost on page 1 and page 1,000.
 *
 * @param items at most the limit asked for
 * @param next give it back as {@code ?after=} to read on; null on the last page
 */
public record Page<T>(List<T> items, @Nullable String next) {

    public Page {
        items = List.copyOf(items);
    }

    public static final int DEFAULT_LIMIT = 50;
    public static final int MOST = 500;

    /**
     * Makes a page of rows read with {@code LIMIT limit + 1}: the extra row only tells that there is more.
     *
     * @param key the cursor of an item
     */
    public static <T> Page<T> of(List<T> rows, int limit, java.util.function.Function<T, String> key) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> items = rows.subList(0, limit);
        return new Page<>(items, key.apply(items.getLast()));
    }

    /** All items of a list, read page after page: for who needs the whole, as a sum does. */
    public static <T> List<T> all(java.util.function.Function<@Nullable String, Page<T>> read) {
        List<T> all = new java.util.ArrayList<>();
        String after = null;
        do {
            Page<T> page = read.apply(after);
            all.addAll(page.items());
            after = page.next();
        } while (after != null);
        return all;
    }

    /** The limit to use for one asked for: between 1 and {@value #MOST}. */
    public static int limit(@Nullable Integer asked) {
        return asked == null ? DEFAULT_LIMIT : Math.clamp(asked, 1, MOST);
    }
}
