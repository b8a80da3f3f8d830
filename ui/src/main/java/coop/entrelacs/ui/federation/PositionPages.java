package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.federation.NettingSide;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import org.springframework.stereotype.Component;

/** What cooperatives owe one another, and how it is settled: for accountants, managers and coordinators. */
@Component
class PositionPages implements Pages {

    /** Nettings that may still be open are among the newest. */
    private static final int NEWEST = 12;

    private final NettingSide sides;

    PositionPages(NettingSide sides) {
        this.sides = sides;
    }

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

    /** Nettings that a cooperative is asked to agree to. */
    @Override
    public List<Waiting> waiting(Actor actor) {
        if (!actor.isAnyOf(Role.MANAGER, Role.ACCOUNTANT)) {
            return List.of();
        }
        return sides.all(null, NEWEST).stream()
                .filter(side -> side.state() == NettingSide.State.PROPOSED)
                .map(side -> new Waiting(
                        Texts.t("ui.bell.netting", Texts.longDay(side.until())), 1, "nettings/" + side.netting()))
                .toList();
    }
}
