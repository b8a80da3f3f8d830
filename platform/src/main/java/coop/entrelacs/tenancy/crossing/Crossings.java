package coop.entrelacs.tenancy.crossing;

import coop.entrelacs.shared.Ids;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DueMarks;
import coop.entrelacs.tenancy.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** The sender's side of the door. */
@Service
public class Crossings {

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final CrossingDelivery delivery;
    private final DueMarks due;

    Crossings(JdbcClient jdbc, JsonMapper json, CrossingDelivery delivery, DueMarks due) {
        this.jdbc = jdbc;
        this.json = json;
        this.delivery = delivery;
        this.due = due;
    }

    /**
     * Writes a message in the sender's own transaction: it leaves if and only if that commits. Messages to one recipient arrive in
     * the order of the commits; until then two senders of the same pair wait for each other.
     *
     * @throws IllegalArgumentException if it is addressed to the sender itself
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID send(TenantId recipient, String kind, Record message) {
        TenantId sender = CurrentTenant.id();
        if (recipient.equals(sender)) {
            throw new IllegalArgumentException(sender + " writes to itself");
        }
        UUID id = Ids.next();
        jdbc.sql("""
                        WITH pair AS (
                            INSERT INTO crossing_pair(recipient, last_number) VALUES (:recipient, 1)
                            ON CONFLICT (recipient) DO UPDATE SET last_number = crossing_pair.last_number + 1
                            RETURNING last_number)
                        INSERT INTO crossing_out(id, recipient, number, kind, body)
                        SELECT :id, :recipient, last_number, :kind, :body::jsonb FROM pair""")
                .param("recipient", recipient.value())
                .param("id", id)
                .param("kind", kind)
                .param("body", json.writeValueAsString(message))
                .update();
        ringAfterCommit(sender, recipient);
        return id;
    }

    /**
     * Empties the messages about a person that this tenant sent or received, of the kinds whose names begin so: their consent is
     * withdrawn. That a message went, when and in which order stays. A message that still waits leaves empty.
     *
     * @param about the {@code about} of the messages
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void forget(String kinds, UUID about) {
        jdbc.sql("SELECT crossing_forget(?, ?)")
                .params(kinds, about)
                .query(Long.class)
                .single();
    }

    /** What this tenant sent and is not delivered yet, by recipient and number, at most {@code limit}. */
    public List<OutgoingMessage> undelivered(int limit) {
        return undelivered(null, 0, limit);
    }

    /** The same, after the message with that recipient and number. */
    public List<OutgoingMessage> undelivered(@Nullable TenantId afterRecipient, long afterNumber, int limit) {
        return jdbc.sql("""
                        SELECT id, recipient, number, kind, created_at, delivered_at, attempts, next_attempt_at, obstacle, last_error
                        FROM crossing_out WHERE delivered_at IS NULL AND (recipient, number) > (:recipient, :number)
                        ORDER BY recipient, number LIMIT :limit""")
                .param("recipient", afterRecipient == null ? "" : afterRecipient.value())
                .param("number", afterNumber)
                .param("limit", limit)
                .query((row, n) -> message(row))
                .list();
    }

    /** How many messages of this tenant are stuck: each holds back what follows it. */
    public long stuck() {
        return jdbc.sql("""
                        SELECT count(*) FROM crossing_out WHERE delivered_at IS NULL
                          AND (obstacle = 'CLOSED' OR (obstacle IN ('UNKNOWN_KIND', 'REFUSED') AND attempts >= :stuck))""")
                .param("stuck", OutgoingMessage.ATTEMPTS_BEFORE_STUCK)
                .query(Long.class)
                .single();
    }

    /** Everyone this tenant wrote to or heard of, by name of address. */
    public List<CrossingPair> pairs() {
        return jdbc.sql("""
                        SELECT coalesce(p.recipient, f.sender) AS other, coalesce(p.last_number, 0) AS sent,
                               (SELECT count(*) FROM crossing_out o WHERE o.recipient = p.recipient AND o.delivered_at IS NULL)
                                   AS undelivered,
                               coalesce(f.last_number, 0) AS received
                        FROM crossing_pair p FULL JOIN crossing_from f ON f.sender = p.recipient ORDER BY 1""")
                .query((row, n) -> new CrossingPair(
                        new TenantId(row.getString(1)), row.getLong(2), row.getLong(3), row.getLong(4)))
                .list();
    }

    /** Tries again at once what waits, whatever the delay it waits for. */
    @Transactional
    public void tryAgain() {
        List<String> recipients = jdbc.sql("""
                        WITH due AS (UPDATE crossing_out SET next_attempt_at = now() WHERE delivered_at IS NULL RETURNING recipient)
                        SELECT DISTINCT recipient FROM due""").query(String.class).list();
        TenantId sender = CurrentTenant.id();
        recipients.forEach(recipient -> ringAfterCommit(sender, new TenantId(recipient)));
    }

    /**
     * Tells everyone who writes to this tenant which message it had last. To be called when it was restored to an earlier moment:
     * what came after that is sent again. Also done whenever a tenant is looked at whole, so that nothing depends on it.
     *
     * @return how many messages come again
     */
    public long tellWhatArrived() {
        return delivery.recall(CurrentTenant.id());
    }

    private void ringAfterCommit(TenantId sender, TenantId recipient) {
        due.mark(CrossingDelivery.DUE);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                delivery.ring(sender, recipient);
            }
        });
    }

    private static OutgoingMessage message(ResultSet row) throws SQLException {
        Timestamp delivered = row.getTimestamp("delivered_at");
        String obstacle = row.getString("obstacle");
        return new OutgoingMessage(
                row.getObject("id", UUID.class),
                new TenantId(row.getString("recipient")),
                row.getLong("number"),
                row.getString("kind"),
                row.getTimestamp("created_at").toInstant(),
                delivered == null ? null : delivered.toInstant(),
                row.getInt("attempts"),
                row.getTimestamp("next_attempt_at").toInstant(),
                obstacle == null ? null : OutgoingMessage.Obstacle.valueOf(obstacle),
                row.getString("last_error"));
    }
}
