package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.contextmenu.SubMenu;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.ColumnTextAlign;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridSortOrder;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.provider.SortDirection;
import com.vaadin.flow.data.renderer.LitRenderer;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.shared.Registration;
import coop.entrelacs.reporting.SavedFilter;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.web.Page;
import coop.entrelacs.web.Sheet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list as every page has it: read page by page by key, filters in the address and kept under a name, columns of one's
 * choice, exported exactly as filtered, walked by keyboard, cards on a phone, and teaching where it is empty.
 */
public final class DataList<T> extends Div {

    private static final int PAGE = 50;
    private static final int SHORT = 8;

    /** A list is sorted by reading it whole; one with more rows is to be filtered first. */
    static final int MOST_SORTED = 5_000;

    /** What stands in the address beside what filters: which columns, and by which one it is sorted ({@code -gross} downwards). */
    private static final Set<String> LOOKS = Set.of("columns", "sort");

    private static final int PHONE = 700;

    /** Reads one page of rows. Runs bound to the tab's tenant and person. */
    @FunctionalInterface
    public interface Source<T> {
        Page<T> page(Filters filters, @Nullable String after, int limit);
    }

    private final String name;
    private final Source<T> source;
    private final SavedFilters saved;
    private final List<Column<T>> columns = new ArrayList<>();
    private final transient Map<String, Function<T, String>> links = new HashMap<>();
    private final Grid<T> grid = new Grid<>();
    private final Div filterBar = new Div();
    private final Div emptyPlace = new Div();
    private final List<T> rows = new ArrayList<>();
    private @Nullable Function<T, String> open;
    private @Nullable Component empty;
    private Filters filters = Filters.NONE;
    private @Nullable String next;
    private boolean all;
    private boolean built;
    private boolean phone;
    private boolean whole;
    private @Nullable Registration resize;

    /**
     * @param name stable, in the names of exports and of saved filters
     * @param query of the address the page was entered by
     */
    public DataList(String name, QueryParameters query, SavedFilters saved, Source<T> source) {
        this.name = name;
        this.saved = saved;
        this.source = source;
        this.filters = Filters.of(query);
        addClassName("data-list");
        filterBar.addClassName("filters");
        emptyPlace.addClassName("empty-place");
        grid.addThemeVariants(GridVariant.NO_BORDER);
        grid.setPageSize(PAGE);
        grid.setSelectionMode(Grid.SelectionMode.NONE);
        grid.addClassName("grid");
    }

    // ---- columns

    /** The column a row is called by; where rows open, it is the link. */
    public DataList<T> name(String key, String header, Function<T, ? extends @Nullable Object> value) {
        return column(key, header, Column.Kind.NAME, value, true);
    }

    public DataList<T> text(String key, String header, Function<T, ? extends @Nullable Object> value) {
        return column(key, header, Column.Kind.TEXT, value, true);
    }

    public DataList<T> day(String key, String header, Function<T, ? extends @Nullable Object> value) {
        return column(key, header, Column.Kind.DAY, value, true);
    }

    /** Amounts and counts: right-aligned, digits of one width. */
    public DataList<T> figure(String key, String header, Function<T, ? extends @Nullable Object> value) {
        return column(key, header, Column.Kind.FIGURE, value, true);
    }

    public DataList<T> state(String key, String header, Function<T, State> value) {
        return column(key, header, Column.Kind.STATE, value, true);
    }

    /** A column shown only when chosen, always exported. */
    public DataList<T> more(String key, String header, Function<T, ? extends @Nullable Object> value) {
        return column(key, header, Column.Kind.TEXT, value, false);
    }

    /** A text that leads elsewhere than the row does, where the address is not null; the row's own link stays. */
    public DataList<T> link(
            String key,
            String header,
            Function<T, ? extends @Nullable Object> value,
            Function<T, @Nullable String> address) {
        links.put(key, row -> {
            String to = address.apply(row);
            return to == null || !Address.mayEnter(to) ? "" : to;
        });
        return column(key, header, Column.Kind.TEXT, value, true);
    }

