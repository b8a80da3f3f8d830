package coop.entrelacs.documents;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.StoredInClear;
import coop.entrelacs.tenancy.TenantArchived;
import coop.entrelacs.tenancy.TenantId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Seals the papers, answers and reports that tenants stored before these were sealed: once a tenant, after the start that brought the
 * new schema, and before each archive.
 */
@Component
class PaperSealing {

    private static final Logger LOG = LoggerFactory.getLogger(PaperSealing.class);
    private static final int AT_ONCE = 20;

    private final List<StoredInClear> clear;
    private final ControlPlane controlPlane;
    private final TransactionTemplate transaction;

    PaperSealing(List<StoredInClear> clear, ControlPlane controlPlane, TransactionTemplate transaction) {
        this.clear = clear;
        this.controlPlane = controlPlane;
        this.transaction = transaction;
    }

    @EventListener(ApplicationReadyEvent.class)
    void onceAfterTheUpgrade() {
        List<TenantId> tenants = controlPlane
                .jdbc()
                .sql("SELECT id FROM tenant WHERE papers_sealed_at IS NULL AND state = 'ACTIVE' AND upgrade_error"
                        + " IS NULL ORDER BY id")
                .query((row, _) -> new TenantId(row.getString(1)))
                .list();
        if (!tenants.isEmpty()) {
            Thread.ofVirtual().name("paper-sealing").start(() -> tenants.forEach(this::sealOrTryAtTheNextStart));
        }
    }

    /** An archive leaves the deployment: nothing in it is in clear that should be sealed. */
    @EventListener
    void before(TenantArchived archived) {
        if (archived.reachable()) {
            seal(archived.tenant());
        }
    }

    private void sealOrTryAtTheNextStart(TenantId tenant) {
        try {
            seal(tenant);
        } catch (RuntimeException e) {
            LOG.warn("papers and answers of {} stay in clear until the next start", tenant, e);
        }
    }

    void seal(TenantId tenant) {
        CurrentTenant.run(Actor.system(tenant), () -> {
            for (StoredInClear one : clear) {
                Integer sealed;
                do {
                    sealed = transaction.execute(_ -> one.sealSome(AT_ONCE));
                } while (sealed != null && sealed == AT_ONCE);
            }
        });
        controlPlane
                .jdbc()
                .sql("UPDATE tenant SET papers_sealed_at = now() WHERE id = ? AND papers_sealed_at IS NULL")
                .param(tenant.value())
                .update();
    }
}
