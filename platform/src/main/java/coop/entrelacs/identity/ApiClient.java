package coop.entrelacs.identity;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A program or an application that may ask for tokens of one tenant.
 *
 * @param id what history and the token's {@code sub} name a program by
 * @param clientId what it names itself by
 * @param tenant the tenant's short name, or {@code deployment}
 * @param roles what a program is in the tenant; none for an application, whose users have their own
 * @param registeredBy who made it and answers for what it does; the deployment itself for a client of its configuration
 * @param withdrawnAt since when it gets no token and its tokens do not work, or null
 */
public record ApiClient(
        UUID id,
        String clientId,
        String name,
        Kind kind,
        String tenant,
        Set<Role> roles,
        Instant registeredAt,
        UUID registeredBy,
        @Nullable Instant withdrawnAt) {

    public ApiClient {
        roles = Set.copyOf(roles);
    }

    ApiClient withRoles(Set<Role> now) {
        return new ApiClient(id, clientId, name, kind, tenant, now, registeredAt, registeredBy, withdrawnAt);
    }

    /** Whether the deployment's configuration made it, and no person: it answers for itself. */
    boolean isOfTheDeployment() {
        return registeredBy.equals(Actor.SYSTEM);
    }

    /** Who answers for what a program does: every rule of four eyes counts it as that person. */
    UUID accountable() {
        return isOfTheDeployment() ? id : registeredBy;
    }

    public enum Kind {
        /** Acts for itself, with a secret (client credentials). */
        PROGRAM,
        /** Acts for people who sign in (authorization code with PKCE). */
        APPLICATION
    }
}
