package coop.entrelacs.ui;

import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.Route;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A page whose fact changes at the worst moments: after it read and before it stands in the tab, and while it reads anew. */
@Route(value = ":tenant/live-probe", layout = MainLayout.class)
@For
class LiveProbeView extends TenantView {

    /** The fact that the page shows. */
    static final AtomicInteger FACT = new AtomicInteger();

    private static final int READINGS_THAT_ARE_OVERTAKEN = 3;

    private final transient LiveUpdates live;
    private int readings;

    LiveProbeView(LiveUpdates live) {
        this.live = live;
    }

    @Override
    protected void show() {
        headline("Sonde");
        int read = FACT.get();
        if (readings++ < READINGS_THAT_ARE_OVERTAKEN) {
            changeNow();
        }
        add(new Paragraph("Lu : " + read));
        watch(live, "probe");
    }

    /** Another thread changes the fact and tells; goes on only after this node has heard of it. */
    private void changeNow() {
        CountDownLatch heard = new CountDownLatch(1);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        var actor = actor();
        try (var _ = live.subscribe(tenant(), change -> heard.countDown())) {
            Thread changes = Thread.ofVirtual().start(() -> {
                try {
                    coop.entrelacs.tenancy.CurrentTenant.run(actor, () -> {
                        FACT.incrementAndGet();
                        live.publish("probe", "fact");
                    });
                } catch (RuntimeException e) {
                    failed.set(e);
                }
            });
            changes.join();
            if (failed.get() != null || !heard.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the change was not told", failed.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
