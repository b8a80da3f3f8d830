package coop.entrelacs.identity;

import coop.entrelacs.tenancy.Role;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Someone asked to come into a tenant, by a link that works once.
 *
 * @param tenant the tenant's short name, or {@code deployment} for an operator
 * @param roles what they will be there
 * @param inviterName as the invited reads it
 * @param usedAt when the link was used, or null
 * @param withdrawnAt when it was taken back, or null
 */
public record Invitation(
        UUID id,
        String tenant,
        String email,
        String name,
        Set<Role> roles,
        String inviterName,
        Instant invitedAt,
        Instant expiresAt,
        @Nullable Instant usedAt,
        @Nullable Instant withdrawnAt) {

    public Invitation {
        roles = Set.copyOf(roles);
    }
}
