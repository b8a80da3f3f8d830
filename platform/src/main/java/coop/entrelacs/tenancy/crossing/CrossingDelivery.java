package coop.entrelacs.tenancy.crossing;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DueMarks;
import coop.entrelacs.tenancy.DueWork;
import coop.entrelacs.tenancy.StopOrder;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.TenantRestored;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
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
class CrossingDelivery implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CrossingDelivery.class);
    static final String BELL = "crossing:bell";
    /** Under this name a sender with mail is marked. */
    static final String DUE = "crossing";

    private static final int PAIRS_AT_ONCE = 16;
    /** So many pairs deliver into one tenant at once: its few connections are for its people first. */
    private static final int INTO_ONE_TENANT = 2;

    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final CrossingOutbox outbox;
    private final StringRedisTemplate redis;
    private final DueMarks due;

    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("crossing-", 0).factory());
    private final Semaphore room = new Semaphore(PAIRS_AT_ONCE);
    private final ConcurrentHashMap<TenantId, Semaphore> doors = new ConcurrentHashMap<>();
    /** Pairs at work on this node; true where the bell rang again meanwhile. */
    private final ConcurrentHashMap<Pair, Boolean> working = new ConcurrentHashMap<>();

    private volatile boolean running;

    private record Pair(TenantId sender, TenantId recipient) {}

    CrossingDelivery(
            CrossingOutbox outbox, StringRedisTemplate redis, RedisMessageListenerContainer bells, DueMarks due) {
        this.outbox = outbox;
        this.redis = redis;
        this.due = due;
        bells.addMessageListener((message, pattern) -> rung(message.getBody()), new ChannelTopic(BELL));
    }

    /** Wakes some node; with Redis down this one does the work itself. */
    void ring(TenantId sender, TenantId recipient) {
        try {
            redis.convertAndSend(BELL, sender.value() + " " + recipient.value());
        } catch (RuntimeException e) {
            if (stopping() || Thread.currentThread().isInterrupted()) {
                return; // This node stops: the mark rings.
            }
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
                if (stopping()) {
                    return;
                }
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

    private boolean stopping() {
        return workers.isShutdown();
    }

    private void deliver(TenantId sender, TenantId recipient) {
        while (!stopping()) {
            switch (outbox.carry(sender, recipient)) {
                case CrossingOutbox.Carried.Nothing() -> {
                    return;
                }
                case CrossingOutbox.Carried.Some(int count) -> LOG.trace("{} from {} to {}", count, sender, recipient);
                case CrossingOutbox.Carried.Failed(Duration again) -> {
                    due.mark(sender, DUE, again); // This node may not be there by then.
                    if (again.compareTo(SWEEP) < 0) {
                        later(new Pair(sender, recipient), again);
                    }
                    return;
                }
            }
        }
    }

    /**
     * In the bound sender: starts on what is due, whatever bell was lost.
     *
     * @return when to look again, as long as anything is not delivered
     */
    Optional<Duration> deliverWaiting(TenantId sender) {
        List<CrossingOutbox.Waiting> waiting = outbox.waiting();
        waiting.stream().filter(one -> one.again().isZero()).forEach(one -> work(new Pair(sender, one.recipient())));
        return waiting.stream()
                .map(CrossingOutbox.Waiting::again)
                .min(Duration::compareTo)
                .map(again -> again.compareTo(SWEEP) < 0 ? SWEEP : again);
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

    @Override
    public void start() {
        running = true;
    }

    /** Each pair ends the batch it is at; what is left another node delivers, told by its mark. */
    @Override
    public void stop() {
        running = false;
        workers.shutdown();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.info("a batch of messages is cut off by the stop of this node; it is delivered again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return StopOrder.FOLLOWING_WORK;
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        @Bean
        DueWork crossingDue(ObjectProvider<CrossingDelivery> delivery) {
            return DueWork.whereMarked(DUE, tenant -> delivery.getObject().deliverWaiting(tenant.id()));
        }

        /** Nobody marks it: whoever is restored says so itself, and what a server lost is found by the whole look. */
        @Bean
        DueWork crossingRecall(ObjectProvider<CrossingDelivery> delivery) {
            return DueWork.whereMarked("crossing-recall", tenant -> {
                delivery.getObject().recall(tenant.id());
                return Optional.empty();
            });
        }
    }
}
