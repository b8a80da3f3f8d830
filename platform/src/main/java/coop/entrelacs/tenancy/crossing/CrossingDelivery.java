package coop.entrelacs.tenancy.crossing;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries messages: at least once to the other side, applied there once, in the order of each pair. Redis only rings the bell
 * that a tenant has mail; a slow sweep finds what a lost bell missed.
 */
@Component
class CrossingDelivery implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(CrossingDelivery.class);
    static final String BELL = "crossing:bell";
    private static final int BATCH = 100;
    private static final int SENDERS_AT_ONCE = 16;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final Tenants tenants;
    private final StringRedisTemplate redis;
    /** Asked for when mail arrives: a handler may itself send. */
    private final ObjectProvider<CrossingHandler<?>> handlers;

    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("crossing-", 0).factory());
    private final Semaphore room = new Semaphore(SENDERS_AT_ONCE);
    /** Senders at work on this node; true where the bell rang again meanwhile. */
    private final ConcurrentHashMap<TenantId, Boolean> working = new ConcurrentHashMap<>();

    CrossingDelivery(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            JsonMapper json,
            Tenants tenants,
            StringRedisTemplate redis,
            RedisMessageListenerContainer bells,
            ObjectProvider<CrossingHandler<?>> handlers) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
        this.tenants = tenants;
        this.redis = redis;
        this.handlers = handlers;
        bells.addMessageListener(
                (message, pattern) -> work(new TenantId(new String(message.getBody(), StandardCharsets.UTF_8))),
                new ChannelTopic(BELL));
    }

    /** Wakes some node; with Redis down this one does the work itself. */
    void ring(TenantId sender) {
        try {
            redis.convertAndSend(BELL, sender.value());
        } catch (RuntimeException e) {
            LOG.warn("Redis does not ring; delivering the mail of {} from here", sender);
            work(sender);
        }
    }

    private void work(TenantId sender) {
        if (working.merge(sender, false, (before, now) -> true)) {
            return; // Someone is at it and will look once more.
        }
        workers.execute(() -> {
            room.acquireUninterruptibly();
            try {
                do {
                    working.replace(sender, false);
                    deliverFrom(sender);
                } while (!working.remove(sender, false));
            } catch (RuntimeException e) {
                working.remove(sender);
                LOG.warn("the mail of {} waits for the sweep: {}", sender, e.toString());
            } finally {
                room.release();
            }
        });
    }

    private record Waiting(UUID id, long number, String kind, String body, boolean due) {}

    /** Delivers what is due, pair by pair; one pair that is stuck does not hold up another. */
    void deliverFrom(TenantId sender) {
        Actor system = Actor.system(sender);
        List<String> recipients = CurrentTenant.get(
                system,
                () -> jdbc.sql("SELECT DISTINCT recipient FROM crossing_out WHERE delivered_at IS NULL")
                        .query(String.class)
                        .list());
        for (String recipient : recipients) {
            try {
                while (deliver(system, new TenantId(recipient)) == BATCH) {
                    LOG.debug("more mail from {} to {}", sender, recipient);
                }
            } catch (RuntimeException e) {
                LOG.warn("mail from {} to {} waits: {}", sender, recipient, e.toString());
            }
        }
    }

    /** @return how many messages arrived */
    private int deliver(Actor sender, TenantId recipient) {
        return CurrentTenant.get(
                sender,
                () -> java.util.Objects.requireNonNull(transaction.execute(status -> {
                    // One worker a pair, on whatever node: the lock is the transaction's, so a node that dies lets go
                    // of it.
                    boolean mine = jdbc.sql("SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext(?))")
                            .param("crossing:" + recipient)
                            .query(Boolean.class)
                            .single();
                    if (!mine) {
                        return 0;
                    }
                    List<Waiting> waiting = jdbc.sql(
                                    "SELECT id, number, kind, body::text, next_attempt_at <= now() FROM crossing_out"
                                            + " WHERE recipient = ? AND delivered_at IS NULL ORDER BY number LIMIT "
                                            + BATCH)
                            .param(recipient.value())
                            .query((row, n) -> new Waiting(
                                    row.getObject(1, UUID.class),
                                    row.getLong(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getBoolean(5)))
                            .list();
                    int arrived = 0;
                    for (Waiting message : waiting) {
                        if (!message.due()) {
                            break;
                        }
                        try {
                            receive(sender.tenant(), recipient, message);
                        } catch (RuntimeException e) {
                            failed(message, e);
                            break; // Order: what follows waits for this one.
                        }
                        jdbc.sql("UPDATE crossing_out SET delivered_at = now() WHERE id = ?")
                                .param(message.id())
                                .update();
                        arrived++;
                    }
                    return arrived;
                })));
    }

    private void failed(Waiting message, RuntimeException e) {
        jdbc.sql("UPDATE crossing_out SET attempts = attempts + 1, last_error = left(?, 500),"
                        + " next_attempt_at = now() + least(interval '5 minutes',"
                        + " interval '1 second' * power(2, least(attempts, 9))) WHERE id = ?")
                .params(String.valueOf(e.getMessage()), message.id())
                .update();
    }

    /** The recipient's own transaction, on a thread of its own: the sender's must not see it, nor be seen by it. */
    private void receive(TenantId sender, TenantId recipient, Waiting message) {
        var received = new java.util.concurrent.FutureTask<Void>(() -> {
            CurrentTenant.run(
                    Actor.system(recipient),
                    () -> transaction.executeWithoutResult(status -> applyOnce(sender, message)));
            return null;
        });
        Thread.ofVirtual().name("crossing-into-" + recipient).start(received);
        try {
            received.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private void applyOnce(TenantId sender, Waiting message) {
        jdbc.sql("INSERT INTO crossing_from(sender, last_number) VALUES (?, 0) ON CONFLICT DO NOTHING")
                .param(sender.value())
                .update();
        // The row is the recipient's lock on this sender: a second delivery of the same message waits here, then sees
        // it.
        long last = jdbc.sql("SELECT last_number FROM crossing_from WHERE sender = ? FOR UPDATE")
                .param(sender.value())
                .query(Long.class)
                .single();
        if (message.number() <= last) {
            return; // Applied before; only its receipt was lost.
        }
        if (message.number() > last + 1) {
            throw new IllegalStateException(
                    "message " + message.number() + " came before message " + (last + 1) + " of " + sender);
        }
        jdbc.sql("UPDATE crossing_from SET last_number = ? WHERE sender = ?")
                .params(message.number(), sender.value())
                .update();
        jdbc.sql("INSERT INTO crossing_in(id, sender, number, kind, body) VALUES (?, ?, ?, ?, ?::jsonb)")
                .params(message.id(), sender.value(), message.number(), message.kind(), message.body())
                .update();
        CrossingHandler<?> handler = handlers.stream()
                .filter(known -> known.kind().equals(message.kind()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody here knows messages of kind " + message.kind()));
        apply(handler, sender, message.body());
    }

    private <M extends Record> void apply(CrossingHandler<M> handler, TenantId sender, String body) {
        handler.apply(sender, json.readValue(body, handler.message()));
    }

    void sweep() {
        for (Tenant tenant : tenants.all()) {
            if (tenant.state() == Tenant.State.ACTIVE) {
                work(tenant.id());
            }
        }
    }

    @Override
    public void destroy() {
        workers.shutdown();
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        @Bean
        RecurringTask<Void> crossingSweep(ObjectProvider<CrossingDelivery> delivery) {
            return Tasks.recurring("crossing-sweep", FixedDelay.of(Duration.ofSeconds(30)))
                    .execute((instance, context) -> delivery.getObject().sweep());
        }
    }
}
