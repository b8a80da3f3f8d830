package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.collaboration.Directory;
import coop.entrelacs.collaboration.Opportunities;
import coop.entrelacs.collaboration.ProjectView;
import coop.entrelacs.collaboration.Projects;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

@Component
class CollaborationPages implements Pages {

    private static final int FEW = 4;

    private final Opportunities opportunities;
    private final Directory directory;
    private final Projects projects;

    CollaborationPages(Opportunities opportunities, Directory directory, Projects projects) {
        this.opportunities = opportunities;
        this.directory = directory;
        this.projects = projects;
    }

    @Override
    public boolean servedIn(Tenant.Kind kind) {
        return kind == Tenant.Kind.COOPERATIVE;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(
                new Destination(
                        CollaborationsView.class, "collaborations", "ui.collab", VaadinIcon.GROUP, Group.SALES, 60),
                new Destination(
                        OpportunitiesView.class,
                        "opportunities",
                        "ui.collab.opportunities",
                        VaadinIcon.LIGHTBULB,
                        Group.SALES,
                        61),
                new Destination(
                        DirectoryView.class, "directory", "ui.collab.directory", VaadinIcon.BOOK, Group.SALES, 62),
                new Destination(
                        SharedInvoicesView.class,
                        "shared-invoices",
                        "ui.collab.shared",
                        VaadinIcon.EXCHANGE,
                        Group.BOOKS,
                        60));
    }

    /** Splits that wait for one's own signature. */
    @Override
    public List<Waiting> waiting(Actor actor) {
        if (!actor.is(Role.MEMBER)) {
            return List.of();
        }
        List<Waiting> waiting = new ArrayList<>();
        for (ProjectView project : projects.list()) {
            UUID me = project.proposed().isEmpty()
                    ? null
                    : projects.get(project.id()).me();
            if (me != null && project.proposed().stream().noneMatch(split -> split.signedBy(me))) {
                waiting.add(new Waiting(Texts.t("ui.bell.split", project.title()), 1, "projects/" + project.id()));
            }
        }
        return waiting;
    }

    @Override
    public List<Hit> find(String text, Actor actor) {
        if (!actor.isAnyOf(Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER)) {
            return List.of();
        }
        List<Hit> hits = new ArrayList<>();
        opportunities
                .list(null, text, null, FEW)
                .items()
                .forEach(one -> hits.add(new Hit(
                        "ui.collab.opportunity",
                        VaadinIcon.LIGHTBULB,
                        one.about().title(),
                        one.cooperativeName(),
                        "opportunities/" + one.id())));
        directory
                .search(text, null, null, FEW)
                .items()
                .forEach(one -> hits.add(new Hit(
                        "ui.collab.directory",
                        VaadinIcon.BOOK,
                        one.shownName(),
                        one.cooperativeName(),
                        "directory?text="
                                + java.net.URLEncoder.encode(
                                        one.shownName(), java.nio.charset.StandardCharsets.UTF_8))));
        return hits;
    }
}
