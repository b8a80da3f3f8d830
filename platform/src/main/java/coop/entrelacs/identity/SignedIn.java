package coop.entrelacs.identity;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.TenantId;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Who is signed in to the pages. The session holds the person's id and nothing else, so that a change of name, language, state or
 * access counts at once.
 */
@Component
public class SignedIn {

    private final People people;
    private final Grants grants;

    SignedIn(People people, Grants grants) {
        this.people = people;
        this.grants = grants;
    }

    /** The id of the person of this session, if someone is signed in. */
    public Optional<UUID> id() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return who == null ? Optional.empty() : id(who);
    }

    /** The person of this session, if someone is signed in whose account is still open. */
    public Optional<Person> person() {
        return id().flatMap(people::find).filter(p -> p.state() == Person.State.ACTIVE);
    }

    /**
     * The person of this session as an actor in a tenant, with the roles that hold now.
     *
     * @throws coop.entrelacs.shared.NotFound if nobody is signed in or they have no role there: as if there were no such tenant
     */
    public Actor actorIn(TenantId tenant) {
        return id().flatMap(person -> grants.actor(person, tenant))
                .orElseThrow(() -> new coop.entrelacs.shared.NotFound("tenant", tenant));
    }

    static Optional<UUID> id(Authentication who) {
        if (!who.isAuthenticated()
                || who instanceof AnonymousAuthenticationToken
                || who instanceof JwtAuthenticationToken) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(who.getName()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
