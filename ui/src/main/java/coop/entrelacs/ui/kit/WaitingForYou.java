package coop.entrelacs.ui.kit;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.Tenants;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What waits for somebody in a tenant: what the bell rings for, and what stands first on the page of those who decide. */
@Component
public class WaitingForYou {

    /** What is told when something begins or ends to wait. */
    public static final Set<String> TOPICS = Set.of("access", "member");

    private final List<Pages> features;
    private final Tenants tenants;

    WaitingForYou(List<Pages> features, Tenants tenants) {
        this.features = List.copyOf(features);
        this.tenants = tenants;
    }

    /** All that waits for this person; called bound to the tenant and person. */
    public List<Pages.Waiting> of(Actor actor) {
        Tenant.Kind kind = tenants.get(actor.tenant()).kind();
        return features.stream()
                .filter(feature -> feature.servedIn(kind))
                .flatMap(feature -> feature.waiting(actor).stream())
                .toList();
    }
}
