package coop.entrelacs.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.DueWork;
import coop.entrelacs.tenancy.StopOrder;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Hands jobs to db-scheduler, which sees to it that some node runs each, also after a node died with it. */
@Component
class JobScheduling {

    static final String TASK = "job";
    /** The starter's bean. */
    private static final String SCHEDULER = "scheduler";

    /** How long a job may be unknown to the scheduler before somebody looks. */
    private static final Duration WAITS = Duration.ofSeconds(20);

    private final ObjectProvider<SchedulerClient> scheduler;
    private final JdbcClient jdbc;
    private final Clock clock;

    JobScheduling(ObjectProvider<SchedulerClient> scheduler, JdbcClient jdbc, Clock clock) {
        this.scheduler = scheduler;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void schedule(TenantId tenant, UUID job) {
        scheduler.getObject().scheduleIfNotExists(new TaskInstance<>(TASK, tenant + "/" + job), clock.instant());
    }

    /**
     * In the bound tenant: schedules what a crash between commit and scheduling left behind.
     *
     * @return when to look again, as long as any job has not ended
     */
    Optional<Duration> scheduleUnfinished(TenantId tenant) {
        record Unfinished(UUID id, boolean waits) {}
        List<Unfinished> unfinished = jdbc.sql(
                        "SELECT id, submitted_at < now() - make_interval(secs => ?) AS waits FROM job"
                                + " WHERE state IN ('QUEUED', 'RUNNING')")
                .param((double) WAITS.toSeconds())
                .query(Unfinished.class)
                .list();
        unfinished.stream().filter(Unfinished::waits).forEach(job -> schedule(tenant, job.id()));
        return unfinished.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMinutes(1));
    }

    private static final class StopOfJobs implements SmartLifecycle {

        private final ObjectProvider<Scheduler> scheduler;
        private volatile boolean running;

        StopOfJobs(ObjectProvider<Scheduler> scheduler) {
            this.scheduler = scheduler;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            scheduler.ifAvailable(Scheduler::stop);
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return StopOrder.JOBS;
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
            return Tasks.custom(TASK, Void.class)
                    // A failure of the work is a job that FAILED; what arrives here is a tenant or database out of
                    // reach.
                    .onFailure((ExecutionComplete complete, ExecutionOperations<Void> operations) ->
                            operations.reschedule(
                                    complete,
                                    complete.getTimeDone().plus(again(complete.getExecution().consecutiveFailures))))
                    .execute((instance, context) -> {
                        String[] name = instance.getId().split("/", 2);
                        boolean ended = runner.run(
                                new TenantId(name[0]),
                                UUID.fromString(name[1]),
                                context.getSchedulerState()::isShuttingDown);
                        return ended
                                ? new CompletionHandler.OnCompleteRemove<>()
                                // No failure, and nothing for the log: this node stops, and the next one takes it up.
                                : (complete, operations) -> operations.reschedule(complete, complete.getTimeDone());
                    });
        }

        /** A connection that was cut is often there again at once; a server that is away needs longer. */
        private static Duration again(int failures) {
            return Duration.ofSeconds(Math.min(15, 1L << Math.clamp(failures, 0, 4)));
        }

        /** The starter would stop it with the other beans, after Redis: jobs would lose what they work with. */
        @Bean
        static BeanFactoryPostProcessor schedulerStopsBefore() {
            return beans -> {
                if (beans.containsBeanDefinition(SCHEDULER)
                        && beans.getBeanDefinition(SCHEDULER) instanceof AbstractBeanDefinition definition) {
                    definition.setDestroyMethodName("");
                }
            };
        }

        @Bean
        SmartLifecycle stopOfJobs(ObjectProvider<Scheduler> scheduler) {
            return new StopOfJobs(scheduler);
        }

        @Bean
        DueWork jobsDue(ObjectProvider<JobScheduling> scheduling) {
            return DueWork.whereMarked(
                    Jobs.DUE, tenant -> scheduling.getObject().scheduleUnfinished(tenant.id()));
        }
    }
}
