package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.kit.Pages;
import java.util.List;
import org.springframework.stereotype.Component;

/** A cooperative's page of what it shares with the others. */
@Component
class CooperativePoolPages implements Pages {

    @Override
    public boolean servedIn(Tenant.Kind kind) {
        return kind == Tenant.Kind.COOPERATIVE;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(new Destination(
                CooperativePoolView.class, "pool", "ui.pool.own", VaadinIcon.UMBRELLA, Group.COOPERATIVE, 60));
    }
}
