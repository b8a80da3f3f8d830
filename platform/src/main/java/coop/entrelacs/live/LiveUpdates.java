package coop.entrelacs.live;

import coop.entrelacs.tenancy.TenantId;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;

/**
 * Rings a bell across application nodes through Redis channels named by tenant. A change carries a topic and an id, so that an
 * open page reads the truth again through its service; with Redis down pages are merely not refreshed by themselves.
 */
@Service
public class LiveUpdates {

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
        throw new UnsupportedOperationException("soon");
    }

    /** Listens to one tenant's changes. The listener runs on a thread of Redis: hand over at once. */
    public Subscription subscribe(TenantId tenant, Consumer<Change> listener) {
        throw new UnsupportedOperationException("soon");
    }
}