    private DataList<T> column(
            String key, String header, Column.Kind kind, Function<T, ? extends @Nullable Object> value, boolean shown) {
        columns.add(new Column<>(key, header, kind, value, shown));
        return this;
    }

    /** Rows open at that address, by click, tap or Enter on the link. */
    public DataList<T> opens(Function<T, String> address) {
        this.open = address;
        return this;
    }

    /** For a list that is always short: all of it stands on the page, and takes no more room than it needs. */
    public DataList<T> whole() {
        whole = true;
        return this;
    }

    /** What teaches the next step where there is nothing yet. */
    public DataList<T> whenEmpty(Component empty) {
        this.empty = empty;
        return this;
    }

    // ---- filters

    /** Words to search for. */
    public DataList<T> search(String key, String placeholder) {
        TextField field = new TextField();
        field.setPlaceholder(placeholder);
        field.setAriaLabel(placeholder);
        field.setPrefixComponent(VaadinIcon.SEARCH.create());
        field.setClearButtonVisible(true);
        field.setValueChangeMode(ValueChangeMode.LAZY);
        field.setValueChangeTimeout(250);
        field.addClassName("search");
        String before = filters.text(key);
        field.setValue(before == null ? "" : before);
        field.addValueChangeListener(change -> filter(key, change.getValue()));
        filterBar.add(field);
        return this;
    }

    /** One of a few, or all of them. */
    public DataList<T> choice(String key, String label, Map<String, String> words) {
        Select<String> select = new Select<>();
        select.setAriaLabel(label);
        select.setItems(words.keySet());
        select.setItemLabelGenerator(item -> item == null ? label : words.getOrDefault(item, item));
        select.setEmptySelectionAllowed(true);
        select.setEmptySelectionCaption(label);
        String before = filters.text(key);
        select.setValue(before != null && words.containsKey(before) ? before : null);
        select.addValueChangeListener(change -> filter(key, change.getValue()));
        filterBar.add(select);
        return this;
    }

    /** One of an enumeration, or all of them. */
    public <E extends Enum<E>> DataList<T> choice(String key, String label, Class<E> type, Function<E, String> words) {
        Map<String, String> options = new LinkedHashMap<>();
        Arrays.stream(type.getEnumConstants()).forEach(value -> options.put(value.name(), words.apply(value)));
        return choice(key, label, options);
    }

    public DataList<T> days(String from, String fromLabel, String to, String toLabel) {
        filterBar.add(day(from, fromLabel), day(to, toLabel));
        return this;
    }

    private DatePicker day(String key, String label) {
        DatePicker picker = Pickers.day();
        picker.setPlaceholder(label);
        picker.setAriaLabel(label);
        picker.setClearButtonVisible(true);
        picker.setValue(filters.day(key));
        picker.addValueChangeListener(change ->
                filter(key, change.getValue() == null ? null : change.getValue().toString()));
        return picker;
    }

    public DataList<T> toggle(String key, String label) {
        Checkbox box = new Checkbox(label, filters.yes(key));
        box.addValueChangeListener(change -> filter(key, change.getValue() ? "true" : null));
        filterBar.add(box);
        return this;
    }

    private void filter(String key, @Nullable String value) {
        filters = filters.with(key, value);
        tellAddress();
        refresh();
    }

    public Filters filters() {
        return filters;
    }

    // ---- selection

    /** Lets several rows be chosen, for acts on all of them. */
    public DataList<T> selectable(java.util.function.Consumer<Set<T>> changed) {
        grid.setSelectionMode(Grid.SelectionMode.MULTI);
        grid.addSelectionListener(selection -> changed.accept(selection.getAllSelectedItems()));
        return this;
    }

    public void deselectAll() {
        grid.deselectAll();
    }

    // ---- life

    /** Reads the truth again, from the first row. */
    public void refresh() {
        rows.clear();
        next = null;
        all = false;
        Comparator<T> order = order(filters, Texts.locale());
        read(order == null ? PAGE : Page.MOST);
        if (order != null) {
            sort(order);
        }
        boolean none = rows.isEmpty();
        grid.setVisible(!none);
        // A short list takes no more room than it needs; a long one scrolls inside itself and keeps its header in
        // sight.
        grid.setAllRowsVisible(whole || (all && rows.size() <= SHORT));
        emptyPlace.setVisible(none);
        emptyPlace.removeAll();
        if (none) {
            emptyPlace.add(emptiness());
        }
        if (grid.getDataProvider() != null && built) {
            grid.getDataProvider().refreshAll();
        }
    }

