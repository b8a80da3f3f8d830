package coop.entrelacs.ledger;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.Tenants;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

    /** Seals what a crash between a commit and its sealing left behind, where nobody has posted since. */
    @Bean
    RecurringTask<Void> sealSweep(ObjectProvider<Sealing> sealing, ObjectProvider<Tenants> tenants) {
        return Tasks.recurring("seal-sweep", FixedDelay.ofHours(1))
                .execute((instance, context) -> tenants.getObject().all().stream()
                        .filter(tenant -> tenant.state() == Tenant.State.ACTIVE)
                        .forEach(tenant -> sealing.getObject().seal(tenant.id())));
    }
}
