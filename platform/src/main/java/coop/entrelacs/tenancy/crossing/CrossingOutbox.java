package coop.entrelacs.tenancy.crossing;

import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.TenantUnavailable;
import coop.entrelacs.tenancy.Tenants;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a sender's schema holds for others: takes a batch of one pair, hands it over, and marks what the recipient confirmed. */
@Component
class CrossingOutbox {

    private static final Logger LOG = LoggerFactory.getLogger(CrossingOutbox.class);
    static final int BATCH = 100;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration SUSPENDED_PAUSE = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final CrossingInbox inbox;
    private final ServerReach reach = new ServerReach();
    /** This node, for others to see who is at it. */
    private final UUID node = UUID.randomUUID();

    CrossingOutbox(JdbcClient jdbc, Tenants tenants, CrossingInbox inbox) {
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.inbox = inbox;
    }

    /** What came of one try to carry a pair's mail. */
    sealed interface Carried {

        /** Nothing is due, or another node is at it. */
        record Nothing() implements Carried {}

        record Some(int count) implements Carried {}

        /** @param again when the first of them is due again */
        record Failed(Duration again) implements Carried {}
    }

    /** @param last the number of the last message of the sender that the recipient applied */
    record Heard(TenantId sender, long last) {}

    /** To whom a sender has something due; nobody while its server is out of reach. */
    List<TenantId> recipients(TenantId sender) {
        String home = server(sender);
        if (!reach.admits(home)) {
            return List.of();
        }
        return reach.trying(
                home,
                () -> in(
                        sender,
                        () -> jdbc.sql("""
                                SELECT p.recipient FROM crossing_pair p WHERE (
                                    SELECT o.next_attempt_at FROM crossing_out o
                                    WHERE o.recipient = p.recipient AND o.delivered_at IS NULL ORDER BY o.number LIMIT 1) <= now()""")
                                .query((row, n) -> new TenantId(row.getString(1)))
                                .list()));
    }

    /** @param again when the first of what waits for that recipient is due, zero where it is */
    record Waiting(TenantId recipient, Duration again) {}

    /** For whom the bound sender has something undelivered, due or not. */
    List<Waiting> waiting() {
        return jdbc.sql("""
                        SELECT p.recipient, greatest(extract(epoch FROM head.next_attempt_at - now()), 0)::bigint
                        FROM crossing_pair p CROSS JOIN LATERAL (
                            SELECT o.next_attempt_at FROM crossing_out o
                            WHERE o.recipient = p.recipient AND o.delivered_at IS NULL ORDER BY o.number LIMIT 1) head""")
                .query((row, n) -> new Waiting(new TenantId(row.getString(1)), Duration.ofSeconds(row.getLong(2))))
                .list();
    }

    /** What a recipient has of each of its senders. */
    List<Heard> heard(TenantId recipient) {
        return in(
                recipient,
                () -> jdbc.sql("SELECT sender, last_number FROM crossing_from")
                        .query((row, n) -> new Heard(new TenantId(row.getString(1)), row.getLong(2)))
                        .list());
    }

    /** In the bound sender: what the recipient lacks after that number is due again, delivered or not. */
    long takeBack(TenantId recipient, long last) {
        return jdbc.sql("""
                        UPDATE crossing_out SET delivered_at = NULL, attempts = 0, next_attempt_at = now()
                        WHERE recipient = ? AND number > ? AND delivered_at IS NOT NULL""").params(recipient.value(), last).update();
    }

    /** Carries one batch of a pair. Each step commits by itself; whatever dies between two of them, the next try repeats it. */
    Carried carry(TenantId sender, TenantId recipient) {
        String home = server(sender);
        if (!reach.admits(home)) {
            return new Carried.Failed(ServerReach.PAUSE);
        }
        List<CrossingInbox.Letter> letters = reach.trying(home, () -> in(sender, () -> take(recipient)));
        if (letters.isEmpty()) {
            return new Carried.Nothing();
        }
        String away = server(recipient);
        try {
            if (!away.equals(home) && !reach.admits(away)) {
                throw new NotAllApplied(letters.getFirst(), new ServerReach.Down(away));
            }
            CrossingInbox.Receipt receipt = reach.trying(away, () -> hand(sender, recipient, letters));
            return in(sender, () -> marked(recipient, letters, receipt));
        } catch (NotAllApplied e) {
            return in(sender, () -> failed(recipient, e));
        }
    }

