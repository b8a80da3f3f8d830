package coop.entrelacs.identity;

import coop.entrelacs.tenancy.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A role of a person in a tenant, from one moment to another.
 *
 * @param tenant the tenant's short name, or {@code deployment} for operators
 * @param until when it ended, or null while it holds
 */
public record Grant(
        UUID person,
        String tenant,
        Role role,
        UUID grantedBy,
        Instant since,
        @Nullable Instant until) {}
