package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableCell;
import com.vaadin.flow.component.html.NativeTableHeaderCell;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Span;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A short table that is wholly on the page: explanations, lines of one invoice, totals. Long lists are a {@link DataList}. It
 * scrolls sideways inside itself where a phone is too narrow, never the page.
 */
public final class Table extends Div {

    private final NativeTable table = new NativeTable();
    private final List<String> headers = new ArrayList<>();

    /**
     * @param caption what the table shows, read by screen readers
     * @param headers the columns; one that begins with {@code #} holds figures
     */
    public Table(String caption, String... headers) {
        addClassName("table");
        getElement().setAttribute("tabindex", "0");
        getElement().setAttribute("role", "region");
        getElement().setAttribute("aria-label", caption);
        table.setCaptionText(caption);
        table.getCaption().addClassName("unseen");
        NativeTableRow row = table.getHead().addRow();
        for (String header : headers) {
            this.headers.add(header);
            NativeTableHeaderCell cell = new NativeTableHeaderCell();
            cell.setText(header.startsWith("#") ? header.substring(1) : header);
            cell.getElement().setAttribute("scope", "col");
            if (header.startsWith("#")) {
                cell.addClassName("figure");
            }
            row.add(cell);
        }
        add(table);
    }

    /** A row of texts, figures, states or components. */
    public Table row(@Nullable Object... cells) {
        fill(table.getBody().addRow(), cells);
        return this;
    }

    /** A row at the foot, for totals. */
    public Table total(@Nullable Object... cells) {
        fill(table.getFoot().addRow(), cells);
        return this;
    }

    /** On a phone each row is a card, its acts under it, and its figures say what they are. */
    public Table asCards() {
        addClassName("as-cards");
        return this;
    }

    private void fill(NativeTableRow row, @Nullable Object... cells) {
        for (int i = 0; i < cells.length; i++) {
            NativeTableCell cell = new NativeTableCell();
            Object value = cells[i];
            switch (value) {
                case null -> {}
                case Component component -> cell.add(component);
                case State state -> cell.add(state.badge());
                default -> cell.add(new Span(Texts.any(value)));
            }
            String header = i < headers.size() ? headers.get(i) : "";
            if (header.startsWith("#") || value instanceof Money || value instanceof Rate || value instanceof Number) {
                cell.addClassName("figure");
                cell.getElement().setAttribute("data-head", header.startsWith("#") ? header.substring(1) : header);
            }
            row.add(cell);
        }
    }
}
