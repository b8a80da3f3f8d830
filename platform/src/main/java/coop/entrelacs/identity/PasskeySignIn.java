package coop.entrelacs.identity;

import java.util.List;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthenticationProvider;
import org.springframework.security.web.webauthn.management.WebAuthnRelyingPartyOperations;
import org.springframework.stereotype.Component;

/** Sign-in by passkey: Spring checks the proof, then the session is made the same as after a password. */
@Component
class PasskeySignIn implements AuthenticationManager {

    private final People people;
    private final WebAuthnAuthenticationProvider proof;
    private final AccessEvents events;

    PasskeySignIn(People people, WebAuthnRelyingPartyOperations relyingParty, AccessEvents events) {
        this.people = people;
        this.events = events;
        this.proof = new WebAuthnAuthenticationProvider(relyingParty, people());
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String address = PasswordSignIn.address(attempt);
        try {
            Authentication proven = proof.authenticate(attempt);
            Person person = people.findByEmail(proven == null ? "" : proven.getName())
                    .filter(p -> p.state() == Person.State.ACTIVE)
                    .orElseThrow(() -> new BadCredentialsException("no such person"));
            events.record(AccessEvents.Kind.SIGNED_IN, person.id(), null, person.id(), address, "passkey");
            return PasswordSignIn.signedIn(
                    person, people.epoch(person.id()), FactorGrantedAuthority.WEBAUTHN_AUTHORITY, attempt.getDetails());
        } catch (AuthenticationException e) {
            events.record(AccessEvents.Kind.SIGN_IN_FAILED, null, null, null, address, "passkey");
            throw e;
        }
    }

    final UserDetailsService people() {
        return email -> people.findByEmail(email)
                .map(person -> new User(person.email(), "", List.of()))
                .orElseThrow(() -> new UsernameNotFoundException("no such person"));
    }
}
