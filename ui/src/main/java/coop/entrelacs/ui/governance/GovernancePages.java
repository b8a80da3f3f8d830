package coop.entrelacs.ui.governance;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.ui.kit.Pages;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class GovernancePages implements Pages {

    @Override
    public List<Destination> destinations() {
        return List.of(new Destination(
                CommitteesView.class, "committees", "ui.committees", VaadinIcon.GROUP, Group.COOPERATIVE, 54));
    }
}
