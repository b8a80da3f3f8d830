package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import coop.entrelacs.activities.Line;
import coop.entrelacs.activities.Nature;
import coop.entrelacs.activities.VatCode;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DecimalField;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Texts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lines of a quote or invoice being written. Tells its listener whenever a field was left with a new value. */
class LinesEditor extends Div {

    private static final List<String> UNITS = List.of("C62", "HUR", "DAY", "MON", "KGM", "KMT", "MTR", "LS");

    private final transient List<VatCode> vatCodes;
    private final String defaultVat;
    private final Nature defaultNature;
    private final transient Runnable changed;
    private final List<Row> rows = new ArrayList<>();
    private final Div place = new Div();
    private boolean quiet;

    LinesEditor(List<Line> lines, List<VatCode> vatCodes, String defaultVat, Nature defaultNature, Runnable changed) {
        this.vatCodes = vatCodes;
        this.defaultVat = defaultVat;
        this.defaultNature = defaultNature;
        this.changed = changed;
        addClassName("stack");
        place.addClassName("lines");
        Button more = Buttons.quiet(Texts.t("ui.line.add"), VaadinIcon.PLUS, () -> {
            Row row = put(null);
            row.label.focus();
        });
        add(place, new Div(more));
        quiet = true;
        lines.forEach(this::put);
        if (lines.isEmpty()) {
            put(null);
        }
        quiet = false;
    }

    List<Line> lines() {
        return rows.stream().filter(row -> !row.isBlank()).map(Row::line).toList();
    }

    private Row put(@Nullable Line line) {
        Row row = new Row(line);
        rows.add(row);
        place.add(row);
        number();
        return row;
    }

    /** A refusal names lines by their place among those that are sent. */
    private void number() {
        int i = 0;
        for (Row row : rows) {
            row.name(i);
            if (!row.isBlank()) {
                i++;
            }
        }
    }

    private void touched() {
        if (!quiet) {
            number();
            changed.run();
        }
    }

    private final class Row extends Div {

        private final TextField label = new TextField(Texts.t("ui.line.label"));
        private final TextArea description = new TextArea(Texts.t("ui.line.description"));
        private final DecimalField quantity = DecimalField.number(Texts.t("ui.line.quantity"));
        private final Select<String> unit = new Select<>();
        private final DecimalField price = DecimalField.price(Texts.t("ui.line.price"));
        private final Select<String> vat = new Select<>();
        private final DecimalField discount = DecimalField.number(Texts.t("ui.line.discount"));
        private final Select<Nature> nature = new Select<>();
        private final Span net = new Span();

        Row(@Nullable Line line) {
            addClassName("invoice-line");
            unit.setLabel(Texts.t("ui.line.unit"));
            List<String> units = new ArrayList<>(UNITS);
            if (line != null && !units.contains(line.unit())) {
                units.add(line.unit());
            }
            unit.setItems(units);
            unit.setItemLabelGenerator(
                    code -> Texts.has("ui.unit." + code) ? Texts.t("ui.unit." + code) : String.valueOf(code));
            vat.setLabel(Texts.t("ui.line.vat"));
            vat.setItems(vatCodes.stream().map(VatCode::code).toList());
            vat.setItemLabelGenerator(code -> vatCodes.stream()
                    .filter(one -> one.code().equals(code))
                    .findFirst()
                    .map(one -> ActivityWords.vat(one, null))
                    .orElse(code));
            nature.setLabel(Texts.t("ui.line.nature"));
            nature.setItems(Nature.values());
            nature.setItemLabelGenerator(one -> Texts.t("ui.nature." + one));
            price.setSuffixComponent(new Span("€"));
            discount.setSuffixComponent(new Span("%"));
            description.setMinRows(2);

            label.setValue(line == null ? "" : line.label());
            description.setValue(line == null ? "" : line.description());
            quantity.setValue(line == null ? BigDecimal.ONE : plain(line.quantity()));
            unit.setValue(line == null ? "C62" : line.unit());
            price.setValue(line == null ? null : plain(line.unitPrice()));
            vat.setValue(line == null || line.vat().isEmpty() ? defaultVat : line.vat());
            discount.setValue(
                    line == null || line.discount().percent().signum() == 0
                            ? null
                            : line.discount().percent());
            nature.setValue(line == null ? defaultNature : line.nature());

            Div main = new Div(label, quantity, unit, price, vat);
            main.addClassName("main");
            net.addClassNames("total", "figure");
            boolean detailed = line != null
                    && (!line.description().isEmpty()
                            || line.discount().percent().signum() != 0
                            || line.nature() != defaultNature);
            Div details = new Div(description, discount, nature);
            details.addClassName("details");
            details.setVisible(detailed);
            Button more = Buttons.icon(
                    VaadinIcon.ELLIPSIS_DOTS_H,
                    Texts.t("ui.line.more"),
                    () -> details.setVisible(!details.isVisible()));
            Button remove = Buttons.icon(VaadinIcon.TRASH, Texts.t("ui.line.remove"), () -> {
                rows.remove(this);
                place.remove(this);
                touched();
            });
            Div end = new Div(net, more, remove);
            end.addClassName("end");
            main.add(end);
            add(main, details);
            for (com.vaadin.flow.component.HasValue<?, ?> field : List.<com.vaadin.flow.component.HasValue<?, ?>>of(
                    label, description, quantity, unit, price, vat, discount, nature)) {
                field.addValueChangeListener(change -> {
                    tellNet();
                    if (change.isFromClient()) {
                        touched();
                    }
                });
            }
            tellNet();
        }

        private void tellNet() {
            if (misspelt()) {
                net.setText("");
                return;
            }
            try {
                net.setText(Texts.money(line().net()));
            } catch (ArithmeticException tooLarge) {
                net.setText("");
            }
        }

        private static BigDecimal plain(BigDecimal number) {
            return number.scale() < 0 ? number.setScale(0) : number;
        }

        private void name(int i) {
            String at = "lines[" + i + "].";
            Fields.named(at + "label", label);
            Fields.named(at + "description", description);
            Fields.named(at + "quantity", quantity);
            Fields.named(at + "unit", unit);
            Fields.named(at + "unitPrice", price);
            Fields.named(at + "vat", vat);
            Fields.named(at + "discount", discount);
            Fields.named(at + "nature", nature);
        }

        private boolean isBlank() {
            return label.isEmpty() && price.isEmpty() && description.isEmpty() && !misspelt();
        }

        private boolean misspelt() {
            return List.of(quantity, price, discount).stream().anyMatch(DecimalField::isMisspelt);
        }

        /** @throws coop.entrelacs.shared.InvalidField if a number is not understood */
        private Line line() {
            List.of(quantity, price, discount).forEach(field -> field.require(Fields.nameOf(field)));
            BigDecimal percent = discount.getValue();
            return new Line(
                    label.getValue(),
                    description.getValue(),
                    quantity.getValue(),
                    unit.getValue(),
                    price.getValue(),
                    percent == null ? Rate.ZERO : new Rate(percent),
                    Objects.requireNonNullElse(vat.getValue(), ""),
                    nature.getValue());
        }
    }
}