    private Component emptiness() {
        boolean filtered = filters.values().keySet().stream().anyMatch(key -> !LOOKS.contains(key));
        if (!filtered && empty != null) {
            return empty;
        }
        if (!filtered) {
            return new Empty(VaadinIcon.LIST, Texts.t("ui.list.empty"), Texts.t("ui.list.empty.why"));
        }
        Button clear = new Button(Texts.t("ui.list.clear"), click -> go(""));
        return new Empty(VaadinIcon.FILTER, Texts.t("ui.list.none"), Texts.t("ui.list.none.why"), clear);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        UI ui = event.getUI();
        if (!built) {
            build();
        }
        var window = ui.getPage().getExtendedClientDetails();
        shape(window != null && window.getWindowInnerWidth() > 0 && window.getWindowInnerWidth() < PHONE);
        resize = ui.getPage().addBrowserWindowResizeListener(size -> shape(size.getWidth() < PHONE));
    }

    @Override
    protected void onDetach(DetachEvent event) {
        if (resize != null) {
            resize.remove();
        }
        super.onDetach(event);
    }

    private void build() {
        refresh();
        if (open != null && !rows.isEmpty() && !Address.mayEnter(open.apply(rows.getFirst()))) {
            open = null; // Who may read the list and not the page of one: the rows lead nowhere, and do not look as if.
        }
        built = true;
        for (Column<T> column : columns) {
            Grid.Column<T> shown = grid.addColumn(renderer(column))
                    .setKey(column.key())
                    .setHeader(column.header())
                    .setAutoWidth(column.kind() != Column.Kind.NAME && column.kind() != Column.Kind.TEXT)
                    .setFlexGrow(column.kind() == Column.Kind.NAME ? 2 : column.kind() == Column.Kind.TEXT ? 1 : 0)
                    .setResizable(true)
                    .setSortable(true);
            if (column.kind() == Column.Kind.NAME || column.kind() == Column.Kind.TEXT) {
                shown.setTooltipGenerator(column::text);
            } else {
                shown.setWidth(column.kind() == Column.Kind.DAY ? "9.5em" : "9em");
            }
            if (column.kind() == Column.Kind.NAME) {
                // what a row is called is read whole, however many columns there are
                shown.setRowHeader(true).setWidth("11em");
            }
            if (column.kind() == Column.Kind.FIGURE) {
                shown.setTextAlign(ColumnTextAlign.END);
                shown.setPartNameGenerator(row -> "figure");
            }
        }
        sortsByHeader();
        grid.addColumn(card()).setKey("card").setHeader("").setFlexGrow(1).setVisible(false);
        if (open != null) {
            Function<T, String> address = open;
            grid.addItemClickListener(click -> Address.go(address.apply(click.getItem())));
            grid.addClassName("opens");
        }
        grid.setItems(query -> fetch(query.getOffset(), query.getLimit()));
        add(toolbar(), grid, emptyPlace);
    }

    private LitRenderer<T> renderer(Column<T> column) {
        if (column.kind() == Column.Kind.STATE) {
            return LitRenderer.<T>of("<span class=\"state ${item.tone}\">${item.text}</span>")
                    .withProperty("text", column::text)
                    .withProperty("tone", row -> tone(column, row));
        }
        if (column.kind() == Column.Kind.NAME && open != null) {
            return LitRenderer.<T>of("<a class=\"open\" href=\"${item.href}\">${item.text}</a>")
                    .withProperty("text", column::text)
                    .withProperty("href", open::apply);
        }
        Function<T, String> link = links.get(column.key());
        if (link != null) {
            return LitRenderer.<T>of(linked("item.href", "${item.text}"))
                    .withProperty("text", column::text)
                    .withProperty("href", link::apply);
        }
        return LitRenderer.<T>of("${item.text}").withProperty("text", column::text);
    }

