package coop.entrelacs.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/**
 * Sign-in by address and password: first the throttle, then the password, and either way an event. Whoever guesses learns neither
 * from the answer nor from its time whether there is such an account.
 */
@Component
class PasswordSignIn implements AuthenticationProvider {

    private final People people;
    private final SignInThrottle throttle;
    private final AccessEvents events;

    PasswordSignIn(People people, SignInThrottle throttle, AccessEvents events) {
        this.people = people;
        this.throttle = throttle;
        this.events = events;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String email = String.valueOf(attempt.getPrincipal());
        String password = String.valueOf(attempt.getCredentials());
        String address = address(attempt);
        if (!throttle.admit(email, address)) {
            events.record(AccessEvents.Kind.SIGN_IN_THROTTLED, null, null, null, address, "password");
            throw new LockedException("too many attempts");
        }
        Person person = people.authenticate(email, password).orElse(null);
        if (person == null) {
            events.record(
                    AccessEvents.Kind.SIGN_IN_FAILED,
                    people.findByEmail(email).map(Person::id).orElse(null),
                    null,
                    null,
                    address,
                    "password");
            throw new BadCredentialsException("no such address and password");
        }
        throttle.succeeded(email, address);
        events.record(AccessEvents.Kind.SIGNED_IN, person.id(), null, person.id(), address, "password");
        return signedIn(person, FactorGrantedAuthority.PASSWORD_AUTHORITY, attempt.getDetails());
    }

    /** The session keeps the person's id and how they proved it. */
    static Authentication signedIn(Person person, String factor, @Nullable Object details) {
        List<FactorGrantedAuthority> factors = List.of(FactorGrantedAuthority.fromAuthority(factor));
        User user = new User(person.id().toString(), "", factors);
        UsernamePasswordAuthenticationToken signedIn =
                UsernamePasswordAuthenticationToken.authenticated(user, null, factors);
        signedIn.setDetails(details);
        return signedIn;
    }

    static String address(Authentication attempt) {
        return attempt.getDetails() instanceof WebAuthenticationDetails details
                ? details.getRemoteAddress()
                : "unknown";
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }
}
