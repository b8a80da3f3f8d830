package coop.entrelacs.ui.activities;

import com.vaadin.flow.component.dialog.Dialog;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Downloads;
import coop.entrelacs.ui.kit.Texts;
import java.util.function.Supplier;

/** A document over the page, to look at before one acts. */
final class DocumentDialog {

    private DocumentDialog() {}

    static void open(String title, Supplier<Downloads.Named> file) {
        Dialog dialog = new Dialog(title);
        dialog.setWidth("min(60rem, 96vw)");
        dialog.add(Downloads.frame(title, file));
        dialog.getFooter()
                .add(
                        Buttons.download(Texts.t("ui.pdf"), Downloads.of(file)),
                        Buttons.primary(Texts.t("ui.close"), dialog::close));
        dialog.open();
    }
}
