package coop.entrelacs.identity;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;

/**
 * Who runs the deployment. An operator acts on tenants from outside, bound to none, and sees no tenant's data; so this is no {@link
 * Actor}.
 */
@Component
public class Operators {

    /** The word that stands for the deployment where a tenant's name would. */
    public static final String DEPLOYMENT = "deployment";

    private static final ScopedValue<UUID> SYSTEM = ScopedValue.newInstance();

    private final ControlPlane controlPlane;

    Operators(ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
    }

    /** Whether the one signed in, by session or token, runs the deployment; asked of the database each time. */
    public boolean isOperator() {
        return present().isPresent();
    }

    /** @throws NotAllowed unless an operator asks */
    public UUID require() {
        return present().orElseThrow(() -> new NotAllowed(Role.OPERATOR));
    }

    /** Whether a person runs the deployment. */
    public boolean isOperator(UUID person) {
        return controlPlane.jdbc().sql("""
            SELECT EXISTS (SELECT FROM access_grant g JOIN person p ON p.id = g.person
                WHERE g.person = ? AND g.tenant = 'deployment' AND g.until IS NULL AND p.state = 'ACTIVE')
            """).param(person).query(Boolean.class).single();
    }

    /** Does the deployment's own work (setting up, the demo) as an operator. */
    public static void asSystem(Runnable work) {
        ScopedValue.where(SYSTEM, Actor.SYSTEM).run(work);
    }

    Optional<UUID> present() {
        if (SYSTEM.isBound()) {
            return Optional.of(SYSTEM.get());
        }
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        if (who == null || !who.isAuthenticated()) {
            return Optional.empty();
        }
        if (who instanceof JwtAuthenticationToken token) {
            // What the token says was held against the database when the request came in.
            return DEPLOYMENT.equals(token.getToken().getClaimAsString(Tokens.TENANT))
                    ? Optional.of(UUID.fromString(token.getName()))
                    : Optional.empty();
        }
        return SignedIn.id(who).filter(this::isOperator);
    }
}
