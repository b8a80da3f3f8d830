package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.formlayout.FormLayout;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.BigDecimalField;
import coop.entrelacs.collaboration.SplitForm;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who gets what: a way of sharing and a number for each. */
final class SplitEditor extends Div {

    private final Map<UUID, BigDecimalField> values = new LinkedHashMap<>();
    private final Select<SplitForm.Kind> kind;
    private final FormLayout fields = Fields.form();
    private final Paragraph means = new Paragraph();

    SplitEditor(Map<UUID, String> people, @Nullable SplitForm before) {
        addClassName("stack");
        kind = Fields.choice(
                "kind",
                Texts.t("ui.collab.split.kind"),
                List.of(SplitForm.Kind.values()),
                one -> Texts.t("ui.collab.split.kind." + one),
                before == null ? SplitForm.Kind.PERCENT : before.kind());
        means.addClassName("soft");
        add(kind, means, fields);
        people.forEach(this::person);
        if (before != null) {
            before.parts().forEach(part -> {
                BigDecimalField field = values.get(part.person());
                if (field != null) {
                    field.setValue(part.value());
                }
            });
        }
        kind.addValueChangeListener(change -> unit());
        unit();
    }

    /** Adds somebody, once. */
    void person(UUID person, String name) {
        if (values.containsKey(person)) {
            return;
        }
        BigDecimalField field = Fields.number("parts[" + values.size() + "].value", name, null);
        values.put(person, field);
        fields.add(field);
        unit();
    }

    private void unit() {
        means.setText(Texts.t("ui.collab.split.means." + kind.getValue()));
        String suffix = switch (kind.getValue()) {
            case PERCENT -> "%";
            case FIXED -> "€";
            case TIME -> "€/h";
        };
        values.values().forEach(field -> field.setSuffixComponent(new Span(suffix)));
    }

    /** Those with a number; whoever has none is not in it. */
    SplitForm split() {
        List<SplitForm.Part> parts = values.entrySet().stream()
                .filter(one -> one.getValue().getValue() != null)
                .map(one -> new SplitForm.Part(one.getKey(), one.getValue().getValue()))
                .toList();
        return new SplitForm(kind.getValue(), parts);
    }
}
