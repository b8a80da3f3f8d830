package coop.entrelacs.jobs;

import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DatabaseRules;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.sql.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Runs one job, bound to the actor who submitted it, and writes down how it ended. */
@Component
class JobRunner {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final int MOST_ATTEMPTS = 5;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Tenants tenants;
    private final LiveUpdates live;
    private final Map<String, JobHandler<?>> handlers;

    JobRunner(JdbcClient jdbc, JsonMapper json, Tenants tenants, LiveUpdates live, List<JobHandler<?>> handlers) {
        this.tenants = tenants;
        this.jdbc = jdbc;
        this.json = json;
        this.live = live;
        this.handlers = handlers.stream().collect(Collectors.toMap(JobHandler::kind, Function.identity()));
    }

    private record Row(String kind, String parameters, Actor actor, int attempts) {}

    /** @return false where this node's stop cut it off: another one is to run it again */
    boolean run(TenantId tenant, UUID id, BooleanSupplier shuttingDown) {
        return CurrentTenant.get(Actor.system(tenant), () -> {
            // Only a job that has not ended starts; the row says so itself, whoever else looks at it.
            var started = jdbc.sql(
                            "UPDATE job SET state = 'RUNNING', started_at = coalesce(started_at, now()), done = 0,"
                                    + " attempts = attempts + 1 WHERE id = ? AND ended_at IS NULL RETURNING kind,"
                                    + " parameters::text, actor, actor_name, actor_roles, attempts, coalesce(accountable,"
                                    + " actor)")
                    .param(id)
                    .query((row, n) -> new Row(
                            row.getString(1),
                            row.getString(2),
                            new Actor(
                                    tenant,
                                    row.getObject(3, UUID.class),
                                    row.getObject(7, UUID.class),
                                    row.getString(4),
                                    roles(row.getArray(5))),
                            row.getInt(6)))
                    .optional();
            if (started.isEmpty()) {
                return true;
            }
            live.publish("job", id);
            boolean ended = finish(tenant, id, started.get(), shuttingDown);
            live.publish("job", id);
            return ended;
        });
    }

    private boolean finish(TenantId tenant, UUID id, Row row, BooleanSupplier shuttingDown) {
        Progress progress = new Progress(id, tenant, shuttingDown);
        try {
            if (row.attempts() > MOST_ATTEMPTS) {
                end(id, Job.State.FAILED, failure("job-gave-up", MOST_ATTEMPTS));
                return true;
            }
            progress.checkCancelled();
            JobReport report = CurrentTenant.get(row.actor(), () -> work(row, progress));
            progress.flush();
            end(id, report.succeeded() ? Job.State.SUCCEEDED : Job.State.FAILED, report);
        } catch (JobCancelled e) {
            end(id, Job.State.CANCELLED, JobReport.builder().failed().build());
        } catch (Refusal e) {
            end(id, Job.State.FAILED, refused(e));
        } catch (RuntimeException e) {
            if (shuttingDown.getAsBoolean()) {
                LOG.info("job {} is cut off by this node's stop and goes on elsewhere", id);
                notTried(id);
                return false;
            }
            if (DatabaseGone.isCauseOf(e)) {
                // What the handler had not committed is gone with the connection, and the job is run again.
                LOG.warn("job {} lost its database and is run again", id, e);
                notTried(id);
                throw e;
            }
            LOG.error("job {} ({}) of {} failed", id, row.kind(), tenant, e);
            end(
                    id,
                    Job.State.FAILED,
                    DatabaseRules.refusal(e).map(JobRunner::refused).orElseGet(() -> failure("job-failed", id)));
        }
        return true;
    }

    private JobReport work(Row row, JobProgress progress) {
        JobHandler<?> handler = handlers.get(row.kind());
        if (handler == null) {
            return failure("job-kind-unknown", row.kind());
        }
        return run(handler, row.parameters(), progress);
    }

