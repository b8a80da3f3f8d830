package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import coop.entrelacs.collaboration.Directory;
import coop.entrelacs.collaboration.DirectoryEntry;
import coop.entrelacs.collaboration.Opportunity;
import coop.entrelacs.collaboration.Profile;
import coop.entrelacs.collaboration.ProjectForm;
import coop.entrelacs.collaboration.ProjectView;
import coop.entrelacs.collaboration.Projects;
import coop.entrelacs.collaboration.SplitForm;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opening a project, and proposing another split of one. */
final class ProjectDialogs {

    private ProjectDialogs() {}

    /** A new project, of the people retained on an opportunity and of whoever is found in the directory. */
    static void open(
            Projects projects,
            Directory directory,
            Profile mine,
            @Nullable Opportunity opportunity,
            Consumer<UUID> opened) {
        Presence presence = Presence.here();
        Map<UUID, String> people = new LinkedHashMap<>();
        people.put(mine.person(), Texts.t("ui.collab.me", mine.about().shownName()));
        if (opportunity != null) {
            opportunity.proposals().stream()
                    .filter(one -> one.answer() == Opportunity.Answer.RETAINED)
                    .forEach(one -> people.put(one.person(), one.shownName() + " · " + one.cooperativeName()));
        }
        Dialog dialog = new Dialog(Texts.t("ui.collab.project.open"));
        dialog.setWidth("min(44rem, 96vw)");
        TextField title = Fields.text(
                "title",
                Texts.t("ui.collab.title"),
                opportunity == null ? null : opportunity.about().title());
        TextArea text = Fields.area("text", Texts.t("ui.collab.text"), null);
        text.setWidthFull();
        BigDecimalField budget = Fields.euros(
                "budget",
                Texts.t("ui.collab.budget"),
                opportunity == null ? null : opportunity.about().budget());
        SplitEditor split = new SplitEditor(people, null);
        Checkbox consent = Fields.named("consent", new Checkbox(Texts.t("ui.collab.consent.project")));
        dialog.add(Fields.form(title, budget), text, partner(presence, directory, split), split, consent);
        dialog.getFooter()
                .add(
                        Buttons.plain(Texts.t("ui.cancel"), dialog::close),
                        Buttons.primary(Texts.t("ui.collab.project.propose"), () -> {
                            ProjectForm form = new ProjectForm(
                                    Fields.typed(title),
                                    Fields.typed(text),
                                    budget.getValue() == null ? null : Fields.money("budget", budget),
                                    opportunity == null ? null : opportunity.id());
                            SplitForm parts = split.split();
                            UUID id = presence.in(() -> projects.open(form, parts, consent.getValue()));
                            dialog.close();
                            Refusals.done(Texts.t("ui.collab.project.opened"));
                            opened.accept(id);
                        }));
        dialog.open();
        title.focus();
    }

    /** Another split of a project: all sign it again. */
    static void split(Projects projects, Directory directory, ProjectView project, Runnable done) {
        Presence presence = Presence.here();
        Map<UUID, String> people = new LinkedHashMap<>();
        project.participants().forEach(one -> people.put(one.person(), one.shownName()));
        SplitForm before = project.proposed()
                .or(project::inForce)
                .map(ProjectView.Split::about)
                .orElse(null);
        SplitEditor split = new SplitEditor(people, before);
        Dialog dialog = new Dialog(Texts.t("ui.collab.split.propose"));
        dialog.setWidth("min(44rem, 96vw)");
        dialog.add(new Paragraph(Texts.t("ui.collab.split.propose.means")), partner(presence, directory, split), split);
        dialog.getFooter()
                .add(
                        Buttons.plain(Texts.t("ui.cancel"), dialog::close),
                        Buttons.primary(Texts.t("ui.collab.project.propose"), () -> {
                            SplitForm parts = split.split();
                            presence.in(() -> projects.proposeSplit(project.id(), parts));
                            dialog.close();
                            Refusals.done(Texts.t("ui.collab.split.proposed"));
                            done.run();
                        }));
        dialog.open();
    }

    private static ComboBox<DirectoryEntry> partner(Presence presence, Directory directory, SplitEditor split) {
        ComboBox<DirectoryEntry> partner = new ComboBox<>(Texts.t("ui.collab.partner.add"));
        partner.setPlaceholder(Texts.t("ui.collab.partner.search"));
        partner.setItemLabelGenerator(one -> one.shownName() + " · " + one.cooperativeName());
        partner.setWidthFull();
        partner.setItems(query -> {
            String text = query.getFilter().orElse("");
            List<DirectoryEntry> found = presence.in(
                            () -> directory.search(text.isBlank() ? null : text, null, null, 100))
                    .items();
            return found.stream().skip(query.getOffset()).limit(query.getLimit());
        });
        partner.addValueChangeListener(change -> {
            DirectoryEntry chosen = change.getValue();
            if (chosen != null) {
                split.person(chosen.person(), chosen.shownName() + " · " + chosen.cooperativeName());
                partner.clear();
            }
        });
        return partner;
    }
}
