package coop.entrelacs.ledger;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DueMarks;
import coop.entrelacs.tenancy.StopOrder;
import coop.entrelacs.tenancy.TenantId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives booked entries their number and place in the chain, behind the posting: numbering while posting would make every
 * poster of a journal wait for the one before. What a crash leaves unsealed is sealed with the next entry, or before anything
 * that needs it.
 */
@Component
class Sealing implements SmartLifecycle {

    /** Long enough to gather a burst of postings in one go, short enough that nobody waits for a number. */
    private static final long PAUSE_MILLIS = 150;

    /** Under this name a tenant that booked is marked. */
    static final String DUE = "seal";

    private static final Logger LOG = LoggerFactory.getLogger(Sealing.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final DueMarks due;
    private volatile boolean running;
    private final Set<TenantId> waiting = ConcurrentHashMap.newKeySet();
    private final Set<TenantId> sealing = ConcurrentHashMap.newKeySet();
    private final Set<TenantId> again = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sealing").factory());

    Sealing(JdbcClient jdbc, TransactionTemplate transaction, DueMarks due) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.due = due;
    }

    /** Seals everything booked so far, in the current transaction: numbers are there when it commits. */
    long now() {
        return Books.translated(
                () -> jdbc.sql("SELECT seal_entries()").query(Long.class).single());
    }

    /** Has the current tenant's entries sealed soon after the current transaction has committed. */
    void afterCommit() {
        TenantId tenant = CurrentTenant.id();
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            soon(tenant);
            return;
        }
        var once = new AfterCommit(tenant);
        if (!TransactionSynchronizationManager.getSynchronizations().contains(once)) {
            TransactionSynchronizationManager.registerSynchronization(once);
            due.mark(DUE);
        }
    }

    /** In the bound tenant: seals what is booked, in a transaction of its own. */
    void sealBooked() {
        transaction.executeWithoutResult(status -> now());
    }

    private void soon(TenantId tenant) {
        if (!waiting.add(tenant)) {
            return;
        }
        try {
            var _ = clock.schedule(
                    () -> {
                        Thread.ofVirtual().name("seal-" + tenant).start(() -> seal(tenant));
                    },
                    PAUSE_MILLIS,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("this node stops; {} is sealed because of its mark", tenant);
        }
    }

    void seal(TenantId tenant) {
        // First, so that what is booked from here on asks again.
        waiting.remove(tenant);
        again.add(tenant);
        if (!sealing.add(tenant)) {
            // One at a time: those who wait for the seal's lock would each hold one of the tenant's few connections.
            return;
        }
        again.remove(tenant);
        try {
            CurrentTenant.run(Actor.system(tenant), this::sealBooked);
        } catch (RuntimeException e) {
            LOG.warn("entries of {} stay unsealed until the next posting", tenant, e);
        } finally {
            sealing.remove(tenant);
        }
        if (again.remove(tenant)) {
            soon(tenant);
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** What is being sealed is sealed; what only waits for it is marked, and another node does it. */
    @Override
    public void stop() {
        running = false;
        clock.shutdownNow();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        try {
            while (!sealing.isEmpty() && System.nanoTime() - end < 0) {
                TimeUnit.MILLISECONDS.sleep(20);
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

    private final class AfterCommit implements TransactionSynchronization {
        private final TenantId tenant;

        AfterCommit(TenantId tenant) {
            this.tenant = tenant;
        }

        @Override
        public void afterCommit() {
            soon(tenant);
        }

        @Override
        public boolean equals(@org.jspecify.annotations.Nullable Object other) {
            return other instanceof AfterCommit that && that.tenant.equals(tenant);
        }

        @Override
        public int hashCode() {
            return tenant.hashCode();
        }
    }
}
