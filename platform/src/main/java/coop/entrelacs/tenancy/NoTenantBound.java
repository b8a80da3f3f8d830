package coop.entrelacs.tenancy;

/** A programming error: data of a tenant was asked for while no tenant was bound. */
public class NoTenantBound extends IllegalStateException {

    public NoTenantBound() {
        super("no tenant is bound to this thread; bind one with CurrentTenant.run or .call");
    }
}
