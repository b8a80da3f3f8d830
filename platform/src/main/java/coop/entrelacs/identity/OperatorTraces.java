package coop.entrelacs.identity;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantArchived;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What operators do to a tenant from outside is in the tenant's own audit, where its managers read it. */
@Component
class OperatorTraces {

    private final ControlPlane controlPlane;
    private final Tenants tenants;
    private final Operators operators;
    private final AccessEvents events;
    private final Audit audit;

    OperatorTraces(ControlPlane controlPlane, Tenants tenants, Operators operators, AccessEvents events, Audit audit) {
        this.controlPlane = controlPlane;
        this.tenants = tenants;
        this.operators = operators;
        this.events = events;
        this.audit = audit;
    }

    /** A tenant that cannot be entered keeps no trace; the deployment's log of access has it in any case. */
    void record(TenantId tenant, UUID operator, String action, String subject, String detail) {
        if (tenants.get(tenant).state() == Tenant.State.ACTIVE) {
            CurrentTenant.run(
                    new Actor(tenant, operator, name(operator), Set.of(Role.OPERATOR)),
                    () -> audit.record(action, subject, detail));
        }
    }

    @EventListener
    void archived(TenantArchived archived) {
        UUID operator = operators.present().orElse(Actor.SYSTEM);
        events.record(AccessEvents.Kind.TENANT_ARCHIVED, null, archived.tenant().value(), operator, null, "");
        if (archived.reachable()) {
            record(archived.tenant(), operator, "tenant.archived", "tenant:" + archived.tenant(), "");
        }
    }

    private String name(UUID operator) {
        return controlPlane
                .jdbc()
                .sql("SELECT name FROM person WHERE id = :id UNION ALL SELECT name FROM api_client WHERE id = :id"
                        + " LIMIT 1")
                .param("id", operator)
                .query(String.class)
                .optional()
                .orElse("Entrelacs");
    }
}
