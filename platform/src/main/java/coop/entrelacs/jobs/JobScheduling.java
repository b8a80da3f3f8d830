package coop.entrelacs.jobs;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Hands jobs to db-scheduler, which sees to it that some node runs each, also after a node died with it. */
@Component
class JobScheduling {

    private static final Logger LOG = LoggerFactory.getLogger(JobScheduling.class);
    static final String TASK = "job";

    /** So many tenants in a row that cannot be reached, and a sweep leaves the rest of their server to the next one. */
    private static final int SERVER_IS_GONE = 3;

    private final ObjectProvider<SchedulerClient> scheduler;
    private final Tenants tenants;
    private final JdbcClient jdbc;
    private final Clock clock;

    JobScheduling(ObjectProvider<SchedulerClient> scheduler, Tenants tenants, JdbcClient jdbc, Clock clock) {
        this.scheduler = scheduler;
        this.tenants = tenants;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void schedule(TenantId tenant, UUID job) {
        scheduler.getObject().scheduleIfNotExists(new TaskInstance<>(TASK, tenant + "/" + job), clock.instant());
    }

    /** Schedules what a crash between commit and scheduling left behind. */
    void sweep() {
        List<Tenant> all = new ArrayList<>(tenants.all());
        // In another order each time, so that some broken tenants never stand before the same others.
        Collections.shuffle(all);
        Map<String, Integer> failing = new HashMap<>();
        for (Tenant tenant : all) {
            if (tenant.state() != Tenant.State.ACTIVE || failing.getOrDefault(tenant.server(), 0) >= SERVER_IS_GONE) {
                continue;
            }
            try {
                CurrentTenant.run(
                        Actor.system(tenant.id()),
                        () -> jdbc.sql("SELECT id FROM job WHERE state IN ('QUEUED', 'RUNNING')"
                                        + " AND submitted_at < now() - interval '20 seconds'")
                                .query(UUID.class)
                                .list()
                                .forEach(id -> schedule(tenant.id(), id)));
                failing.remove(tenant.server());
            } catch (RuntimeException e) {
                failing.merge(tenant.server(), 1, Integer::sum);
                LOG.warn("the jobs of {} could not be swept", tenant.id(), e);
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        @Bean
        DbSchedulerCustomizer schedulerInTheControlPlane(ControlPlane controlPlane) {
            return new DbSchedulerCustomizer() {
                @Override
                public Optional<DataSource> dataSource() {
                    return Optional.of(controlPlane.dataSource());
                }
            };
        }

        @Bean
        Task<Void> jobTask(JobRunner runner) {
            return Tasks.oneTime(TASK)
                    // A failure of the work is a job that FAILED; what arrives here is a tenant or database out of
                    // reach.
                    .onFailure((ExecutionComplete complete, ExecutionOperations<Void> operations) ->
                            operations.reschedule(
                                    complete,
                                    complete.getTimeDone().plus(again(complete.getExecution().consecutiveFailures))))
                    .execute((instance, context) -> {
                        String[] name = instance.getId().split("/", 2);
                        runner.run(
                                new TenantId(name[0]),
                                UUID.fromString(name[1]),
                                context.getSchedulerState()::isShuttingDown);
                    });
        }

        /** A connection that was cut is often there again at once; a server that is away needs longer. */
        private static Duration again(int failures) {
            return Duration.ofSeconds(Math.min(15, 1L << Math.clamp(failures, 0, 4)));
        }

        @Bean
        RecurringTask<Void> jobSweep(ObjectProvider<JobScheduling> scheduling) {
            return Tasks.recurring("job-sweep", FixedDelay.ofMinutes(1))
                    .execute((instance, context) -> scheduling.getObject().sweep());
        }
    }
}
