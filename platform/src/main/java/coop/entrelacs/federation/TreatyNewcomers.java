package coop.entrelacs.federation;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DueMarks;
import coop.entrelacs.tenancy.DueWork;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.TenantReady;
import coop.entrelacs.tenancy.Tenants;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** A cooperative that joins a federation is offered the treaties there are. An offer that fails is tried again after a minute. */
@Component
class TreatyNewcomers {

    private static final Logger LOG = LoggerFactory.getLogger(TreatyNewcomers.class);

    private static final String DUE = "treaties-offered";

    private final Tenants tenants;
    private final Treaties treaties;
    private final DueMarks due;

    TreatyNewcomers(Tenants tenants, Treaties treaties, DueMarks due) {
        this.tenants = tenants;
        this.treaties = treaties;
        this.due = due;
    }

    @EventListener
    void joined(TenantReady ready) {
        TenantId federation = tenants.get(ready.tenant()).federation();
        if (ready.kind() == Tenant.Kind.COOPERATIVE && federation != null) {
            offerIn(federation);
        }
    }

    /** In a federation: offers to each what it was not offered yet. */
    void offerIn(TenantId federation) {
        try {
            CurrentTenant.run(Actor.system(federation), treaties::offerMissing);
        } catch (RuntimeException e) {
            // a newcomer is no reason to fail for, neither for the others
            LOG.warn("treaties of {} are not offered to all yet: {}", federation, e.toString());
            due.mark(federation, DUE, Duration.ofMinutes(1));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        @Bean
        DueWork newcomersDue(ObjectProvider<Treaties> treaties) {
            return DueWork.afterWrites(DUE, Duration.ofSeconds(150), tenant -> {
                if (tenant.kind() == Tenant.Kind.FEDERATION) {
                    treaties.getObject().offerMissing();
                }
                return Optional.empty();
            });
        }
    }
}
