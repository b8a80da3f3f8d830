package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.collaboration.Directory;
import coop.entrelacs.collaboration.Opportunities;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.kit.Pages;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class CollaborationPages implements Pages {

    private static final int FEW = 4;

    private final Opportunities opportunities;
    private final Directory directory;

    CollaborationPages(Opportunities opportunities, Directory directory) {
        this.opportunities = opportunities;
        this.directory = directory;
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
