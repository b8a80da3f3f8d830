package coop.entrelacs.federation;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.TenantReady;
import coop.entrelacs.tenancy.Tenants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** A cooperative that joins a federation is offered the treaties there are. What is missed here the next publication makes up for. */
@Component
class TreatyNewcomers {

    private static final Logger LOG = LoggerFactory.getLogger(TreatyNewcomers.class);

    private final Tenants tenants;
    private final Treaties treaties;

    TreatyNewcomers(Tenants tenants, Treaties treaties) {
        this.tenants = tenants;
        this.treaties = treaties;
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
        }
    }
}
