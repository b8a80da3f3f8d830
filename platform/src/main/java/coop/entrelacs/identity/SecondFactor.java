package coop.entrelacs.identity;

import coop.entrelacs.tenancy.ControlPlane;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.stereotype.Component;

/**
 * The one place that knows what someone has to show. Whoever moves money or grants access opens nothing by a password alone: neither a
 * page, nor a token, nor their account ({@code entrelacs.second-factor}; on unless turned off, off in the demo). A passkey is two
 * factors by itself: the device, and what unlocks it. Members and others sign in as ever.
 *
 * <p>A role given in the middle of a session asks for it at the next request.
 */
@Component
class SecondFactor {

    /** The page that asks for a passkey. */
    static final String PATH = "/account/second-factor";

    /** How long someone has just proved who they are, for what changes how they prove it. */
    static final Duration FRESH = Duration.ofMinutes(10);

    private final boolean asked;
    private final ControlPlane controlPlane;
    private final Clock clock;

    @org.springframework.beans.factory.annotation.Autowired
    SecondFactor(IdentityProperties properties, ControlPlane controlPlane, Clock clock) {
        this(properties.asksSecondFactor(), controlPlane, clock);
    }

    SecondFactor(boolean asked, ControlPlane controlPlane, Clock clock) {
        this.asked = asked;
        this.controlPlane = controlPlane;
        this.clock = clock;
    }

    /** Whether someone is signed in who still has to show a passkey. */
    boolean missingFor(Authentication who) {
        return asked
                && !has(who, FactorGrantedAuthority.WEBAUTHN_AUTHORITY, Duration.ofDays(365))
                && SignedIn.id(who).filter(this::movesMoneyOrGrantsAccess).isPresent();
    }

    /**
     * Whether someone showed a moment ago what it takes to add or remove a passkey: one of their passkeys, and only where they have
     * none yet, their password.
     */
    boolean isFresh(Authentication who) {
        return has(who, FactorGrantedAuthority.WEBAUTHN_AUTHORITY, FRESH)
                || (has(who, FactorGrantedAuthority.PASSWORD_AUTHORITY, FRESH)
                        && SignedIn.id(who)
                                .filter(person -> !hasPasskey(person))
                                .isPresent());
    }

    boolean hasPasskey(UUID person) {
        return controlPlane
                .jdbc()
                .sql("SELECT EXISTS (SELECT FROM user_credentials WHERE user_entity_user_id = ?)")
                .param(PasskeyOwners.handle(person).toBase64UrlString())
                .query(Boolean.class)
                .single();
    }

    private boolean has(Authentication who, String factor, Duration within) {
        return who.getAuthorities().stream()
                .anyMatch(a -> a instanceof FactorGrantedAuthority shown
                        && factor.equals(shown.getAuthority())
                        && shown.getIssuedAt().isAfter(clock.instant().minus(within)));
    }

    private boolean movesMoneyOrGrantsAccess(UUID person) {
        return controlPlane.jdbc().sql("""
            SELECT EXISTS (SELECT FROM access_grant WHERE person = ? AND until IS NULL
                AND role IN ('MANAGER', 'TREASURER', 'ACCOUNTANT', 'PAYROLL_OFFICER', 'COORDINATOR', 'OPERATOR'))
            """).param(person).query(Boolean.class).single();
    }
}
