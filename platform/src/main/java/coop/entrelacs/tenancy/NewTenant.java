package coop.entrelacs.tenancy;

import coop.entrelacs.shared.InvalidField;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the operator to add a tenant.
 *
 * @param federation the federation it joins: required for a cooperative, absent for a federation
 * @param server the PostgreSQL server, or null for the main one
 */
public record NewTenant(
        TenantId id,
        String name,
        Tenant.Kind kind,
        @Nullable TenantId federation,
        LegalIdentity legal,
        @Nullable String server) {

    /** Schemas that wait for a tenant are called so. */
    static final String SPARE_PREFIX = "spare-";

    public NewTenant {
        if (id.value().startsWith(SPARE_PREFIX)) {
            throw new InvalidField("id", "tenant-id-reserved", id.value());
        }
        if (name.isBlank()) {
            throw new InvalidField("name", "required");
        }
        if (name.length() > 120) {
            throw new InvalidField("name", "too-long", 120);
        }
        if (kind == Tenant.Kind.COOPERATIVE && federation == null) {
            throw new InvalidField("federation", "federation-required");
        }
        if (kind == Tenant.Kind.FEDERATION && federation != null) {
            throw new InvalidField("federation", "federation-of-federation");
        }
    }

    NewTenant with(LegalIdentity checked) {
        return new NewTenant(id, name, kind, federation, checked, server);
    }
}
