package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.combobox.ComboBox;
import coop.entrelacs.web.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills choices from lists that are read page by page, however long they are: nothing beyond a first page is out of reach. */
public final class Paged {

    private static final int ROWS_AT_ONCE = 100;

    private Paged() {}

    /** Reads one page of what fits a text. */
    @FunctionalInterface
    public interface Reader<T> {
        Page<T> read(@Nullable String text, @Nullable String after, int limit);
    }

    /** Lets one choose among all that the reader finds; typing narrows it. */
    public static <T> void fill(ComboBox<T> field, Reader<T> reader) {
        Presence presence = Presence.here();
        Walk<T> walk = new Walk<>(reader);
        field.setPageSize(50);
        field.setItems(query ->
                presence
                        .in(() -> walk.rows(query.getFilter().orElse("").strip(), query.getOffset(), query.getLimit()))
                        .stream());
    }

    /** What was read so far for the text typed last. */
    static final class Walk<T> {

        private final Reader<T> reader;
        private final List<T> rows = new ArrayList<>();
        private @Nullable String text;
        private @Nullable String next;
        private boolean read;

        Walk(Reader<T> reader) {
            this.reader = reader;
        }

        synchronized List<T> rows(String wanted, int offset, int limit) {
            if (!wanted.equals(text) || offset == 0) {
                text = wanted;
                rows.clear();
                next = null;
                read = false;
            }
            while (rows.size() < offset + limit && (!read || next != null)) {
                Page<T> page = reader.read(wanted.isEmpty() ? null : wanted, next, ROWS_AT_ONCE);
                rows.addAll(page.items());
                next = page.next();
                read = true;
            }
            return List.copyOf(rows.subList(Math.min(offset, rows.size()), Math.min(offset + limit, rows.size())));
        }
    }
}
