package coop.entrelacs.ui;

import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.ui.kit.Address;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Texts;
import java.util.ArrayList;
import java.util.List;

/** Ctrl+K: type a few letters, go anywhere one may go, begin anything one may do. Arrows choose, Enter goes. */
class Palette extends Dialog {

    private static final int MOST = 12;
    private static final int MOST_ACTS = 5;

    private record Entry(String kind, VaadinIcon icon, String title, String detail, String address) {}

    private final transient Navigation navigation;
    private final transient Presence presence;
    private final Div results = new Div();
    private transient List<Entry> shown = List.of();
    private int chosen;

    Palette(Navigation navigation, Presence presence) {
        this.navigation = navigation;
        this.presence = presence;
        addClassName("palette");
        setAriaLabel(Texts.t("ui.palette"));
        setTop("12vh");
        setWidth("min(40rem, 94vw)");
        TextField field = new TextField();
        field.setPlaceholder(Texts.t("ui.palette.placeholder"));
        field.setAriaLabel(Texts.t("ui.palette.placeholder"));
        field.setPrefixComponent(VaadinIcon.SEARCH.create());
        field.setWidthFull();
        field.setAutofocus(true);
        field.setValueChangeMode(ValueChangeMode.LAZY);
        field.setValueChangeTimeout(120);
        field.addValueChangeListener(change -> look(change.getValue()));
        field.getElement().setAttribute("role", "combobox");
        field.addKeyDownListener(Key.ARROW_DOWN, key -> choose(chosen + 1));
        field.addKeyDownListener(Key.ARROW_UP, key -> choose(chosen - 1));
        field.addKeyPressListener(Key.ENTER, key -> {
            if (chosen < shown.size()) {
                go(shown.get(chosen));
            }
        });
        results.addClassName("palette-results");
        results.getElement().setAttribute("role", "list");
        add(field, results);
        look("");
    }

    private void look(String text) {
        Actor actor = presence.actor();
        String wanted = text.strip();
        List<Entry> found = new ArrayList<>();
        if (wanted.length() >= 2) {
            presence.in(() -> navigation.find(text.strip(), actor)).stream()
                    .filter(hit -> Address.mayEnter(Address.here(hit.path())))
                    .forEach(hit -> found.add(new Entry(
                            Texts.t(hit.kind()), hit.icon(), hit.title(), hit.detail(), Address.here(hit.path()))));
        }
        navigation.acts(actor).stream()
                .filter(act -> Folding.finds(wanted, Texts.t(act.title())))
                .filter(act -> Address.mayEnter(Address.here(act.path())))
                .limit(MOST_ACTS)
                .map(act ->
                        new Entry(Texts.t("ui.act"), act.icon(), Texts.t(act.title()), "", Address.here(act.path())))
                .forEach(found::add);
        List<Entry> pages = navigation.open(actor).stream()
                .filter(page -> Folding.finds(wanted, Texts.t(page.title())))
                .map(page -> new Entry(
                        Texts.t("ui.page"),
                        page.icon(),
                        Texts.t(page.title()),
                        Texts.t("ui.group." + page.group().name()),
                        Address.here(page.path())))
                .toList();
        found.addAll(pages);
        shown = found.stream().limit(MOST).toList();
        show(wanted);
    }

    private void show(String wanted) {
        results.removeAll();
        for (Entry entry : shown) {
            Icon icon = entry.icon().create();
            icon.getElement().setAttribute("aria-hidden", "true");
            Span title = new Span(entry.title());
            title.addClassName("title");
            Span detail = new Span(entry.detail());
            detail.addClassName("detail");
            Span kind = new Span(entry.kind());
            kind.addClassName("kind");
            Anchor line = new Anchor(entry.address(), "");
            line.add(icon, new Div(title, detail), kind);
            line.addClassName("palette-line");
            line.getElement().addEventListener("click", click -> close());
            Div item = new Div(line);
            item.getElement().setAttribute("role", "listitem");
            results.add(item);
        }
        if (shown.isEmpty()) {
            results.add(new Paragraph(Texts.t("ui.palette.none", wanted)));
        }
        choose(0);
    }

    private void choose(int index) {
        if (shown.isEmpty()) {
            return;
        }
        chosen = Math.floorMod(index, shown.size());
        List<com.vaadin.flow.component.Component> lines = results.getChildren().toList();
        for (int i = 0; i < lines.size(); i++) {
            lines.get(i).getElement().getClassList().set("chosen", i == chosen);
        }
    }

    private void go(Entry entry) {
        close();
        Address.go(entry.address());
    }
}
