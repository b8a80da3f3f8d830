package coop.entrelacs.tenancy.crossing;

import coop.entrelacs.tenancy.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** The recipient's side of the door: what makes a message applied once, and in its order. */
@Component
class CrossingInbox {

    /** A message as it travels. */
    record Letter(UUID id, long number, String kind, String body) {}

    /** What the recipient says to a batch. */
    sealed interface Receipt {

        /** All up to this number are applied. */
        record Applied(long last) implements Receipt {}

        /** Letters are missing before these: the recipient was restored to an earlier moment, and has only up to this number. */
        record Behind(long last) implements Receipt {}

        /** Others came under these numbers before: the sender was restored to an earlier moment. */
        record NumbersTaken(long last) implements Receipt {}
    }

    /** A message of a kind that nobody here knows, because this node is older than the sender's. */
    static final class UnknownKind extends RuntimeException {
        UnknownKind(String kind) {
            super("nobody here knows messages of kind " + kind);
        }
    }

    private final JdbcClient jdbc;
    private final JsonMapper json;
    /** Asked for when mail arrives: a handler may itself send. */
    private final ObjectProvider<CrossingHandler<?>> handlers;

    CrossingInbox(JdbcClient jdbc, JsonMapper json, ObjectProvider<CrossingHandler<?>> handlers) {
        this.jdbc = jdbc;
        this.json = json;
        this.handlers = handlers;
    }

    /** Applies a batch, all or nothing, in the bound tenant; those that came before are passed over. */
    @Transactional
    Receipt receive(TenantId sender, List<Letter> letters) {
        long last = lockedLast(sender);
        List<Letter> before =
                letters.stream().filter(letter -> letter.number() <= last).toList();
        int known = known(sender, before);
        if (known < before.size()) {
            // Of a sender that was restored: what it had under way then came already, what it wrote since has taken
            // numbers.
            return known == 0
                    ? new Receipt.NumbersTaken(last)
                    : new Receipt.Applied(before.get(known - 1).number());
        }
        List<Letter> fresh = letters.subList(before.size(), letters.size());
        if (fresh.isEmpty()) {
            return new Receipt.Applied(last);
        }
        if (fresh.getFirst().number() > last + 1) {
            return new Receipt.Behind(last);
        }
        long newest = fresh.getLast().number();
        jdbc.sql("UPDATE crossing_from SET last_number = ? WHERE sender = ?")
                .params(newest, sender.value())
                .update();
        jdbc.sql("""
                        INSERT INTO crossing_in(id, sender, number, kind, body)
                        SELECT u.id, :sender, u.number, u.kind, u.body::jsonb
                        FROM unnest(:ids::uuid[], :numbers::bigint[], :kinds::text[], :bodies::text[]) u(id, number, kind, body)""")
                .param("sender", sender.value())
                .param(
                        "ids",
                        fresh.stream().map(letter -> letter.id().toString()).toArray(String[]::new))
                .param(
                        "numbers",
                        fresh.stream()
                                .map(letter -> Long.toString(letter.number()))
                                .toArray(String[]::new))
                .param("kinds", fresh.stream().map(Letter::kind).toArray(String[]::new))
                .param("bodies", fresh.stream().map(Letter::body).toArray(String[]::new))
                .update();
        for (Letter letter : fresh) {
            apply(handler(letter.kind()), sender, letter.body());
        }
        return new Receipt.Applied(newest);
    }

    /** The row is the recipient's lock on this sender: who delivers the same a second time waits here, then sees it. */
    private long lockedLast(TenantId sender) {
        var query = jdbc.sql("SELECT last_number FROM crossing_from WHERE sender = ? FOR UPDATE")
                .param(sender.value());
        return query.query(Long.class).optional().orElseGet(() -> {
            jdbc.sql("INSERT INTO crossing_from(sender, last_number) VALUES (?, 0) ON CONFLICT DO NOTHING")
                    .param(sender.value())
                    .update();
            return query.query(Long.class).single();
        });
    }

    /** How many of these, from the first, came before under the same id and number. */
    private int known(TenantId sender, List<Letter> letters) {
        if (letters.isEmpty()) {
            return 0;
        }
        Map<Long, UUID> here = new HashMap<>();
        jdbc.sql("SELECT number, id FROM crossing_in WHERE sender = ? AND number BETWEEN ? AND ?")
                .params(
                        sender.value(),
                        letters.getFirst().number(),
                        letters.getLast().number())
                .query(row -> {
                    here.put(row.getLong(1), row.getObject(2, UUID.class));
                });
        int known = 0;
        while (known < letters.size()
                && letters.get(known).id().equals(here.get(letters.get(known).number()))) {
            known++;
        }
        return known;
    }

    private CrossingHandler<?> handler(String kind) {
        return handlers.stream()
                .filter(known -> known.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new UnknownKind(kind));
    }

    private <M extends Record> void apply(CrossingHandler<M> handler, TenantId sender, String body) {
        handler.apply(sender, json.readValue(body, handler.message()));
    }
}
