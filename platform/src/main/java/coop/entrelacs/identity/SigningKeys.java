package coop.entrelacs.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.Secrets;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The keys that sign tokens: one in use, and those retired so lately that a token signed by them may still be about. They lie
 * sealed in the database, so that every node signs with the same.
 */
@Component
class SigningKeys implements JWKSource<SecurityContext> {

    private static final Duration READ_AGAIN = Duration.ofMinutes(5);
    /** Longer than any token lives. */
    private static final Duration RETIRED_FOR = Duration.ofDays(1);

    private final ControlPlane controlPlane;
    private final Secrets secrets;
    private final AccessEvents events;
    private final Clock clock;
    private volatile @Nullable Known known;

    SigningKeys(ControlPlane controlPlane, Secrets secrets, AccessEvents events, Clock clock) {
        this.controlPlane = controlPlane;
        this.secrets = secrets;
        this.events = events;
        this.clock = clock;
    }

    private record Known(JWKSet keys, Instant readAt) {}

    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
        return selector.select(keys());
    }

    /** The id of the key to sign with. */
    String inUse() {
        return keys().getKeys().getFirst().getKeyID();
    }

    /** Puts a new key in use. Tokens signed by the one before stay good until they expire. */
    void rotate() {
        controlPlane.transaction().executeWithoutResult(_ -> {
            controlPlane
                    .jdbc()
                    .sql("UPDATE signing_key SET retired_at = ? WHERE retired_at IS NULL")
                    .param(clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
            make();
        });
        known = null;
    }

    private JWKSet keys() {
        Known now = known;
        if (now == null || now.readAt().plus(READ_AGAIN).isBefore(clock.instant())) {
            List<JWK> keys = read();
            if (keys.isEmpty()) {
                make();
                keys = read();
            }
            now = new Known(new JWKSet(keys), clock.instant());
            known = now;
        }
        return now.keys();
    }

    /** The key in use first. */
    private List<JWK> read() {
        List<JWK> keys = new ArrayList<>();
        controlPlane
                .jdbc()
                .sql("SELECT id, sealed FROM signing_key WHERE retired_at IS NULL OR retired_at > ?"
                        + " ORDER BY retired_at DESC NULLS FIRST")
                .param(clock.instant().minus(RETIRED_FOR).atOffset(ZoneOffset.UTC))
                .query(row -> {
                    String id = row.getString("id");
                    byte[] key = secrets.open(row.getBytes("sealed"), "signing-key:" + id);
                    try {
                        keys.add(JWK.parse(new String(key, StandardCharsets.UTF_8)));
                    } catch (ParseException e) {
                        throw new IllegalStateException("the signing key " + id + " cannot be read", e);
                    }
                });
        return keys;
    }

    /** Several nodes may find none at once: the unique index lets one key in, and all use that. */
    private void make() {
        String id = UUID.randomUUID().toString();
        try {
            String key = new RSAKeyGenerator(2048)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyID(id)
                    .generate()
                    .toJSONString();
            controlPlane.transaction().executeWithoutResult(_ -> {
                int rows = controlPlane
                        .jdbc()
                        .sql("INSERT INTO signing_key (id, sealed, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                        .params(
                                id,
                                secrets.seal(key.getBytes(StandardCharsets.UTF_8), "signing-key:" + id),
                                clock.instant().atOffset(ZoneOffset.UTC))
                        .update();
                if (rows == 1) {
                    events.record(AccessEvents.Kind.KEY_MADE, null, null, null, null, id);
                }
            });
        } catch (JOSEException e) {
            throw new IllegalStateException("no signing key can be made", e);
        }
    }
}
