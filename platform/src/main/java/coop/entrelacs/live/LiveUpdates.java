package coop.entrelacs.live;

import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Rings a bell across application nodes through Redis channels named by tenant. A change carries a topic and an id, so that an
 * open page reads the truth again through its service; with Redis down pages are merely not refreshed by themselves.
 */
@Service
public class LiveUpdates {

    private static final Logger LOG = LoggerFactory.getLogger(LiveUpdates.class);

    private final StringRedisTemplate redis;
    private final RedisMessageListenerContainer container;
    private final ConcurrentHashMap<TenantId, Listeners> byTenant = new ConcurrentHashMap<>();

    LiveUpdates(StringRedisTemplate redis, RedisMessageListenerContainer container) {
        this.redis = redis;
        this.container = container;
    }

    /**
     * Something changed.
     *
     * @param topic what kind of thing, as {@code activity}, {@code job}, {@code invoice}
     * @param id which one
     */
    public record Change(TenantId tenant, String topic, String id) {}

    /** Stops listening when closed. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Tells every node after the current transaction has committed (at once if there is none). */
    public void publish(String topic, Object id) {
        Change change = new Change(CurrentTenant.id(), topic, id.toString());
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    send(change);
                }
            });
        } else {
            send(change);
        }
    }

    /** Tells every node at once, whatever the present transaction will do: for progress, which is true already. */
    public void publishNow(String topic, Object id) {
        send(new Change(CurrentTenant.id(), topic, id.toString()));
    }

    /**
     * Listens to one tenant's changes: to every one that is told after this returns. The listener runs on a thread of Redis:
     * hand over at once. With Redis down it hears nothing until Redis is back.
     */
    public Subscription subscribe(TenantId tenant, Consumer<Change> listener) {
        byTenant.compute(tenant, (id, present) -> {
            Listeners listeners = present == null ? new Listeners(id) : present;
            if (present == null) {
                quietly(id, () -> container.addMessageListener(listeners, new ChannelTopic(channel(id))));
            }
            listeners.all.add(listener);
            return listeners;
        });
        return () -> byTenant.computeIfPresent(tenant, (id, listeners) -> {
            listeners.all.remove(listener);
            if (!listeners.all.isEmpty()) {
                return listeners;
            }
            quietly(id, () -> container.removeMessageListener(listeners));
            return null;
        });
    }

    /** No tenant's channel is a prefix or a pattern of another's: names hold no colon. */
    static String channel(TenantId tenant) {
        return "t:" + tenant + ":live";
    }

    private void send(Change change) {
        try {
            redis.convertAndSend(channel(change.tenant()), change.topic() + " " + change.id());
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                LOG.debug("the work that would have told of {} is cut off by a stop", change.topic());
                return;
            }
            LOG.warn("Redis does not answer: pages of {} are not refreshed by themselves", change.tenant(), e);
        }
    }

    /** A page opens and closes with Redis down, too; the container takes its channels up again by itself. */
    private static void quietly(TenantId tenant, Runnable withRedis) {
        try {
            withRedis.run();
        } catch (RuntimeException e) {
            LOG.warn("Redis does not answer: pages of {} are not refreshed by themselves", tenant, e);
        }
    }

    private static final class Listeners implements MessageListener {

        private final TenantId tenant;
        private final List<Consumer<Change>> all = new CopyOnWriteArrayList<>();

        Listeners(TenantId tenant) {
            this.tenant = tenant;
        }

        @Override
        public void onMessage(Message message, byte @org.jspecify.annotations.Nullable [] pattern) {
            String[] parts = new String(message.getBody(), StandardCharsets.UTF_8).split(" ", 2);
            if (parts.length != 2) {
                return;
            }
            Change change = new Change(tenant, parts[0], parts[1]);
            for (Consumer<Change> listener : all) {
                try {
                    listener.accept(change);
                } catch (RuntimeException e) {
                    LOG.warn("a listener of {} failed on {}", tenant, change.topic(), e);
                }
            }
        }
    }
}
