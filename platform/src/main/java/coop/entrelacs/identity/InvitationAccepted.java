package coop.entrelacs.identity;

import coop.entrelacs.tenancy.Role;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invited person came in. Published within the transaction of the control plane, after their grants are written; whoever listens
 * binds the tenant and writes there itself.
 *
 * @param tenant the tenant's short name, or {@code deployment}
 * @param member the member that the invited is from now on, or null
 */
public record InvitationAccepted(
        UUID invitation,
        String tenant,
        UUID person,
        Set<Role> roles,
        @Nullable UUID member) {
    public InvitationAccepted {
        roles = Set.copyOf(roles);
    }
}
