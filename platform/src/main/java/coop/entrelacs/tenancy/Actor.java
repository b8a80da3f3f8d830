package coop.entrelacs.tenancy;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * Who does something, in which tenant.
 *
 * @param tenant the tenant in which the actor acts
 * @param subject the person's id, or the id of the program's client
 * @param accountable the person who answers for what is done: the person themselves, or the person who made the program. Every rule
 *     of four eyes compares this, so a program is never the second person for its maker
 * @param name what history shows: the person's name or the program's
 * @param roles what the actor is in this tenant
 */
public record Actor(TenantId tenant, UUID subject, UUID accountable, String name, Set<Role> roles) {

    /** The system itself, at work in a tenant: jobs of its own, the demo, migrations. */
    public static final UUID SYSTEM = new UUID(0, 0);

    public Actor {
        roles = Set.copyOf(roles);
    }

    /** A person, who answers for themselves. */
    public Actor(TenantId tenant, UUID subject, String name, Set<Role> roles) {
        this(tenant, subject, subject, name, roles);
    }

    public static Actor system(TenantId tenant) {
        return new Actor(tenant, SYSTEM, "Entrelacs", Set.of(Role.values()));
    }

    /** Whether this actor may be the second person where these were the first: none of them answers for both acts. */
    public boolean isSecondPersonTo(Collection<UUID> first) {
        return !first.contains(accountable);
    }

    /** Whether this is a program that a person made; one that the deployment's configuration made answers for itself. */
    public boolean isProgram() {
        return !subject.equals(accountable);
    }

    /**
     * Guards what only people do: confirm, approve, grant, read what is sealed.
     *
     * @throws ForPeopleOnly if the actor is a person's program
     */
    public void requirePerson() {
        if (isProgram()) {
            throw new ForPeopleOnly();
        }
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
