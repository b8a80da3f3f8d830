package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.ui.kit.Pages;
import java.util.List;
import org.springframework.stereotype.Component;

/** What cooperatives owe one another, and how it is settled: for accountants, managers and coordinators. */
@Component
class PositionPages implements Pages {

    @Override
    public List<Destination> destinations() {
        return List.of(
                new Destination(
                        PositionsView.class, "positions", "ui.positions", VaadinIcon.SCALE, Group.FEDERATION, 40),
                new Destination(
                        NettingsView.class, "nettings", "ui.nettings", VaadinIcon.COMPRESS, Group.FEDERATION, 41),
                new Destination(
                        ReconciliationView.class,
                        "reconciliation",
                        "ui.reconciliation",
                        VaadinIcon.CHECK_CIRCLE,
                        Group.FEDERATION,
                        42),
                new Destination(
                        MessagesView.class, "messages", "ui.messages", VaadinIcon.ENVELOPE, Group.FEDERATION, 43));
    }
}
