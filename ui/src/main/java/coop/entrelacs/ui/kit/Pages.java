package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Tenant;
import java.util.List;

/** What one feature adds to the navigation and to Ctrl+K. One bean a feature. */
public interface Pages {

    /** Where an entry stands in the navigation, in this order; those of one's home come first. */
    enum Group {
        MINE,
        COOPERATIVE,
        BOOKS,
        ACCOMPANY,
        SALES,
        FEDERATION,
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
     * Something that somebody is to do.
     *
     * @param words what and how many, in the reader's language
     * @param count how many; nothing waits where it is zero
     * @param path below the tenant, where it is done
     */
    record Waiting(String words, long count, String path) {}

    /**
     * Something one often does.
     *
     * @param title key of its name, a verb first
     * @param path below the tenant, where it begins
     */
    record Act(String title, VaadinIcon icon, String path) {}

    List<Destination> destinations();

    /** What waits for this person. Called bound to the tenant and person; nothing for who could not do it. */
    default List<Waiting> waiting(Actor actor) {
        return List.of();
    }

    /** What this person often does here, the most usual first. */
    default List<Act> acts(Actor actor) {
        return List.of();
    }

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
}
