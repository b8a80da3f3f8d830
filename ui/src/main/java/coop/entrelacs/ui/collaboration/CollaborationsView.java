package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.checkbox.Checkbox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Route;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityRow;
import coop.entrelacs.collaboration.Directory;
import coop.entrelacs.collaboration.Opportunities;
import coop.entrelacs.collaboration.Opportunity;
import coop.entrelacs.collaboration.Profile;
import coop.entrelacs.collaboration.ProfileForm;
import coop.entrelacs.collaboration.ProjectView;
import coop.entrelacs.collaboration.Projects;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.Fields;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import coop.entrelacs.web.Page;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one does with others: projects, opportunities, and what one shows of oneself. For staff, what their cooperative takes part in. */
@Route(value = ":tenant/collaborations", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class CollaborationsView extends TenantView {

    private static final int FEW = 5;

    private final transient Projects projects;
    private final transient Opportunities opportunities;
    private final transient Directory directory;
    private final transient Activities activities;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;

    CollaborationsView(
            Projects projects,
            Opportunities opportunities,
            Directory directory,
            Activities activities,
            SavedFilters saved,
            LiveUpdates live) {
        this.projects = projects;
        this.opportunities = opportunities;
        this.directory = directory;
        this.activities = activities;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        boolean member = is(Role.MEMBER);
        Optional<Profile> profile = member ? in(directory::mine) : Optional.empty();
        headline(
                        t("ui.collab"),
                        profile.isPresent()
                                ? new Component[] {
                                    Buttons.link(t("ui.collab.directory"), "directory"),
                                    Buttons.primary(
                                            t("ui.collab.project.open"),
                                            () -> ProjectDialogs.open(
                                                    projects,
                                                    directory,
                                                    profile.get(),
                                                    null,
                                                    id -> go("projects/" + id)))
                                }
                                : new Component[] {Buttons.link(t("ui.collab.directory"), "directory")})
                .lead(t(member ? "ui.collab.lead" : "ui.collab.lead.staff"));
        add(mine(profile.map(Profile::person).orElse(null)));
        add(member ? Card.columns(open(), entry(profile)) : open());
        watch(live, "project", "opportunity", "directory");
    }

    private Card mine(@Nullable UUID me) {
        List<ProjectView> all = in(projects::list);
        Card card = new Card(t(me == null ? "ui.collab.projects" : "ui.collab.projects.mine"));
        if (all.isEmpty()) {
            card.add(new Empty(
                    VaadinIcon.GROUP,
                    t("ui.collab.projects.empty"),
                    t("ui.collab.projects.empty.why"),
                    Buttons.link(t("ui.collab.opportunities"), "opportunities")));
            return card;
        }
        card.add(new DataList<ProjectView>(
                        "joint-projects", query(), saved, (filters, after, limit) -> new Page<>(projects.list(), null))
                .name("title", t("ui.collab.title"), ProjectView::title)
                .text(
                        "who",
                        t("ui.collab.who"),
                        project -> project.participants().stream()
                                .map(ProjectView.Participant::shownName)
                                .collect(Collectors.joining(", ")))
                .state("state", t("ui.state"), project -> state(project, me))
                .figure("budget", t("ui.collab.budget"), ProjectView::budget)
                .figure("invoiced", t("ui.collab.invoiced"), ProjectView::invoiced)
                .opens(project -> to("projects/" + project.id()))
                .whole());
        return card;
    }

    private static State state(ProjectView project, @Nullable UUID me) {
        boolean signs = me != null
                && project.proposed()
                        .filter(split -> !split.signedBy(me)
                                && split.about().parts().stream()
                                        .anyMatch(part -> part.person().equals(me)))
                        .isPresent();
        return signs ? new State(t("ui.collab.to-sign"), Tone.BAD) : CollabWords.state(project.state());
    }

    private Card open() {
        List<Opportunity> some =
                in(() -> opportunities.list(true, null, null, FEW)).items();
        Card card = new Card(t("ui.collab.opportunities"));
        card.acts(Buttons.link(t("ui.collab.opportunity.all"), "opportunities"));
        if (some.isEmpty()) {
            Paragraph none = new Paragraph(t("ui.collab.opportunities.empty.why"));
            none.addClassName("soft");
            card.add(none);
            return card;
        }
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        for (Opportunity one : some) {
            Div words = new Div(
                    new Anchor(to("opportunities/" + one.id()), one.about().title()),
                    new Div(t(
                            "ui.collab.opportunity.line",
                            one.cooperativeName(),
                            one.about().deadline())));
            ListItem item = new ListItem(words);
            if (one.about().budget() != null) {
                Span budget = new Span(Texts.money(one.about().budget()));
                budget.addClassName("figure");
                item.add(budget);
            }
            list.add(item);
        }
        card.add(list);
        return card;
    }

    /** What the member shows, whether they are in the directory, and every consent with its dates. */
    private Card entry(Optional<Profile> found) {
        Card card = new Card(t("ui.collab.entry"));
        if (found.isEmpty()) {
            card.add(new Paragraph(t("ui.collab.entry.none")));
            card.acts(Buttons.primary(t("ui.collab.entry.write"), () -> describe(null)));
            return card;
        }
        Profile profile = found.get();
        card.acts(Buttons.plain(t("ui.collab.entry.change"), () -> describe(profile)));
        Table facts = new Table(t("ui.collab.entry"), t("ui.fact"), t("ui.value"));
        facts.row(t("ui.collab.name"), profile.about().shownName());
        facts.row(t("ui.collab.skills"), String.join(", ", profile.about().skills()));
        facts.row(t("ui.collab.place"), profile.about().place());
        facts.row(t("ui.collab.sentence"), profile.about().sentence());
        card.add(facts);
        boolean listed = profile.listedAt() != null;
        Paragraph where = new Paragraph(
                listed ? t("ui.collab.listed.since", Texts.time(profile.listedAt())) : t("ui.collab.listed.not"));
        card.add(where);
        card.add(
                listed
                        ? Buttons.plain(t("ui.collab.unlist"), () -> {
                            act(directory::unlist);
                            Refusals.done(t("ui.collab.unlisted"));
                            refresh();
                        })
                        : Buttons.plain(t("ui.collab.list"), this::list));
        long consents = profile.consents().stream()
                .filter(one -> one.withdrawnAt() == null)
                .count();
        Paragraph kept = new Paragraph(t("ui.collab.consents", consents));
        kept.addClassName("soft");
        card.add(kept);
        return card;
    }

    private void list() {
        Dialog dialog = new Dialog(t("ui.collab.list"));
        dialog.setWidth("min(34rem, 96vw)");
        Checkbox consent = Fields.named("consent", new Checkbox(t("ui.collab.consent.directory")));
        dialog.add(new Paragraph(t("ui.collab.list.means")), consent);
        dialog.getFooter()
                .add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.collab.list"), () -> {
                    in(() -> directory.list(consent.getValue()));
                    dialog.close();
                    Refusals.done(t("ui.collab.listed.done"));
                    refresh();
                }));
        dialog.open();
    }

    private void describe(@Nullable Profile before) {
        List<ActivityRow> mine = in(() -> activities.list(null, null, 50)).items();
        Dialog dialog = new Dialog(t("ui.collab.entry"));
        dialog.setWidth("min(40rem, 96vw)");
        ActivityRow first = mine.stream()
                .filter(one -> before != null && one.id().equals(before.about().activity()))
                .findFirst()
                .orElse(mine.isEmpty() ? null : mine.getFirst());
        Select<ActivityRow> activity = Fields.choice("activity", t("ui.activity"), mine, ActivityRow::tradeName, first);
        TextField name = Fields.text(
                "shownName",
                t("ui.collab.name"),
                before != null ? before.about().shownName() : first == null ? null : first.tradeName());
        TextField skills = Fields.text(
                "skills",
                t("ui.collab.skills.typed"),
                before == null ? null : String.join(", ", before.about().skills()));
        TextField place = Fields.text(
                "place",
                t("ui.collab.place"),
                before == null ? null : before.about().place());
        TextArea sentence = Fields.area(
                "sentence",
                t("ui.collab.sentence"),
                before == null ? null : before.about().sentence());
        sentence.setWidthFull();
        dialog.add(new Paragraph(t("ui.collab.entry.means")), Fields.form(activity, name, skills, place), sentence);
        dialog.getFooter().add(Buttons.plain(t("ui.cancel"), dialog::close), Buttons.primary(t("ui.save"), () -> {
            ProfileForm form = new ProfileForm(
                    activity.getValue() == null ? null : activity.getValue().id(),
                    Fields.typed(name),
                    CollabWords.skills(skills.getValue()),
                    Fields.typed(place),
                    Fields.typed(sentence));
            in(() -> directory.describe(before == null ? null : before.version(), form));
            dialog.close();
            refresh();
        }));
        dialog.open();
    }
}
