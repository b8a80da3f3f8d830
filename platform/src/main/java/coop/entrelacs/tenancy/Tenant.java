package coop.entrelacs.tenancy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant of the deployment, as the control plane knows it.
 *
 * @param name what people call it
 * @param federation the federation it belongs to; null for a federation
 * @param server the name of the PostgreSQL server it lives on
 * @param schemaVersion the fingerprint of the changelog its schema has, or null while it is provisioned
 * @param upgradeError why its last upgrade failed, or null; while it is there the tenant is closed to requests
 * @param movingTo the server its data is being carried to, or null; while it is there the tenant is closed to requests
 */
public record Tenant(
        TenantId id,
        String name,
        Kind kind,
        @Nullable TenantId federation,
        State state,
        String server,
        Instant createdAt,
        @Nullable String schemaVersion,
        @Nullable String upgradeError,
        @Nullable String movingTo) {

    public enum Kind {
        COOPERATIVE,
        FEDERATION
    }

    /** PROVISIONING → ACTIVE ⇄ SUSPENDED → CLOSED. Data of a closed tenant is kept; nobody enters. */
    public enum State {
        PROVISIONING,
        ACTIVE,
        SUSPENDED,
        CLOSED
    }
}
