package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.RouteConfiguration;
import coop.entrelacs.tenancy.TenantId;

/** Addresses of pages. Every page of a tenant carries the tenant, so an address can be shared and two tabs may differ. */
public final class Address {

    private Address() {}

    /** The address of a tenant's page, as {@code coopalpha/invoices}; an empty path is the tenant's home. */
    public static String of(TenantId tenant, String path) {
        return path.isEmpty() ? tenant.value() : tenant.value() + "/" + path;
    }

    /**
     * Goes to an address, with its query if it has one. {@link UI#navigate(String)} alone takes the query for a part of the path,
     * and ends on no page.
     */
    public static void go(String address) {
        int query = address.indexOf('?');
        UI ui = UI.getCurrentOrThrow();
        if (query < 0) {
            ui.navigate(address);
        } else {
            ui.navigate(address.substring(0, query), QueryParameters.fromString(address.substring(query + 1)));
        }
    }

    /** Whether the person of this tab may enter the page at an address of their tenant: what leads to a dead page is not shown. */
    public static boolean mayEnter(String address) {
        String path = address.replaceFirst("[?#].*", "");
        For who = RouteConfiguration.forSessionScope()
                .getRoute(path)
                .map(view -> view.getAnnotation(For.class))
                .orElse(null);
        return who == null || Presence.admits(who, Presence.here().actor());
    }

    /** The address of a page of the tenant this tab shows. */
    public static String here(String path) {
        return of(Presence.here().actor().tenant(), path);
    }
}
