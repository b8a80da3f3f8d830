package coop.entrelacs.ui.collaboration;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.collaboration.Directory;
import coop.entrelacs.collaboration.DirectoryEntry;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import org.jspecify.annotations.Nullable;

/** People of all cooperatives of the federation who want to be found. */
@Route(value = ":tenant/directory", layout = MainLayout.class)
@For({Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.MANAGER})
class DirectoryView extends TenantView {

    private final transient Directory directory;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;
    private @Nullable DataList<DirectoryEntry> list;

    DirectoryView(Directory directory, SavedFilters saved, LiveUpdates live) {
        this.directory = directory;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        headline(t("ui.collab.directory"), Buttons.link(t("ui.collab.mine"), "collaborations"))
                .lead(t("ui.collab.directory.lead"));
        list = new DataList<DirectoryEntry>(
                        "directory",
                        query(),
                        saved,
                        (filters, after, limit) -> directory.search(filters.text("text"), null, after, limit))
                .search("text", t("ui.collab.directory.search"))
                .name("name", t("ui.collab.name"), DirectoryEntry::shownName)
                .text("cooperative", t("ui.collab.cooperative"), DirectoryEntry::cooperativeName)
                .text("skills", t("ui.collab.skills"), entry -> String.join(", ", entry.skills()))
                .text("place", t("ui.collab.place"), DirectoryEntry::place)
                .text("sentence", t("ui.collab.sentence"), DirectoryEntry::sentence)
                .more("listed", t("ui.collab.listed"), entry -> entry.listedOn())
                .whenEmpty(new Empty(
                        VaadinIcon.BOOK,
                        t("ui.collab.directory.empty"),
                        t("ui.collab.directory.empty.why"),
                        Buttons.link(t("ui.collab.mine"), "collaborations")));
        add(list);
        watch(live, "directory");
    }

    @Override
    protected void refresh() {
        if (list != null) {
            list.refresh();
        }
    }
}
