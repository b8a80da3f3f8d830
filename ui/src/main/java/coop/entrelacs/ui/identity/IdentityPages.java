package coop.entrelacs.ui.identity;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.ui.kit.Pages;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class IdentityPages implements Pages {

    @Override
    public List<Destination> destinations() {
        return List.of(
                new Destination(PeopleView.class, "people", "ui.people", VaadinIcon.KEY, Group.COOPERATIVE, 70),
                new Destination(SettingsView.class, "settings", "ui.settings", VaadinIcon.COG, Group.COOPERATIVE, 80),
                new Destination(
                        AuditView.class, "audit", "ui.audit", VaadinIcon.CLIPBOARD_USER, Group.COOPERATIVE, 90));
    }
}
