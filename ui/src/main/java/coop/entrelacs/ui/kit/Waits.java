package coop.entrelacs.ui.kit;

import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.Tenants;
import java.util.List;
import org.springframework.stereotype.Component;

/** What waits for one person in one tenant, from all features: the bell and the homes tell the same. */
@Component
public class Waits {

    private final List<Pages> features;
    private final Tenants tenants;

    Waits(List<Pages> features, Tenants tenants) {
        this.features = List.copyOf(features);
        this.tenants = tenants;
    }

    /** Called bound to the tenant and person. Of pages that the person may not enter nothing waits for them. */
    public List<Pages.Waiting> of(Actor actor) {
        return tenants.find(actor.tenant()).map(Tenant::kind).stream()
                .flatMap(kind -> features.stream().filter(feature -> feature.servedIn(kind)))
                .flatMap(feature -> feature.waiting(actor).stream())
                .filter(one -> one.count() > 0)
                .toList();
    }
}
