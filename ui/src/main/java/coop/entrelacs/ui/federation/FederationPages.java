package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.ui.kit.Pages;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class FederationPages implements Pages {

    @Override
    public List<Destination> destinations() {
        return List.of(new Destination(
                CooperativesView.class, "federation", "ui.federation", VaadinIcon.CLUSTER, Group.FEDERATION, 10));
    }
}