    private String server(TenantId tenant) {
        return tenants.find(tenant).map(Tenant::server).orElse("");
    }

    /** The due letters of a pair, in order, with the pair's lease; none if they are not due or another node has the lease. */
    private List<CrossingInbox.Letter> take(TenantId recipient) {
        return jdbc.sql("""
                        WITH lease AS (
                            INSERT INTO crossing_lease(recipient, leased_by, leased_until)
                            SELECT :recipient, :node, now() + interval '10 seconds'
                            WHERE (SELECT next_attempt_at FROM crossing_out WHERE recipient = :recipient AND delivered_at IS NULL
                                   ORDER BY number LIMIT 1) <= now()
                            ON CONFLICT (recipient) DO UPDATE SET leased_by = :node, leased_until = excluded.leased_until
                            WHERE crossing_lease.leased_by = :node OR crossing_lease.leased_until < now()
                            RETURNING 1)
                        SELECT id, number, kind, body::text FROM crossing_out
                        WHERE recipient = :recipient AND delivered_at IS NULL AND EXISTS (SELECT FROM lease)
                        ORDER BY number LIMIT :batch""")
                .param("recipient", recipient.value())
                .param("node", node)
                .param("batch", BATCH)
                .query((row, n) -> new CrossingInbox.Letter(
                        row.getObject(1, UUID.class), row.getLong(2), row.getString(3), row.getString(4)))
                .list();
    }

    /** The first letter that could not be applied, and why; those before it were. */
    private static final class NotAllApplied extends RuntimeException {
        private final CrossingInbox.Letter letter;
        private final RuntimeException why;

        NotAllApplied(CrossingInbox.Letter letter, RuntimeException why) {
            super(why);
            this.letter = letter;
            this.why = why;
        }
    }

    /** All in one transaction of the recipient; where that fails, one by one up to the one at fault. */
    private CrossingInbox.Receipt hand(TenantId sender, TenantId recipient, List<CrossingInbox.Letter> letters) {
        try {
            requireOpen(recipient);
            return in(recipient, () -> inbox.receive(sender, letters));
        } catch (RuntimeException e) {
            OutgoingMessage.Obstacle obstacle = obstacle(e);
            boolean oneAtFault =
                    obstacle == OutgoingMessage.Obstacle.REFUSED || obstacle == OutgoingMessage.Obstacle.UNKNOWN_KIND;
            if (letters.size() == 1 || !oneAtFault) {
                throw new NotAllApplied(letters.getFirst(), e);
            }
        }
        CrossingInbox.Receipt receipt =
                new CrossingInbox.Receipt.Applied(letters.getFirst().number() - 1);
        for (CrossingInbox.Letter letter : letters) {
            try {
                receipt = in(recipient, () -> inbox.receive(sender, List.of(letter)));
            } catch (RuntimeException e) {
                throw new NotAllApplied(letter, e);
            }
            if (!(receipt instanceof CrossingInbox.Receipt.Applied)) {
                return receipt;
            }
        }
        return receipt;
    }

    private static final class ClosedForGood extends RuntimeException {}

    private void requireOpen(TenantId recipient) {
        Tenant tenant = tenants.find(recipient).orElseThrow(ClosedForGood::new);
        if (tenant.state() == Tenant.State.CLOSED) {
            throw new ClosedForGood();
        }
    }

