package coop.entrelacs.collaboration;

import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.Crossings;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The other cooperatives of the federation. The federation itself is none: nothing of a person passes through it. */
@Component
class Fellows {

    private final Tenants tenants;
    private final Crossings crossings;

    Fellows(Tenants tenants, Crossings crossings) {
        this.tenants = tenants;
        this.crossings = crossings;
    }

    List<TenantId> all() {
        return federation()
                .map(federation -> tenants.cooperativesOf(federation).stream()
                        .filter(one -> one.state() == Tenant.State.ACTIVE || one.state() == Tenant.State.SUSPENDED)
                        .map(Tenant::id)
                        .filter(id -> !id.equals(CurrentTenant.id()))
                        .toList())
                .orElse(List.of());
    }

    Optional<TenantId> federation() {
        return Optional.ofNullable(tenants.current().federation());
    }

    String name(TenantId cooperative) {
        return tenants.find(cooperative).map(Tenant::name).orElse(cooperative.value());
    }

    void tellAll(String kind, Record message) {
        all().forEach(one -> crossings.send(one, kind, message));
    }

    UUID tell(TenantId cooperative, String kind, Record message) {
        return crossings.send(cooperative, kind, message);
    }
}
