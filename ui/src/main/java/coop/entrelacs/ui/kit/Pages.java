package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Tenant;
import java.util.List;

/** What one feature adds to the navigation and to Ctrl+K. One bean a feature. */
public interface Pages {

    /** Where an entry stands in the navigation, in this order; the first entry one may open is one's home. */
    enum Group {
        MINE,
        FEDERATION,
        COOPERATIVE,
        BOOKS,
        ACCOMPANY,
        SALES,
        TOOLS,
        DEPLOYMENT
    }

    /**
     * A page one can go to. It is shown to those who may enter its view ({@link For}).
     *
     * @param path below the tenant, as {@code invoices}
     * @param title key of its name
     * @param order within its group
     */
    record Destination(
            Class<? extends Component> view, String path, String title, VaadinIcon icon, Group group, int order) {}

    /**
     * Something found by its words.
     *
     * @param kind key of what it is, as {@code ui.invoice}
     * @param path below the tenant
     */
    record Hit(String kind, VaadinIcon icon, String title, String detail, String path) {}

    /**
     * Something that waits for this person to decide.
     *
     * @param sentence what it is, in the reader's words
     * @param path below the tenant
     */
    record Waiting(String sentence, String path) {}

    List<Destination> destinations();

    /** Whether tenants of that kind have any use for this feature: a federation has no members who invoice. */
    default boolean servedIn(Tenant.Kind kind) {
        return true;
    }

    /**
     * What this feature finds; at most a handful. Called bound to the tenant and person; finds nothing for who may not see.
     *
     * @param text at least two characters
     */
    default List<Hit> find(String text, Actor actor) {
        return List.of();
    }

    /** What waits here for this person and is theirs to decide. Called bound to the tenant and person. */
    default List<Waiting> waiting(Actor actor) {
        return List.of();
    }
}
