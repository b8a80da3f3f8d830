package coop.entrelacs.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
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
    private final KnownDevices devices;

    PasswordSignIn(People people, SignInThrottle throttle, AccessEvents events, KnownDevices devices) {
        this.people = people;
        this.throttle = throttle;
        this.events = events;
        this.devices = devices;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String email = String.valueOf(attempt.getPrincipal());
        String password = String.valueOf(attempt.getCredentials());
        String address = address(attempt);
        String device = people.findByEmail(email)
                .flatMap(known -> devices.device(cookie(attempt), known.id()))
                .orElse(null);
        if (!throttle.admit(email, address, device, () -> signedInBefore(email, address))) {
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
        throttle.succeeded(email, address, device);
        events.record(AccessEvents.Kind.SIGNED_IN, person.id(), null, person.id(), address, "password");
        return signedIn(
                person,
                people.epoch(person.id()),
                FactorGrantedAuthority.PASSWORD_AUTHORITY,
                new WebAuthenticationDetails(address, null));
    }

    /** The session keeps the person's id, how they proved it and when, and the epoch that it ends with. */
    static Authentication signedIn(Person person, GrantedAuthority epoch, String factor, @Nullable Object details) {
        List<GrantedAuthority> factors = List.of(FactorGrantedAuthority.fromAuthority(factor), epoch);
        User user = new User(person.id().toString(), "", factors);
        UsernamePasswordAuthenticationToken signedIn =
                UsernamePasswordAuthenticationToken.authenticated(user, null, factors);
        signedIn.setDetails(details);
        return signedIn;
    }

    /** What a form of sign-in brings besides address and password. It is not kept with the session. */
    static final class Attempt extends WebAuthenticationDetails {

        private static final long serialVersionUID = 1L;

        private final @Nullable String device;

        Attempt(HttpServletRequest request) {
            super(request);
            this.device = Cookies.read(KnownDevices.COOKIE, request).orElse(null);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return super.equals(other) && other instanceof Attempt attempt && Objects.equals(device, attempt.device);
        }

        @Override
        public int hashCode() {
            return 31 * super.hashCode() + Objects.hashCode(device);
        }
    }

    private static @Nullable String cookie(Authentication attempt) {
        return attempt.getDetails() instanceof Attempt details ? details.device : null;
    }

    private boolean signedInBefore(String email, String address) {
        return people.findByEmail(email)
                .filter(person -> events.signedInFrom(person.id(), address))
                .isPresent();
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
