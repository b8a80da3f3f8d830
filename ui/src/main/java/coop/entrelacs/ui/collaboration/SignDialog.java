package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextArea;
import coop.entrelacs.collaboration.ProjectView;
import coop.entrelacs.collaboration.Projects;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Texts;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks for what cannot be taken back: a signature, or words of weight. */
final class SignDialog {

    private SignDialog() {}

    /** Signs the very version that is on the page. */
    static void open(Projects projects, ProjectView project, ProjectView.Split split, Runnable done) {
        Presence presence = Presence.here();
        Dialog dialog = new Dialog(Texts.t("ui.collab.sign.title", split.version()));
        dialog.setWidth("min(36rem, 96vw)");
        Checkbox consent = Fields.named("consent", new Checkbox(Texts.t("ui.collab.consent.project")));
        dialog.add(new Paragraph(Texts.t("ui.collab.sign.means")), consent);
        dialog.getFooter()
                .add(
                        Buttons.plain(Texts.t("ui.cancel"), dialog::close),
                        Buttons.primary(Texts.t("ui.collab.sign"), () -> {
                            presence.in(() ->
                                    projects.sign(project.id(), split.version(), split.hash(), consent.getValue()));
                            dialog.close();
                            Refusals.done(Texts.t("ui.collab.signed"));
                            done.run();
                        }));
        dialog.open();
    }

    static void words(String title, String means, Presence presence, Consumer<@Nullable String> act, Runnable done) {
        Dialog dialog = new Dialog(title);
        dialog.setWidth("min(34rem, 96vw)");
        TextArea words = Fields.area("words", Texts.t("ui.collab.words"), null);
        words.setWidthFull();
        dialog.add(new Paragraph(means), words);
        dialog.getFooter().add(Buttons.plain(Texts.t("ui.cancel"), dialog::close), Buttons.primary(title, () -> {
            presence.in(() -> {
                act.accept(Fields.typed(words));
                return true;
            });
            dialog.close();
            done.run();
        }));
        dialog.open();
        words.focus();
    }
}