    /** A link where there is an address, else the words alone. */
    private static String linked(String address, String words) {
        return "<a href=\"${" + address + "}\" ?hidden=\"${!" + address + "}\">" + words + "</a><span ?hidden=\"${"
                + address + "}\">" + words + "</span>";
    }

    private static <T> String tone(Column<T> column, T row) {
        return column.value().apply(row) instanceof State state ? state.tone().css() : "";
    }

    /** The same row as a card: name and first figure on top, the rest beneath. */
    private LitRenderer<T> card() {
        StringBuilder top = new StringBuilder();
        StringBuilder rest = new StringBuilder();
        boolean figure = false;
        for (Column<T> column : columns) {
            String value = "${item." + column.key() + "}";
            if (column.kind() == Column.Kind.NAME) {
                top.insert(
                        0,
                        open != null
                                ? "<a class=\"open\" href=\"${item.href}\">" + value + "</a>"
                                : "<strong>" + value + "</strong>");
            } else if (column.kind() == Column.Kind.FIGURE && !figure && column.shown()) {
                figure = true;
                top.append("<span class=\"figure\">").append(value).append("</span>");
            } else if (column.kind() == Column.Kind.STATE) {
                rest.append("<span class=\"state ${item.")
                        .append(column.key())
                        .append("Tone}\">")
                        .append(value)
                        .append("</span>");
            } else if (column.shown()) {
                rest.append("<span class=\"fact\" ?hidden=\"${!item.")
                        .append(column.key())
                        .append("}\"><span class=\"of\">")
                        .append(column.header().replace("<", "&lt;"))
                        .append("</span> ")
                        .append(
                                links.containsKey(column.key())
                                        ? linked("item." + column.key() + "Href", value)
                                        : value)
                        .append("</span>");
            }
        }
        LitRenderer<T> renderer = LitRenderer.of(
                "<div class=\"card\"><div class=\"top\">" + top + "</div><div class=\"rest\">" + rest + "</div></div>");
        for (Column<T> column : columns) {
            renderer = renderer.withProperty(column.key(), column::text);
            Function<T, String> link = links.get(column.key());
            if (link != null) {
                renderer = renderer.withProperty(column.key() + "Href", link::apply);
            }
            if (column.kind() == Column.Kind.STATE) {
                renderer = renderer.withProperty(column.key() + "Tone", row -> tone(column, row));
            }
        }
        return open == null ? renderer : renderer.withProperty("href", open::apply);
    }

    private void shape(boolean nowPhone) {
        phone = nowPhone;
        Set<String> chosen = chosenColumns();
        for (Column<T> column : columns) {
            grid.getColumnByKey(column.key()).setVisible(!phone && chosen.contains(column.key()));
        }
        grid.getColumnByKey("card").setVisible(phone);
        grid.setClassName("cards", phone);
    }

    // ---- rows

    private void read(int limit) {
        Page<T> page = Presence.here().in(() -> source.page(filters, next, limit));
        rows.addAll(page.items());
        next = page.next();
        all = next == null;
    }

    private Stream<T> fetch(int offset, int limit) {
        while (rows.size() < offset + limit && !all) {
            read(PAGE);
        }
        int from = Math.min(offset, rows.size());
        return List.copyOf(rows.subList(from, Math.min(offset + limit, rows.size()))).stream();
    }

    // ---- order

    /** The order that is asked for; null for the service's own. */
    private @Nullable Comparator<T> order(Filters asked, Locale locale) {
        String told = asked.text("sort");
        if (told == null) {
            return null;
        }
        boolean down = told.startsWith("-");
        String key = down ? told.substring(1) : told;
        return columns.stream()
                .filter(column -> column.key().equals(key))
                .findFirst()
                .map(column -> column.order(locale, down))
                .orElse(null);
    }

    private void sort(Comparator<T> order) {
        while (!all && rows.size() < MOST_SORTED) {
            read(Page.MOST);
        }
        if (all) {
            rows.sort(order);
        } else {
            filters = filters.with("sort", null);
            Refusals.note(Texts.t("ui.list.sort.too-many", MOST_SORTED));
        }
    }

