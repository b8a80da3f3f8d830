package coop.entrelacs.identity;

import coop.entrelacs.shared.InvalidField;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** Which passwords do, and how they are kept: length counts, rules of composition do not (they make passwords worse). */
@Component
class Passwords {

    static final int SHORTEST = 12;
    /** What bcrypt takes in; beyond it, what one types would silently not count. */
    static final int MOST_BYTES = 72;

    private final PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
    private final String nobodys = hash("nobody has this password");
    private final Set<String> common = common();

    PasswordEncoder encoder() {
        return encoder;
    }

    /**
     * Checks and hashes a new password.
     *
     * @throws InvalidField for the field {@code password} saying why it does not do
     */
    String accept(String password, String email, String name) {
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
        if (plain.chars().distinct().count() < 5 || common.stream().anyMatch(word -> isMostly(plain, word))) {
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

    /** A well-known password with a year or an exclamation mark behind it is no better. */
    private static boolean isMostly(String password, String word) {
        return password.contains(word) && password.replace(word, "").length() <= 4;
    }

    private static Set<String> common() {
        try (var in = Passwords.class.getResourceAsStream("/identity/common-passwords.txt")) {
            if (in == null) {
                throw new IllegalStateException("identity/common-passwords.txt is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