    private Carried marked(TenantId recipient, List<CrossingInbox.Letter> letters, CrossingInbox.Receipt receipt) {
        return switch (receipt) {
            case CrossingInbox.Receipt.Applied(long last) -> {
                delivered(recipient, last);
                yield new Carried.Some(letters.size());
            }
            case CrossingInbox.Receipt.Behind(long last) -> {
                long again = takeBack(recipient, last);
                LOG.warn("{} has only {} of our messages: {} go again", recipient, last, again);
                if (again == 0) {
                    // What it lacks is not here: we were both restored. The reconciliation names what differs.
                    throw new IllegalStateException(recipient + " lacks messages after " + last + " that are not here");
                }
                yield new Carried.Some(0);
            }
            case CrossingInbox.Receipt.NumbersTaken(long last) -> {
                long shift = jdbc.sql("SELECT crossing_renumber(?, ?)")
                        .params(recipient.value(), last)
                        .query(Long.class)
                        .single();
                LOG.warn(
                        "{} has messages of ours up to {}, which we no longer know: ours go behind them",
                        recipient,
                        last);
                if (shift == 0) {
                    throw new IllegalStateException("numbers to " + recipient + " cannot be given anew");
                }
                yield new Carried.Some(0);
            }
        };
    }

    /** One statement: what is confirmed is delivered, and the lease is over. Whoever rings from now on finds it free. */
    private void delivered(TenantId recipient, long last) {
        jdbc.sql("""
                        WITH confirmed AS (
                            UPDATE crossing_out SET delivered_at = now(), obstacle = NULL, last_error = NULL
                            WHERE recipient = :recipient AND number <= :last AND delivered_at IS NULL)
                        UPDATE crossing_lease SET leased_until = '-infinity' WHERE recipient = :recipient AND leased_by = :node""")
                .param("recipient", recipient.value())
                .param("last", last)
                .param("node", node)
                .update();
    }

    private Carried failed(TenantId recipient, NotAllApplied e) {
        OutgoingMessage.Obstacle obstacle = obstacle(e.why);
        LOG.warn(
                "message {} ({}) from {} to {} waits: {} {}",
                e.letter.number(),
                e.letter.kind(),
                CurrentTenant.id(),
                recipient,
                obstacle,
                e.why.toString());
        delivered(recipient, e.letter.number() - 1);
        double seconds = jdbc.sql("""
                        UPDATE crossing_out SET attempts = attempts + 1, obstacle = :obstacle, last_error = :error,
                            next_attempt_at = now() + CASE WHEN :obstacle = 'SUSPENDED' THEN make_interval(secs => :suspended)
                                ELSE least(make_interval(secs => :longest), interval '1 second' * power(2, least(attempts, 9))) END
                        WHERE id = :id RETURNING extract(epoch FROM next_attempt_at - now())::float8""")
                .param("obstacle", obstacle.name())
                .param("error", told(e.why))
                .param("suspended", SUSPENDED_PAUSE.toSeconds())
                .param("longest", LONGEST_PAUSE.toSeconds())
                .param("id", e.letter.id())
                .query(Double.class)
                .single();
        return new Carried.Failed(Duration.ofMillis((long) (seconds * 1000)));
    }

    /** What the sender's staff may read of a fault in another tenant: its code or kind, never its words. */
    private static @Nullable String told(RuntimeException e) {
        return e instanceof Refusal refusal
                ? refusal.code()
                : rootOf(e).getClass().getSimpleName();
    }

    private OutgoingMessage.Obstacle obstacle(RuntimeException e) {
        if (e instanceof CrossingInbox.UnknownKind) {
            return OutgoingMessage.Obstacle.UNKNOWN_KIND;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TenantUnavailable) {
                return OutgoingMessage.Obstacle.SUSPENDED;
            }
            if (cause instanceof ClosedForGood) {
                return OutgoingMessage.Obstacle.CLOSED;
            }
            if (cause instanceof ServerReach.Down
                    || (cause instanceof SQLException sql && ServerReach.isOutOfReach(sql))) {
                return OutgoingMessage.Obstacle.UNREACHABLE;
            }
        }
        return OutgoingMessage.Obstacle.REFUSED;
    }

    private static Throwable rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static <T extends @Nullable Object> T in(TenantId tenant, Supplier<T> work) {
        return CurrentTenant.get(Actor.system(tenant), work);
    }
}