    /** Shows in the header what the address asks for, and tells the address what is asked for in the header. */
    private void sortsByHeader() {
        showSort();
        grid.addSortListener(sorted -> {
            String asked = sorted.getSortOrder().stream()
                    .findFirst()
                    .map(one -> (one.getDirection() == SortDirection.DESCENDING ? "-" : "")
                            + one.getSorted().getKey())
                    .orElse(null);
            if (Objects.equals(asked, filters.text("sort"))) {
                return; // the header was told, not clicked
            }
            filters = filters.with("sort", asked);
            refresh();
            showSort();
            tellAddress();
        });
    }

    private void showSort() {
        String told = filters.text("sort");
        Grid.Column<T> column = told == null ? null : grid.getColumnByKey(told.replaceFirst("^-", ""));
        if (column == null || told == null) {
            grid.sort(List.of());
        } else {
            grid.sort(
                    told.startsWith("-")
                            ? GridSortOrder.desc(column).build()
                            : GridSortOrder.asc(column).build());
        }
    }

    // ---- toolbar

    private Component toolbar() {
        MenuBar menu = new MenuBar();
        menu.addThemeVariants(MenuBarVariant.TERTIARY, MenuBarVariant.ALIGN_END);
        menu.addClassName("list-menu");
        views(menu);
        columns(menu);
        exports(menu);
        Div bar = new Div(filterBar, menu);
        bar.addClassName("toolbar");
        bar.getElement().setAttribute("role", "search");
        bar.getElement().setAttribute("aria-label", Texts.t("ui.list.filters"));
        return bar;
    }

    private void views(MenuBar menu) {
        MenuItem item = menu.addItem(VaadinIcon.BOOKMARK_O.create());
        item.setAriaLabel(Texts.t("ui.list.views"));
        item.setTooltipText(Texts.t("ui.list.views"));
        SubMenu entries = item.getSubMenu();
        fillViews(entries);
    }

    private void fillViews(SubMenu entries) {
        entries.removeAll();
        List<SavedFilter> kept = Presence.here().in(() -> saved.of(name));
        entries.addItem(Texts.t("ui.list.views.all"), click -> go(""));
        for (SavedFilter one : kept) {
            MenuItem entry = entries.addItem(one.name(), click -> go(one.query()));
            entry.setAriaLabel(one.name());
        }
        entries.addSeparator();
        entries.addItem(Texts.t("ui.list.views.save"), click -> keep(entries));
        if (!kept.isEmpty()) {
            SubMenu forget = entries.addItem(Texts.t("ui.list.views.forget")).getSubMenu();
            for (SavedFilter one : kept) {
                forget.addItem(one.name(), click -> {
                    Presence.here().in(() -> {
                        saved.forget(one.id());
                        return true;
                    });
                    fillViews(entries);
                });
            }
        }
    }

    private void keep(SubMenu entries) {
        Dialog dialog = new Dialog(Texts.t("ui.list.views.save"));
        TextField field = Fields.named("name", new TextField(Texts.t("ui.list.views.name")));
        field.setWidthFull();
        field.setAutofocus(true);
        Button keep = new Button(Texts.t("ui.save"), click -> {
            Presence.here()
                    .in(() -> saved.save(name, field.getValue(), asQuery().getQueryString()));
            dialog.close();
            fillViews(entries);
        });
        keep.addThemeVariants(ButtonVariant.PRIMARY);
        keep.addClickShortcut(com.vaadin.flow.component.Key.ENTER);
        dialog.add(field);
        dialog.getFooter().add(new Button(Texts.t("ui.cancel"), click -> dialog.close()), keep);
        dialog.open();
    }

    private void columns(MenuBar menu) {
        MenuItem item = menu.addItem(VaadinIcon.GRID_H.create());
        item.setAriaLabel(Texts.t("ui.list.columns"));
        item.addClassName("not-on-phone");
        item.setTooltipText(Texts.t("ui.list.columns"));
        Set<String> chosen = chosenColumns();
        for (Column<T> column : columns) {
            if (column.kind() == Column.Kind.NAME) {
                continue;
            }
            MenuItem entry = item.getSubMenu().addItem(column.header());
            entry.setCheckable(true);
            entry.setKeepOpen(true);
            entry.setChecked(chosen.contains(column.key()));
            entry.addClickListener(click -> {
                Set<String> now = new java.util.LinkedHashSet<>(chosenColumns());
                if (entry.isChecked()) {
                    now.add(column.key());
                } else {
                    now.remove(column.key());
                }
                filters = filters.with("columns", String.join(",", now));
                tellAddress();
                shape(phone);
            });
        }
    }

