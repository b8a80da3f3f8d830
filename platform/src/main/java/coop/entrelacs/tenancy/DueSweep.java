package coop.entrelacs.tenancy;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/**
 * Asks the control plane where something is due and looks there; all other tenants are left at rest. Each tenant is also looked at
 * whole now and then, each at a moment of its own: what no mark told is found then.
 */
@Component
public class DueSweep implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DueSweep.class);

    /** The mark of a tenant's next whole look. */
    static final String WHOLE = "whole";

    private static final Duration BETWEEN = Duration.ofSeconds(10);
    /** How soon a new tenant gets the moment of its first whole look. */
    private static final Duration BETWEEN_PLANS = Duration.ofMinutes(5);

    /** So many tenants of one server at once: its cores are for people first. */
    private static final int AT_ONCE_ON_A_SERVER = 4;
    /** A sweep that takes longer leaves its looks to end by themselves. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final Duration AGAIN_AFTER_A_FAILURE = Duration.ofMinutes(1);
    private static final Duration SERVER_AWAY = Duration.ofSeconds(15);

    private final ControlPlane controlPlane;
    private final TenantRecords records;
    private final ObjectProvider<DueWork> works;
    private final Duration wholeLook;

    /** Tenants being looked at by this node. */
    private final Set<TenantId> looking = ConcurrentHashMap.newKeySet();

    private final ConcurrentHashMap<String, Semaphore> rooms = new ConcurrentHashMap<>();
    /** Until when a server that did not answer is left alone. */
    private final ConcurrentHashMap<String, Long> away = new ConcurrentHashMap<>();

    private volatile boolean running;
    private volatile long plannedAt = System.nanoTime() - BETWEEN_PLANS.toNanos();

    DueSweep(
            ControlPlane controlPlane,
            TenantRecords records,
            ObjectProvider<DueWork> works,
            TenancyProperties properties) {
        this.controlPlane = controlPlane;
        this.records = records;
        this.works = works;
        this.wholeLook = properties.wholeLook();
    }

    private record Due(TenantId tenant, Set<String> kinds, Instant at) {}

    /**
     * Looks wherever something is due, and comes back when that is done or takes long.
     *
     * @return how many tenants were looked at
     */
    public int sweep(BooleanSupplier stopping) {
        if (System.nanoTime() - plannedAt >= BETWEEN_PLANS.toNanos()) {
            planWholeLooks();
            plannedAt = System.nanoTime();
        }
        List<Due> due = due();
        CountDownLatch left = new CountDownLatch(due.size());
        for (Due one : due) {
            if (!looking.add(one.tenant())) {
                left.countDown(); // An earlier sweep is still at it; the mark stays.
                continue;
            }
            Thread.ofVirtual().name("due-" + one.tenant()).start(() -> {
                try {
                    look(one);
                } catch (RuntimeException e) {
                    LOG.warn("what is due in {} is not known: {}", one.tenant(), e.toString());
                } finally {
                    looking.remove(one.tenant());
                    left.countDown();
                }
            });
        }
        long end = System.nanoTime() + LONGEST.toNanos();
        try {
            while (!left.await(200, TimeUnit.MILLISECONDS)
                    && System.nanoTime() - end < 0
                    && !stopping.getAsBoolean()) {}
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return due.size();
    }

    /** Spread over an hour, so that a new deployment's tenants, or a new version's, are not all opened at once. */
    void planWholeLooks() {
        controlPlane
                .jdbc()
                .sql("INSERT INTO tenant_due(tenant, kind, due_at)"
                        + " SELECT id, ?, now() + random() * least(interval '1 hour', make_interval(secs => ?)) FROM tenant t"
                        + " WHERE state = 'ACTIVE' AND NOT EXISTS (SELECT FROM tenant_due d WHERE d.tenant = t.id AND d.kind = ?)"
                        + " ON CONFLICT DO NOTHING")
                .params(WHOLE, (double) wholeLook.toSeconds(), WHOLE)
                .update();
    }

    private List<Due> due() {
        return controlPlane
                .jdbc()
                .sql(
                        "SELECT d.tenant, array_agg(DISTINCT d.kind), now() FROM tenant_due d JOIN tenant t ON t.id = d.tenant"
                                + " WHERE d.due_at <= now() AND t.state = 'ACTIVE' AND t.upgrade_error IS NULL AND t.moving_to IS NULL"
                                + " GROUP BY d.tenant ORDER BY min(d.due_at)")
                .query((row, n) -> new Due(
                        new TenantId(row.getString(1)),
                        Set.of((String[]) row.getArray(2).getArray()),
                        row.getTimestamp(3).toInstant()))
                .list();
    }

    private void look(Due due) {
        Tenant tenant = records.get(due.tenant());
        Semaphore room = rooms.computeIfAbsent(tenant.server(), name -> new Semaphore(AT_ONCE_ON_A_SERVER));
        room.acquireUninterruptibly();
        try {
            boolean whole = due.kinds().contains(WHOLE);
            boolean all = true;
            for (DueWork work : works.stream().toList()) {
                if (whole || due.kinds().contains(work.kind())) {
                    all &= look(tenant, work, due.at());
                }
            }
            if (whole && all) {
                settle(tenant.id(), WHOLE, due.at(), wholeLook);
            }
        } finally {
            room.release();
        }
    }

    /** @return false where it could not be looked for at all and the mark stays */
    private boolean look(Tenant tenant, DueWork work, Instant at) {
        if (isAway(tenant.server()) || !running) {
            return false;
        }
        Duration again;
        try {
            Optional<Duration> wanted = ScopedValue.where(DueMarks.LOOKING, tenant.id())
                    .call(() -> CurrentTenant.get(
                            Actor.system(tenant.id()), () -> work.look().in(tenant)));
            again = wanted.orElse(null);
        } catch (RuntimeException e) {
            if (isUnreachable(e)) {
                away.put(tenant.server(), System.nanoTime() + SERVER_AWAY.toNanos());
                LOG.warn("{} of {} waits for its server: {}", work.kind(), tenant.id(), e.toString());
                return false;
            }
            LOG.warn("{} of {} failed and is tried again soon", work.kind(), tenant.id(), e);
            again = AGAIN_AFTER_A_FAILURE;
        }
        settle(tenant.id(), work.kind(), at, again);
        return true;
    }

    private boolean isAway(String server) {
        Long until = away.get(server);
        return until != null && System.nanoTime() - until < 0;
    }

    private static boolean isUnreachable(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException
                    || (cause instanceof SQLException sql
                            && sql.getSQLState() != null
                            && (sql.getSQLState().startsWith("08")
                                    || sql.getSQLState().startsWith("57P")))) {
                return true;
            }
        }
        return false;
    }

    /** The marks that were due are done with; those that came since are not. */
    private void settle(TenantId tenant, String kind, Instant at, @Nullable Duration again) {
        controlPlane.transaction().executeWithoutResult(status -> {
            controlPlane
                    .jdbc()
                    .sql("DELETE FROM tenant_due WHERE tenant = ? AND kind = ? AND due_at <= ?")
                    .params(tenant.value(), kind, Timestamp.from(at))
                    .update();
            if (again != null) {
                controlPlane
                        .jdbc()
                        // Not where a mark says so already: each whole look would begin one more row of looks.
                        .sql("INSERT INTO tenant_due(tenant, kind, due_at)"
                                + " SELECT :tenant, :kind, now() + make_interval(secs => :again) WHERE NOT EXISTS ("
                                + "SELECT FROM tenant_due WHERE tenant = :tenant AND kind = :kind"
                                + " AND due_at <= now() + make_interval(secs => :again + 60))")
                        .param("tenant", tenant.value())
                        .param("kind", kind)
                        .param("again", again.toMillis() / 1000.0)
                        .update();
            }
        });
    }

    @Override
    public void start() {
        running = true;
    }

    /** No further look begins; those that run have a moment to end before what they need is closed. */
    @Override
    public void stop() {
        running = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        try {
            while (!looking.isEmpty() && System.nanoTime() - end < 0) {
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

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        @Bean
        RecurringTask<Void> dueSweepTask(ObjectProvider<DueSweep> sweep) {
            return Tasks.recurring("due-sweep", FixedDelay.of(BETWEEN)).execute((instance, context) -> {
                var _ = sweep.getObject().sweep(context.getSchedulerState()::isShuttingDown);
            });
        }
    }
}
