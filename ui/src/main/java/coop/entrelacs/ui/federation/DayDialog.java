package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Texts;
import java.time.LocalDate;
import java.util.function.Consumer;

/** Asks for a day, today unless another is chosen, and does something on it. */
final class DayDialog {

    private DayDialog() {}

    static void ask(String title, String why, String field, String label, Consumer<LocalDate> act) {
        Dialog dialog = new Dialog(title);
        dialog.setWidth("min(34rem, 96vw)");
        DatePicker picker = Fields.day(field, label, LocalDate.now(Texts.ZONE));
        dialog.add(new Paragraph(why), Fields.form(picker));
        dialog.getFooter().add(Buttons.plain(Texts.t("ui.cancel"), dialog::close), Buttons.primary(title, () -> {
            LocalDate day = picker.getValue();
            if (day == null) {
                throw new InvalidField(field, "required");
            }
            act.accept(day);
            dialog.close();
        }));
        dialog.open();
    }
}
