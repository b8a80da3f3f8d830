package coop.entrelacs.identity;

import coop.entrelacs.tenancy.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Browsers that someone signed in by before: a cookie that this deployment signed for one person. It opens nothing; whoever brings it is
 * not held to what others tried on the same account.
 */
@Component
class KnownDevices {

    static final String COOKIE = "device";
    static final Duration KEPT = Duration.ofDays(180);

    private final Secrets secrets;
    private final Clock clock;

    KnownDevices(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    String cookieFor(UUID person) {
        String device = Randomness.fresh();
        long day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
        return device + "." + day + "." + signature(person, device, day);
    }

    /** The device a cookie names, if it was given to that person and not too long ago. */
    Optional<String> device(@Nullable String cookie, UUID person) {
        String[] parts = cookie == null ? new String[0] : cookie.split("\\.", -1);
        if (parts.length != 3 || !parts[1].matches("\\d{1,7}")) {
            return Optional.empty();
        }
        long day = Long.parseLong(parts[1]);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        boolean signed = MessageDigest.isEqual(
                signature(person, parts[0], day).getBytes(StandardCharsets.UTF_8),
                parts[2].getBytes(StandardCharsets.UTF_8));
        return signed && today.toEpochDay() - day <= KEPT.toDays() ? Optional.of(parts[0]) : Optional.empty();
    }

    private String signature(UUID person, String device, long day) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(secrets.fingerprint(person + "|" + device + "|" + day, "device"));
    }
}
