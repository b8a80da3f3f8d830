package coop.entrelacs.ui.kit;

import coop.entrelacs.tenancy.TenantId;

/** Addresses of pages. Every page of a tenant carries the tenant, so an address can be shared and two tabs may differ. */
public final class Address {

    private Address() {}

    /** The address of a tenant's page, as {@code coopalpha/invoices}; an empty path is the tenant's home. */
    public static String of(TenantId tenant, String path) {
        return path.isEmpty() ? tenant.value() : tenant.value() + "/" + path;
    }

    /** The same, of the tenant this tab shows. */
    public static String here(String path) {
        return of(Presence.here().actor().tenant(), path);
    }
}
