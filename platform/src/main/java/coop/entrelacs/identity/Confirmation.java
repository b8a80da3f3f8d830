package coop.entrelacs.identity;

import coop.entrelacs.tenancy.Role;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one manager asked and another has to confirm.
 *
 * @param person whom it gives power or takes it from, or null while they have no account
 * @param name of that person
 * @param roles what they would be, would be no more, or already are where it is a link to a new password
 */
public record Confirmation(
        UUID id,
        Kind kind,
        @Nullable UUID person,
        String name,
        Set<Role> roles,
        UUID askedBy,
        String askedByName,
        Instant askedAt) {

    public Confirmation {
        roles = Set.copyOf(roles);
    }

    public enum Kind {
        /** A role for a person who has access. */
        GRANT,
        /** Taking the manager's role away from a person. */
        REVOCATION,
        /** An invitation with a role of power: its link does not work before. */
        INVITATION,
        /** A link to a new password of somebody with power: it does not work before. */
        PASSWORD_LINK
    }
}
