package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.textfield.BigDecimalField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import coop.entrelacs.collaboration.ProjectView;
import coop.entrelacs.collaboration.Projects;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.Texts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What people of a project say to one another: discussion, hours, documents, and what happened. */
final class ProjectTalk {

    private final Projects projects;
    private final Presence presence;
    private final ProjectView project;
    private final boolean speaks;
    private final Runnable done;

    ProjectTalk(Projects projects, Presence presence, ProjectView project, boolean speaks, Runnable done) {
        this.projects = projects;
        this.presence = presence;
        this.project = project;
        this.speaks = speaks;
        this.done = done;
    }

    private static Paragraph soft(String key) {
        Paragraph words = new Paragraph(Texts.t(key));
        words.addClassName("soft");
        return words;
    }

    Card discussion() {
        Card card = new Card(Texts.t("ui.collab.discussion"));
        if (project.messages().isEmpty()) {
            card.add(soft("ui.collab.discussion.none"));
        }
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        project.messages().forEach(said -> {
            Div head = new Div(project.name(said.person()) + " · " + Texts.time(said.at()));
            head.addClassName("soft");
            Div text = new Div(said.text());
            text.getStyle().set("white-space", "pre-line");
            list.add(new ListItem(new Div(head, text)));
        });
        card.add(list);
        if (speaks) {
            TextArea text = Fields.area("text", Texts.t("ui.collab.message"), null);
            text.setWidthFull();
            card.add(text, Buttons.plain(Texts.t("ui.collab.send"), () -> {
                presence.in(() -> projects.say(project.id(), Fields.typed(text)));
                done.run();
            }));
        }
        return card;
    }

    /** Each records their own; everybody reads the sums. */
    Card hours() {
        Card card = new Card(Texts.t("ui.collab.times"));
        if (project.times().isEmpty()) {
            card.add(soft("ui.collab.times.none"));
        } else {
            Map<String, Long> sums = project.times().stream()
                    .collect(Collectors.groupingBy(
                            time -> project.name(time.person()),
                            TreeMap::new,
                            Collectors.summingLong(ProjectView.Time::minutes)));
            Table table = new Table(
                    Texts.t("ui.collab.times"),
                    Texts.t("ui.collab.day"),
                    Texts.t("ui.collab.name"),
                    Texts.t("ui.collab.words"),
                    "#" + Texts.t("ui.collab.time"));
            project.times().stream()
                    .limit(12)
                    .forEach(time -> table.row(
                            time.day(), project.name(time.person()), time.words(), CollabWords.time(time.minutes())));
            sums.forEach(
                    (name, minutes) -> table.total(Texts.t("ui.collab.sum"), name, null, CollabWords.time(minutes)));
            card.add(table);
        }
        if (speaks && project.state() != ProjectView.State.CLOSED) {
            DatePicker day = Fields.day("day", Texts.t("ui.collab.day"), LocalDate.now(Texts.ZONE));
            BigDecimalField hours = Fields.number("minutes", Texts.t("ui.collab.hours.typed"), null);
            TextField words = Fields.text("words", Texts.t("ui.collab.words"), null);
            card.add(Fields.form(day, hours, words), Buttons.plain(Texts.t("ui.collab.times.add"), () -> {
                if (hours.getValue() == null) {
                    throw new InvalidField("minutes", "required");
                }
                int minutes = hours.getValue()
                        .multiply(BigDecimal.valueOf(60))
                        .setScale(0, RoundingMode.HALF_UP)
                        .intValue();
                presence.in(() -> projects.recordTime(project.id(), day.getValue(), minutes, Fields.typed(words)));
                done.run();
            }));
        }
        return card;
    }

    Card documents() {
        Card card = new Card(Texts.t("ui.collab.documents"));
        if (project.documents().isEmpty()) {
            card.add(soft("ui.collab.documents.none"));
        }
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        project.documents().forEach(paper -> {
            Anchor link = new Anchor(paper.address(), paper.title());
            link.setTarget("_blank");
            link.getElement().setAttribute("rel", "noopener noreferrer");
            Div by = new Div(project.name(paper.person()) + " · " + Texts.day(paper.addedOn()));
            by.addClassName("soft");
            list.add(new ListItem(new Div(link, by)));
        });
        card.add(list);
        if (speaks) {
            TextField title = Fields.text("title", Texts.t("ui.collab.document.title"), null);
            TextField address = Fields.text("address", Texts.t("ui.collab.document.address"), null);
            address.setPlaceholder("https://");
            card.add(Fields.form(title, address), Buttons.plain(Texts.t("ui.collab.document.add"), () -> {
                presence.in(() -> projects.addDocument(project.id(), Fields.typed(title), Fields.typed(address)));
                done.run();
            }));
        }
        return card;
    }

    Card timeline() {
        Card card = new Card(Texts.t("ui.collab.timeline"));
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        project.events().stream().limit(30).forEach(event -> {
            Div when = new Div(Texts.time(event.at()));
            when.addClassName("soft");
            list.add(new ListItem(new Div(
                    when,
                    new Span(Texts.t(
                            "ui.collab.event." + event.kind(), project.name(event.person()), event.detail())))));
        });
        card.add(list);
        return card;
    }
}