    private <P> JobReport run(JobHandler<P> handler, String parameters, JobProgress progress) {
        return handler.run(json.readValue(parameters, handler.parameters()), progress);
    }

    private static JobReport failure(String code, Object... arguments) {
        return JobReport.builder()
                .failed()
                .finding(JobReport.Severity.ERROR, null, null, code, arguments)
                .build();
    }

    /** A refusal's sentence is the message {@code refusal.<code>}; findings of reports say so by the same prefix. */
    private static JobReport refused(Refusal refusal) {
        return JobReport.builder()
                .failed()
                .finding(
                        JobReport.Severity.ERROR,
                        null,
                        refusal.field(),
                        "refusal." + refusal.code(),
                        refusal.arguments().toArray())
                .build();
    }

    /** A cut connection, or the stop of a node, is no attempt that failed. With the server away it stays counted: once for each time it goes away. */
    private void notTried(UUID id) {
        try {
            jdbc.sql("UPDATE job SET attempts = attempts - 1 WHERE id = ? AND ended_at IS NULL AND attempts > 0")
                    .param(id)
                    .update();
        } catch (RuntimeException away) {
            LOG.debug("the attempt of job {} stays counted", id, away);
        }
    }

    private void end(UUID id, Job.State state, JobReport report) {
        jdbc.sql("UPDATE job SET state = ?, ended_at = now(), report_sealed = ? WHERE id = ? AND ended_at IS NULL")
                .params(state.name(), tenants.box().seal(json.writeValueAsString(report), Jobs.reportOf(id)), id)
                .update();
    }

    private static Set<Role> roles(Array array) throws java.sql.SQLException {
        return Arrays.stream((String[]) array.getArray()).map(Role::valueOf).collect(Collectors.toUnmodifiableSet());
    }

    /** Writes at most four times a second, on a connection of its own: the handler's transaction stays the handler's. */
    private final class Progress implements JobProgress {

        private static final long BETWEEN_NANOS = 250_000_000L;

        private final UUID id;
        private final TenantId tenant;
        private final BooleanSupplier shuttingDown;
        private long total = -1;
        private long done;
        private long writtenAt = System.nanoTime();

        Progress(UUID id, TenantId tenant, BooleanSupplier shuttingDown) {
            this.id = id;
            this.tenant = tenant;
            this.shuttingDown = shuttingDown;
        }

        @Override
        public UUID job() {
            return id;
        }

        @Override
        public void total(long steps) {
            total = steps;
            flush();
        }

        @Override
        public void advance(long steps) {
            done += steps;
            if (System.nanoTime() - writtenAt > BETWEEN_NANOS) {
                checkCancelled();
            }
        }

        @Override
        public void checkCancelled() {
            if (shuttingDown.getAsBoolean()) {
                throw new IllegalStateException("this node stops; the job goes on elsewhere");
            }
            if (flush()) {
                throw new JobCancelled();
            }
        }

        /** @return whether cancellation was asked for */
        private boolean flush() {
            writtenAt = System.nanoTime();
            // A thread of its own has no transaction, so the row is seen by all at once.
            var written = new java.util.concurrent.FutureTask<>(() -> CurrentTenant.get(
                    Actor.system(tenant),
                    () -> jdbc.sql("UPDATE job SET done = ?, total = ? WHERE id = ? RETURNING cancel_requested")
                            .param(done)
                            .param(total < 0 ? null : total)
                            .param(id)
                            .query(Boolean.class)
                            .single()));
            Thread.ofVirtual().name("job-progress").start(written);
            try {
                boolean cancelled = written.get();
                CurrentTenant.run(Actor.system(tenant), () -> announce());
                return cancelled;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (java.util.concurrent.ExecutionException e) {
                LOG.warn("the progress of job {} could not be written", id, e.getCause());
                return false;
            }
        }

        private void announce() {
            live.publishNow("job", id);
        }
    }
}
