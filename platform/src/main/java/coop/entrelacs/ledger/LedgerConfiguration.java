package coop.entrelacs.ledger;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Daily;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DueWork;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.Tenants;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerConfiguration.class);

    /** Seals what a crash between a commit and its sealing left behind, where nobody has posted since. */
    @Bean
    DueWork sealingDue(ObjectProvider<Sealing> sealing) {
        return DueWork.whereMarked(Sealing.DUE, tenant -> {
            sealing.getObject().sealBooked();
            return Optional.empty();
        });
    }

    /** Compares documents and books every night; a tenant that is out of reach is told in the log and comes again the next night. */
    @Bean
    RecurringTask<Void> booksCheck(ObjectProvider<BooksWatch> watch, ObjectProvider<Tenants> tenants) {
        return Tasks.recurring("books-check", new Daily(ZoneId.of("Europe/Paris"), LocalTime.of(3, 10)))
                .execute((instance, context) -> {
                    for (Tenant tenant : tenants.getObject().all()) {
                        if (tenant.state() == Tenant.State.ACTIVE) {
                            check(tenant, watch.getObject());
                        }
                    }
                });
    }

    private static void check(Tenant tenant, BooksWatch watch) {
        try {
            CurrentTenant.run(Actor.system(tenant.id()), watch::check);
        } catch (RuntimeException e) {
            LOG.warn("the books of {} were not compared with its documents", tenant.id(), e);
        }
    }
}
