package coop.entrelacs.tenancy.crossing;

import coop.entrelacs.shared.Ids;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import java.util.List;
import java.util.UUID;
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

    Crossings(JdbcClient jdbc, JsonMapper json, CrossingDelivery delivery) {
        this.jdbc = jdbc;
        this.json = json;
        this.delivery = delivery;
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
        long number = jdbc.sql("INSERT INTO crossing_pair(recipient, last_number) VALUES (?, 1)"
                        + " ON CONFLICT (recipient) DO UPDATE SET last_number = crossing_pair.last_number + 1"
                        + " RETURNING last_number")
                .param(recipient.value())
                .query(Long.class)
                .single();
        UUID id = Ids.next();
        jdbc.sql("INSERT INTO crossing_out(id, recipient, number, kind, body) VALUES (?, ?, ?, ?, ?::jsonb)")
                .params(id, recipient.value(), number, kind, json.writeValueAsString(message))
                .update();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                delivery.ring(sender);
            }
        });
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

    /** What this tenant sent and is not delivered yet, oldest first, at most {@code limit}. */
    public List<OutgoingMessage> undelivered(int limit) {
        return jdbc.sql("SELECT id, recipient, number, kind, created_at, delivered_at, attempts, last_error"
                        + " FROM crossing_out WHERE delivered_at IS NULL ORDER BY recipient, number LIMIT ?")
                .param(limit)
                .query((row, n) -> new OutgoingMessage(
                        row.getObject(1, UUID.class),
                        new TenantId(row.getString(2)),
                        row.getLong(3),
                        row.getString(4),
                        row.getTimestamp(5).toInstant(),
                        null,
                        row.getInt(7),
                        row.getString(8)))
                .list();
    }

    /** Tries again at once what waits, whatever the delay it waits for. */
    @Transactional
    public void tryAgain() {
        jdbc.sql("UPDATE crossing_out SET next_attempt_at = now() WHERE delivered_at IS NULL")
                .update();
        TenantId sender = CurrentTenant.id();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                delivery.ring(sender);
            }
        });
    }
}