    private Set<String> chosenColumns() {
        String told = filters.text("columns");
        Set<String> keys = new java.util.LinkedHashSet<>();
        Set<String> asked = told == null ? Set.of() : Set.of(told.split(","));
        for (Column<T> column : columns) {
            if (told == null ? column.shown() : asked.contains(column.key())) {
                keys.add(column.key());
            } else if (column.kind() == Column.Kind.NAME) {
                keys.add(column.key());
            }
        }
        return keys;
    }

    private void exports(MenuBar menu) {
        MenuItem item = menu.addItem(VaadinIcon.DOWNLOAD_ALT.create());
        item.setAriaLabel(Texts.t("ui.list.export"));
        item.setTooltipText(Texts.t("ui.list.export"));
        for (Sheet.Format format : Sheet.Format.values()) {
            Anchor download = new Anchor();
            download.setHref(export(format));
            download.getElement().setAttribute("download", true);
            download.getElement().setAttribute("tabindex", "-1");
            download.getElement().setAttribute("aria-hidden", "true");
            download.addClassName("unseen");
            add(download);
            // The menu is walked by keyboard; the link inside an entry would not be.
            item.getSubMenu()
                    .addItem(
                            Texts.t("ui.list.export." + format.extension()),
                            click -> download.getElement().executeJs("this.click()"));
        }
    }

    private DownloadHandler export(Sheet.Format format) {
        return event -> {
            UI ui = event.getUI();
            Presence presence = Presence.of(ui);
            Filters exported = filters;
            Locale locale = coop.entrelacs.web.Words.supported(ui.getLocale());
            event.setFileName(name + "-" + java.time.LocalDate.now(Texts.ZONE) + "." + format.extension());
            event.setContentType(format.mediaType());
            Sheet sheet = new Sheet(name, columns.stream().map(Column::header).toList(), locale);
            presence.in(() -> {
                try {
                    sheet.write(format, cells(exported, locale), event.getOutputStream());
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return true;
            });
        };
    }

    private Iterator<List<? extends @Nullable Object>> cells(Filters exported, Locale locale) {
        Comparator<T> order = order(exported, locale);
        Page<T> first = source.page(exported, null, Page.MOST);
        if (order != null) {
            List<T> every = new ArrayList<>(first.items());
            for (Page<T> page = first; page.next() != null; ) {
                page = source.page(exported, page.next(), Page.MOST);
                every.addAll(page.items());
            }
            every.sort(order);
            first = new Page<>(every, null);
        }
        Page<T> begin = first;
        return new Iterator<>() {
            private Page<T> page = begin;
            private Iterator<T> items = page.items().iterator();

            @Override
            public boolean hasNext() {
                while (!items.hasNext() && page.next() != null) {
                    page = source.page(exported, page.next(), Page.MOST);
                    items = page.items().iterator();
                }
                return items.hasNext();
            }

            @Override
            public List<? extends @Nullable Object> next() {
                T row = items.next();
                List<@Nullable Object> cells = new ArrayList<>();
                for (Column<T> column : columns) {
                    cells.add(column.value().apply(row));
                }
                return cells;
            }
        };
    }

    // ---- address

    private QueryParameters asQuery() {
        return QueryParameters.simple(filters.values());
    }

    private void tellAddress() {
        UI ui = UI.getCurrentOrThrow();
        String path = ui.getActiveViewLocation().getPath();
        ui.getPage().getHistory().replaceState(null, new Location(path, asQuery()));
    }

    private void go(String query) {
        UI ui = UI.getCurrentOrThrow();
        ui.navigate(ui.getActiveViewLocation().getPath(), QueryParameters.fromString(query));
    }
}
