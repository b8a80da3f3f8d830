package coop.entrelacs.ui.ledger;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.router.QueryParameters;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.ui.kit.Pickers;
import coop.entrelacs.ui.kit.Texts;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The days a page of the books looks at: those of the address, else the present fiscal year up to its last day. */
record BookPeriod(LocalDate from, LocalDate to) {

    static BookPeriod of(QueryParameters query, List<FiscalYears.FiscalYear> years) {
        LocalDate today = LocalDate.now(Texts.ZONE);
        FiscalYears.FiscalYear year = years.stream()
                .filter(one -> one.contains(today))
                .findFirst()
                .orElse(years.isEmpty() ? null : years.getFirst());
        LocalDate first = year == null ? today.withDayOfYear(1) : year.firstDay();
        LocalDate last = year == null ? today : year.lastDay();
        return new BookPeriod(day(query, "from", first), day(query, "to", last));
    }

    private static LocalDate day(QueryParameters query, String name, LocalDate otherwise) {
        try {
            return query.getSingleParameter(name).map(LocalDate::parse).orElse(otherwise);
        } catch (DateTimeParseException e) {
            return otherwise;
        }
    }

    /** Two pickers that take the page to other days. */
    Component pickers(QueryParameters query) {
        DatePicker first = Pickers.day(Texts.t("ui.from"));
        DatePicker last = Pickers.day(Texts.t("ui.to"));
        first.setValue(from);
        last.setValue(to);
        Runnable move = () -> {
            if (first.getValue() != null && last.getValue() != null) {
                Map<String, String> values = new HashMap<>();
                query.getParameters().forEach((name, all) -> values.put(name, all.getFirst()));
                values.put("from", first.getValue().toString());
                values.put("to", last.getValue().toString());
                UI ui = UI.getCurrentOrThrow();
                ui.navigate(ui.getActiveViewLocation().getPath(), QueryParameters.simple(values));
            }
        };
        first.addValueChangeListener(change -> move.run());
        last.addValueChangeListener(change -> move.run());
        Div bar = new Div(first, last);
        bar.addClassName("row");
        return bar;
    }
}
