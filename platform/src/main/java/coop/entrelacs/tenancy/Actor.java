package coop.entrelacs.tenancy;

import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * Who does something, in which tenant.
 *
 * @param tenant the tenant in which the actor acts
 * @param subject the person's id, or the id of the program's client
 * @param name what history shows: the person's name or the program's
 * @param roles what the actor is in this tenant
 */
public record Actor(TenantId tenant, UUID subject, String name, Set<Role> roles) {

    /** The system itself, at work in a tenant: jobs of its own, the demo, migrations. */
    public static final UUID SYSTEM = new UUID(0, 0);

    public Actor {
        roles = Set.copyOf(roles);
    }

    public static Actor system(TenantId tenant) {
        return new Actor(tenant, SYSTEM, "Entrelacs", Set.of(Role.values()));
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    public boolean isAnyOf(Role... any) {
        return Arrays.stream(any).anyMatch(roles::contains);
    }

    /**
     * Guards an act. Services call it first, whatever the page or route checked before.
     *
     * @throws NotAllowed if the actor has none of these roles
     */
    public void require(Role... any) {
        if (!isAnyOf(any)) {
            throw new NotAllowed(any);
        }
    }
}
