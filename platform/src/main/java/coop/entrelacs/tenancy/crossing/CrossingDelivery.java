package coop.entrelacs.tenancy.crossing;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.TenantRestored;
import coop.entrelacs.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * Carries messages: at least once to the other side, applied there once, in the order of each pair. Redis only rings the bell that a
 * pair has mail; a slow sweep finds what a lost bell missed. No transaction of the sender is open while the recipient applies a
 * batch: it is taken, applied there, and then marked here.
 */
@Component
class CrossingDelivery implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(CrossingDelivery.class);
    static final String BELL = "crossing:bell";
    private static final int PAIRS_AT_ONCE = 16;
    /** So many pairs deliver into one tenant at once: its few connections are for its people first. */
    private static final int INTO_ONE_TENANT = 2;

    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final CrossingOutbox outbox;
    private final Tenants tenants;
    private final StringRedisTemplate redis;

    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("crossing-", 0).factory());
    private final Semaphore room = new Semaphore(PAIRS_AT_ONCE);
    private final ConcurrentHashMap<TenantId, Semaphore> doors = new ConcurrentHashMap<>();
    /** Pairs at work on this node; true where the bell rang again meanwhile. */
    private final ConcurrentHashMap<Pair, Boolean> working = new ConcurrentHashMap<>();

    private record Pair(TenantId sender, TenantId recipient) {}

    CrossingDelivery(
            CrossingOutbox outbox, Tenants tenants, StringRedisTemplate redis, RedisMessageListenerContainer bells) {
        this.outbox = outbox;
        this.tenants = tenants;
        this.redis = redis;
        bells.addMessageListener((message, pattern) -> rung(message.getBody()), new ChannelTopic(BELL));
    }

    /** Wakes some node; with Redis down this one does the work itself. */
    void ring(TenantId sender, TenantId recipient) {
        try {
            redis.convertAndSend(BELL, sender.value() + " " + recipient.value());
        } catch (RuntimeException e) {
            LOG.warn("Redis does not ring; delivering from {} to {} from here", sender, recipient);
            work(new Pair(sender, recipient));
        }
    }

    /** Nodes of the version before ring for the sender alone. */
    private void rung(byte[] bell) {
        String[] names = new String(bell, StandardCharsets.UTF_8).split(" ", 2);
        TenantId sender = new TenantId(names[0]);
        if (names.length == 2) {
            work(new Pair(sender, new TenantId(names[1])));
        } else {
            workAll(sender);
        }
    }

    private void workAll(TenantId sender) {
        start(() -> outbox.recipients(sender).forEach(recipient -> work(new Pair(sender, recipient))));
    }

    private void work(Pair pair) {
        if (working.merge(pair, false, (before, now) -> true)) {
            return; // Someone is at it and will look once more.
        }
        start(() -> {
            try {
                Semaphore door = doors.computeIfAbsent(pair.recipient(), t -> new Semaphore(INTO_ONE_TENANT));
                do {
                    working.replace(pair, false);
                    // The recipient's door first: whoever waits for a slow recipient takes no room from the others.
                    through(door, () -> through(room, () -> deliver(pair.sender(), pair.recipient())));
                } while (!working.remove(pair, false));
            } catch (RuntimeException e) {
                working.remove(pair);
                LOG.warn("mail from {} to {} waits a little: {}", pair.sender(), pair.recipient(), e.toString());
                later(pair, ServerReach.PAUSE);
            }
        });
    }

    private void later(Pair pair, Duration pause) {
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, this::start)
                .execute(() -> work(pair));
    }

    private static void through(Semaphore semaphore, Runnable work) {
        semaphore.acquireUninterruptibly();
        try {
            work.run();
        } finally {
            semaphore.release();
        }
    }

    private void start(Runnable work) {
        try {
            workers.execute(work);
        } catch (RejectedExecutionException closing) {
            LOG.debug("closing; another node or the next start goes on");
        }
    }

    /** Delivers what is due of a sender, pair by pair, here and now; one pair that is stuck does not hold up another. */
    void deliverFrom(TenantId sender) {
        for (TenantId recipient : outbox.recipients(sender)) {
            try {
                deliver(sender, recipient);
            } catch (RuntimeException e) {
                LOG.warn("mail from {} to {} waits: {}", sender, recipient, e.toString());
            }
        }
    }

    private void deliver(TenantId sender, TenantId recipient) {
        while (true) {
            switch (outbox.carry(sender, recipient)) {
                case CrossingOutbox.Carried.Nothing() -> {
                    return;
                }
                case CrossingOutbox.Carried.Some(int count) -> LOG.trace("{} from {} to {}", count, sender, recipient);
                case CrossingOutbox.Carried.Failed(Duration again) -> {
                    if (again.compareTo(SWEEP) < 0) {
                        later(new Pair(sender, recipient), again);
                    }
                    return;
                }
            }
        }
    }

    void sweep() {
        for (Tenant tenant : tenants.all()) {
            if (tenant.state() == Tenant.State.ACTIVE) {
                start(() -> through(room, () -> {
                    List<TenantId> waiting;
                    try {
                        waiting = outbox.recipients(tenant.id());
                    } catch (RuntimeException e) {
                        LOG.warn("the mail of {} cannot be looked at: {}", tenant.id(), e.toString());
                        return;
                    }
                    waiting.forEach(recipient -> work(new Pair(tenant.id(), recipient)));
                }));
            }
        }
    }

    /** Compares what a recipient has with what its senders hold for delivered; what it lacks is due again. */
    long recall(TenantId recipient) {
        long again = 0;
        for (CrossingOutbox.Heard heard : outbox.heard(recipient)) {
            try {
                long missing =
                        CurrentTenant.get(Actor.system(heard.sender()), () -> outbox.takeBack(recipient, heard.last()));
                if (missing > 0) {
                    LOG.warn("{} lacks {} messages of {}: they are sent again", recipient, missing, heard.sender());
                    ring(heard.sender(), recipient);
                }
                again += missing;
            } catch (RuntimeException e) {
                LOG.warn("what {} had of {} cannot be compared: {}", recipient, heard.sender(), e.toString());
            }
        }
        return again;
    }

    /** Both ways at once: what it lacks comes again, and what it had under way goes. */
    @EventListener
    void restored(TenantRestored event) {
        recall(event.tenant());
        workAll(event.tenant());
    }

    void recallAll() {
        for (Tenant tenant : tenants.all()) {
            if (tenant.state() == Tenant.State.ACTIVE) {
                try {
                    recall(tenant.id());
                } catch (RuntimeException e) {
                    LOG.warn("what {} received cannot be compared: {}", tenant.id(), e.toString());
                }
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
            return Tasks.recurring("crossing-sweep", FixedDelay.of(SWEEP))
                    .execute((instance, context) -> delivery.getObject().sweep());
        }

        @Bean
        RecurringTask<Void> crossingRecall(ObjectProvider<CrossingDelivery> delivery) {
            return Tasks.recurring("crossing-recall", FixedDelay.of(Duration.ofHours(1)))
                    .execute((instance, context) -> delivery.getObject().recallAll());
        }
    }
}
