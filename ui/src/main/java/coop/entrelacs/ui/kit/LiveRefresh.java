package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.TenantId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one component as true as its tenant's facts. It listens from the moment it is made, so make it before the component
 * reads: whatever changes between the reading and the component's first appearance is read again. A burst of changes is one
 * refresh; a change that comes while a refresh reads is another one.
 */
public final class LiveRefresh implements AutoCloseable {

    private final UI ui;
    private final Component shown;
    private final Runnable refresh;
    private final LiveUpdates.Subscription subscription;

    /** What changed before it was said which changes matter; null once that was said. Guarded by this. */
    private @Nullable Set<String> heard = new HashSet<>();

    private Set<String> topics = Set.of();
    private final AtomicBoolean pending = new AtomicBoolean();

    /**
     * Starts to listen. Call it with the session locked, as every request does.
     *
     * @param shown the component that is kept true; if it never appears in the tab, listening ends by itself
     * @param refresh reads the facts again
     */
    public LiveRefresh(LiveUpdates live, TenantId tenant, UI ui, Component shown, Runnable refresh) {
        this.ui = ui;
        this.shown = shown;
        this.refresh = refresh;
        this.subscription = live.subscribe(tenant, change -> hear(change.topic()));
        // Runs when this request has ended. What a forward or a refusal left aside is not shown by then.
        var _ = ui.access(() -> {
            if (!shown.isAttached()) {
                close();
            }
        });
    }

    /** Says which changes matter. Those which came before this was said count as well. */
    public void on(Collection<String> wanted) {
        boolean missed;
        synchronized (this) {
            topics = Set.copyOf(wanted);
            missed = heard != null && heard.stream().anyMatch(topics::contains);
            heard = null;
        }
        if (missed) {
            ring();
        }
    }

    private void hear(String topic) {
        synchronized (this) {
            if (heard != null) {
                heard.add(topic);
                return;
            }
            if (!topics.contains(topic)) {
                return;
            }
        }
        ring();
    }

    /** Reads again as soon as no request is being served, which is after the component was attached. */
    void ring() {
        if (!pending.compareAndSet(false, true)) {
            return;
        }
        var _ = ui.access(() -> {
            // Before the reading: what changes from here on may not be in it.
            pending.set(false);
            if (shown.isAttached()) {
                refresh.run();
            }
        });
    }

    /** Listens no more. */
    @Override
    public void close() {
        subscription.close();
    }
}
