package coop.entrelacs.tenancy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Notes in the control plane in which tenants there may be something to do, so that a sweep opens no other.
 *
 * <p>The control plane may be on another server than the tenant, so a mark is written just before the tenant's commit: a mark without
 * work is harmless. A mark is due some time after it is written and serves all commits until shortly before that, so a busy tenant
 * costs one write every twenty seconds, not one a transaction. A commit that comes after its mark was
 * read, and work that could not be marked, are found by the tenant's next whole look.
 */
@Service
public class DueMarks implements TransactionExecutionListener {

    private static final Logger LOG = LoggerFactory.getLogger(DueMarks.class);

    /** A mark is due after once to twice this time. */
    static final Duration SOON = Duration.ofSeconds(30);
    /** After a mark could not be written, others of its tenant and kind are not tried for so long. */
    private static final Duration CONTROL_PLANE_AWAY = Duration.ofSeconds(5);

    private static final String ANY_WRITE = "*";

    /** Bound while the sweep looks: what a look writes is no reason to look again. */
    static final ScopedValue<TenantId> LOOKING = ScopedValue.newInstance();

    private final ControlPlane controlPlane;
    private final ObjectProvider<DueWork> works;
    /** Until when the last mark written here serves, in the time of {@link System#nanoTime}. */
    private final ConcurrentHashMap<Mark, Long> serves = new ConcurrentHashMap<>();

    private record Mark(TenantId tenant, String kind) {}

    DueMarks(ControlPlane controlPlane, ObjectProvider<DueWork> works) {
        this.controlPlane = controlPlane;
        this.works = works;
    }

    /** What the current transaction writes in its tenant will be looked for soon after its commit, whatever becomes of this node. */
    public void mark(String kind) {
        TenantId tenant = CurrentTenant.id();
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                    serve(new Mark(tenant, kind), List.of(kind), List.of(SOON));
                }
            });
        } else {
            serve(new Mark(tenant, kind), List.of(kind), List.of(SOON));
        }
    }

    /** Has a tenant looked at when that time is over, and at most half a minute later. */
    public void mark(TenantId tenant, String kind, Duration in) {
        try {
            controlPlane
                    .jdbc()
                    .sql("INSERT INTO tenant_due(tenant, kind, due_at)"
                            + " VALUES (?, ?, to_timestamp(ceil((extract(epoch FROM now()) + ?) / 30) * 30))"
                            + " ON CONFLICT DO NOTHING")
                    .params(tenant.value(), kind, in.toSeconds())
                    .update();
        } catch (RuntimeException e) {
            LOG.warn("{} of {} is not marked: it waits for the next whole look: {}", kind, tenant, e.toString());
        }
    }

    /** Something is about to be committed in the bound tenant. */
    @Override
    public void beforeCommit(TransactionExecution transaction) {
        if (transaction.isReadOnly()
                || LOOKING.isBound()
                || CurrentTenant.ifBound().isEmpty()) {
            return;
        }
        Mark any = new Mark(CurrentTenant.id(), ANY_WRITE);
        if (!serves(any)) {
            List<DueWork> wanted =
                    works.stream().filter(work -> work.afterWrites() != null).toList();
            serve(
                    any,
                    wanted.stream().map(DueWork::kind).toList(),
                    wanted.stream().map(DueMarks::within).toList());
        }
    }

    /** For tests: the marks of a tenant that this node wrote serve no more. */
    void forget(TenantId tenant) {
        serves.keySet().removeIf(mark -> mark.tenant().equals(tenant));
    }

    private static Duration within(DueWork work) {
        Duration within = work.afterWrites();
        return within == null ? SOON : within;
    }

    private boolean serves(Mark mark) {
        Long until = serves.get(mark);
        return until != null && System.nanoTime() - until < 0;
    }

    private void serve(Mark mark, List<String> kinds, List<Duration> within) {
        if (serves(mark) || kinds.isEmpty()) {
            return;
        }
        // What is committed until two thirds of the time are over has the last third for its commit.
        long serving = within.stream().mapToLong(Duration::toNanos).min().orElseThrow() / 3 * 2;
        long before = System.nanoTime();
        try {
            controlPlane
                    .jdbc()
                    .sql("INSERT INTO tenant_due(tenant, kind, due_at) SELECT ?, u.kind,"
                            + " to_timestamp(ceil(extract(epoch FROM now()) / u.within) * u.within + u.within)"
                            + " FROM unnest(?::text[], ?::bigint[]) u(kind, within) ON CONFLICT DO NOTHING")
                    .params(
                            mark.tenant().value(),
                            kinds.toArray(String[]::new),
                            within.stream().map(Duration::toSeconds).toArray(Long[]::new))
                    .update();
        } catch (RuntimeException e) {
            LOG.warn(
                    "{} of {} are not marked: they wait for the next whole look: {}",
                    kinds,
                    mark.tenant(),
                    e.toString());
            serving = CONTROL_PLANE_AWAY.toNanos();
        }
        serves.put(mark, before + serving);
    }
}
