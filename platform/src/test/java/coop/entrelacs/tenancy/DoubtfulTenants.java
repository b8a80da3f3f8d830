package coop.entrelacs.tenancy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Finds fault with the tenants it is told to. */
@Component
class DoubtfulTenants implements TenantCheck {

    static final Set<TenantId> DOUBTED = ConcurrentHashMap.newKeySet();

    @Override
    public List<String> faults() {
        return DOUBTED.contains(CurrentTenant.id()) ? List.of("doubted") : List.of();
    }
}
