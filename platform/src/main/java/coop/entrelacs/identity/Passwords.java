package coop.entrelacs.identity;

import coop.entrelacs.shared.InvalidField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Which passwords do, and how they are kept: length counts, rules of composition do not (they make passwords worse). */
@Component
class Passwords {

    static final int SHORTEST = 12;
    /** What bcrypt takes in; beyond it, what one types would silently not count. */
    static final int MOST_BYTES = 72;

    /** Bits of work below which a password is refused ({@link Guessing}). */
    static final double ENOUGH = 30;

    private final PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
    private final String nobodys = hash("nobody has this password");
    private final Guessing guessing = new Guessing();
    private final boolean demo;

    /** The demo's password is written on its first page. */
    @Autowired
    Passwords(IdentityProperties properties) {
        this(properties.demo());
    }

    Passwords(boolean demo) {
        this.demo = demo;
    }

    PasswordEncoder encoder() {
        return encoder;
    }

    /**
     * Checks and hashes a new password.
     *
     * @param around names that whoever guesses would try for this person: their cooperatives
     * @throws InvalidField for the field {@code password} saying why it does not do
     */
    String accept(String password, String email, String name, Collection<String> around) {
        if (password.codePointCount(0, password.length()) < SHORTEST) {
            throw new InvalidField("password", "password-too-short", SHORTEST);
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new InvalidField("password", "password-too-long", MOST_BYTES);
        }
        String plain = password.toLowerCase(Locale.ROOT);
        String mailbox = email.substring(0, Math.max(0, email.indexOf('@')));
        if (plain.equals(email)
                || (mailbox.length() >= 4 && plain.replace(mailbox, "").length() < 6)
                || plain.equals(name.toLowerCase(Locale.ROOT))) {
            throw new InvalidField("password", "password-is-you");
        }
        List<String> near = new ArrayList<>(around);
        near.add(email);
        near.add(name);
        if (demo) {
            // The demo's one password is made of these words, and everybody knows it.
            near.replaceAll(one -> one.toLowerCase(Locale.ROOT).replaceAll("entrelacs|demo", " "));
        } else {
            near.add("entrelacs demo");
        }
        if (Guessing.isWordAndYear(password) || guessing.bits(password, near) < ENOUGH) {
            throw new InvalidField("password", "password-too-common");
        }
        return hash(password);
    }

    boolean matches(String password, @org.jspecify.annotations.Nullable String hash) {
        // Checking takes as long for who has no password, or does not exist, as for who does.
        boolean same = encoder.matches(password, hash == null ? nobodys : hash);
        return hash != null && same;
    }

    private String hash(String password) {
        String hash = encoder.encode(password);
        if (hash == null) {
            throw new IllegalStateException("no hash of a password");
        }
        return hash;
    }
}
