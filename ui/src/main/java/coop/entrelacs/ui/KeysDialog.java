package coop.entrelacs.ui;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Span;
import coop.entrelacs.ui.kit.Texts;

/** The keys that spare the mouse. */
class KeysDialog extends Dialog {

    KeysDialog() {
        super(Texts.t("ui.keys"));
        addClassName("keys-dialog");
        DescriptionList list = new DescriptionList();
        list.addClassName("key-list");
        line(list, "Ctrl K", "ui.keys.palette");
        line(list, "?", "ui.keys.keys");
        line(list, "↑ ↓ ← →", "ui.keys.grid");
        line(list, "Enter", "ui.keys.open");
        line(list, "Tab", "ui.keys.tab");
        line(list, "Esc", "ui.keys.escape");
        add(list);
        getFooter().add(new Button(Texts.t("ui.close"), click -> close()));
    }

    private static void line(DescriptionList list, String key, String words) {
        Span name = new Span(key);
        name.addClassName("keys");
        DescriptionList.Term term = new DescriptionList.Term(name);
        list.add(term, new DescriptionList.Description(Texts.t(words)));
    }
}
