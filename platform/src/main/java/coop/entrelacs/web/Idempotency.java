package coop.entrelacs.web;

import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DeadlockRetry;
import coop.entrelacs.tenancy.StoredInClear;
import coop.entrelacs.tenancy.Tenants;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a POST that moves money safe to send again. The key, the request's hash and the answer are written in the transaction of
 * the work itself: either all is there or nothing. The same key and body gives the same answer; another body is refused (422); a
 * second request while the first runs waits for it. A key belongs to whoever sent it, and is remembered for {@link #REMEMBERED}. The
 * answer is sealed under the tenant's key, and of the request a keyed hash is kept: both may be of somebody's pay or account.
 */
@Service
public class Idempotency implements StoredInClear {

    /** How long a key is remembered: longer than any client goes on retrying. */
    public static final Duration REMEMBERED = Duration.ofDays(7);

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Tenants tenants;
    private final Clock clock;

    Idempotency(
            JdbcClient jdbc, PlatformTransactionManager transactions, JsonMapper json, Tenants tenants, Clock clock) {
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
        this.clock = clock;
    }

    /**
     * Runs work once for a key, in one transaction.
     *
     * @param key the {@code Idempotency-Key} header, 1 to 255 visible characters; null is refused
     * @param request what was asked, method and path included; compared by its JSON
     * @param work the answer to keep; what it throws is not kept, so a corrected request may use the key again
     */
    public <T> ResponseEntity<T> once(
            @Nullable String key, Object request, Class<T> type, Supplier<ResponseEntity<T>> work) {
        if (key == null || key.isBlank()) {
            throw new HeaderRefused(HttpStatus.BAD_REQUEST, "Idempotency-Key", "idempotency-key-required");
        }
        if (!KEY.matcher(key).matches()) {
            throw new HeaderRefused(HttpStatus.BAD_REQUEST, "Idempotency-Key", "idempotency-key-malformed");
        }
        String asked = json.writeValueAsString(request);
        UUID subject = CurrentTenant.actor().subject();
        return Objects.requireNonNull(DeadlockRetry.run(() -> transaction.execute(_ -> {
            if (!claimed(subject, key, fingerprint(asked))) {
                return earlier(subject, key, asked, type);
            }
            ResponseEntity<T> answer = work.get();
            keep(subject, key, answer);
            return answer;
        })));
    }

    /**
     * Writes the key first of all: PostgreSQL makes a second request wait here until the first has committed (then nothing is
     * inserted) or rolled back (then the key is ours). The same statement forgets a few keys that are too old, so that the table
     * needs no caretaker.
     */
    private boolean claimed(UUID subject, String key, byte[] hash) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        return jdbc.sql("""
                        WITH forgotten AS (
                            DELETE FROM idempotency_key WHERE (subject, key) IN (
                                SELECT subject, key FROM idempotency_key
                                WHERE created_at < :oldest AND (subject, key) <> (:subject, :key)
                                ORDER BY created_at LIMIT 20 FOR UPDATE SKIP LOCKED))
                        INSERT INTO idempotency_key (subject, key, request_hash, created_at)
                        VALUES (:subject, :key, :hash, :now) ON CONFLICT DO NOTHING
                        """)
                        .param("oldest", now.minus(REMEMBERED))
                        .param("subject", subject)
                        .param("key", key)
                        .param("hash", hash)
                        .param("now", now)
                        .update()
                == 1;
    }

    private void keep(UUID subject, String key, ResponseEntity<?> answer) {
        jdbc.sql("""
                        UPDATE idempotency_key SET status = :status, location = :location, etag = :etag, body_sealed = :body
                        WHERE subject = :subject AND key = :key
                        """)
                .param("status", answer.getStatusCode().value())
                .param("location", answer.getHeaders().getFirst(HttpHeaders.LOCATION))
                .param("etag", answer.getHeaders().getETag())
                .param(
                        "body",
                        answer.getBody() == null
                                ? null
                                : tenants.box().seal(json.writeValueAsString(answer.getBody()), context(subject, key)),
                        Types.BINARY)
                .param("subject", subject)
                .param("key", key)
                .update();
    }

    private <T> ResponseEntity<T> earlier(UUID subject, String key, String asked, Class<T> type) {
        return jdbc.sql("""
                        SELECT request_hash, status, location, etag, body, body_sealed FROM idempotency_key
                        WHERE subject = :subject AND key = :key
                        """)
                .param("subject", subject)
                .param("key", key)
                .query((row, _) -> answer(row, asked, context(subject, key), type))
                .single();
    }

    private <T> ResponseEntity<T> answer(ResultSet row, String asked, String context, Class<T> type)
            throws SQLException {
        byte[] hash = row.getBytes("request_hash");
        if (!Arrays.equals(hash, fingerprint(asked)) && !Arrays.equals(hash, plainHash(asked))) {
            throw new IdempotencyKeyReused();
        }
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(row.getInt("status"));
        String location = row.getString("location");
        if (location != null) {
            answer.location(URI.create(location));
        }
        String etag = row.getString("etag");
        if (etag != null) {
            answer.eTag(etag);
        }
        answer.header("Idempotency-Replayed", "true");
        byte[] sealed = row.getBytes("body_sealed");
        String body = sealed == null ? row.getString("body") : tenants.box().open(sealed, context);
        return body == null ? answer.build() : answer.body(json.readValue(body, type));
    }

    private byte[] fingerprint(String request) {
        return tenants.box().blindIndex(request, "idempotency_key.request");
    }

    /** How requests were kept before, and are by a node of the former version. */
    private static byte[] plainHash(String request) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String context(UUID subject, String key) {
        return "idempotency_key.body:" + subject + ":" + key;
    }

    @Override
    public int sealSome(int most) {
        record Clear(UUID subject, String key, String body) {}
        List<Clear> clear = jdbc.sql("SELECT subject, key, body FROM idempotency_key WHERE body IS NOT NULL LIMIT ?"
                        + " FOR UPDATE SKIP LOCKED")
                .param(most)
                .query((row, _) -> new Clear(row.getObject(1, UUID.class), row.getString(2), row.getString(3)))
                .list();
        for (Clear one : clear) {
            jdbc.sql("UPDATE idempotency_key SET body_sealed = ?, body = NULL WHERE subject = ? AND key = ?")
                    .params(tenants.box().seal(one.body(), context(one.subject(), one.key())), one.subject(), one.key())
                    .update();
        }
        return clear.size();
    }

    /** The key came before, with another request. */
    static final class IdempotencyKeyReused extends Refusal {
        IdempotencyKeyReused() {
            super(Kind.INVALID, "idempotency-key-reused", "Idempotency-Key");
        }
    }
}
