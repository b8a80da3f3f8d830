package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import coop.entrelacs.activities.Line;
import coop.entrelacs.activities.VatCodes;
import coop.entrelacs.shared.Money;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.Texts;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines that no longer change. */
final class LinesTable {

    private LinesTable() {}

    /** @param day whose rates of VAT count; null for today's */
    static Table of(List<Line> lines, VatCodes vatCodes, @Nullable LocalDate day) {
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
                    price(line.unitPrice())
                            + (line.discount().percent().signum() == 0 ? "" : " − " + Texts.rate(line.discount())),
                    vatCodes.all().stream()
                            .filter(code -> code.code().equals(line.vat()))
                            .findFirst()
                            .map(code -> ActivityWords.vat(code, day))
                            .orElse(line.vat()),
                    line.net());
        }
        return table;
    }

    /** As an amount of money; a price by the unit may be finer than a cent. */
    private static String price(BigDecimal price) {
        return price.scale() <= 2 ? Texts.money(Money.of(price)) : Texts.number(price) + "\u00a0€";
    }
}
