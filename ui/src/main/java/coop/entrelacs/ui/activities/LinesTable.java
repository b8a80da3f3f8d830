package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import coop.entrelacs.activities.Line;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;

/** Lines that no longer change. */
final class LinesTable {

    private LinesTable() {}

    static Table of(List<Line> lines) {
        Table table = new Table(
                Texts.t("ui.lines"),
                Texts.t("ui.line.label"),
                "#" + Texts.t("ui.line.quantity"),
                "#" + Texts.t("ui.line.price"),
                Texts.t("ui.line.vat"),
                "#" + Texts.t("ui.totals.net"));
        for (Line line : lines) {
            Div label = new Div(new Span(line.label()));
            if (!line.description().isEmpty()) {
                Div more = new Div(line.description());
                more.addClassName("soft");
                label.add(more);
            }
            String unit = Texts.has("ui.unit." + line.unit()) ? Texts.t("ui.unit." + line.unit()) : line.unit();
            table.row(
                    label,
                    Texts.number(line.quantity()) + "\u00a0" + unit,
                    Texts.number(line.unitPrice()) + "\u00a0€"
                            + (line.discount().percent().signum() == 0 ? "" : " − " + Texts.rate(line.discount())),
                    line.vat(),
                    line.net());
        }
        return table;
    }
}
