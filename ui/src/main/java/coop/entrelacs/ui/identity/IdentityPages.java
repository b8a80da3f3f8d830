package coop.entrelacs.ui.identity;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.identity.Confirmations;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class IdentityPages implements Pages {

    private final Confirmations confirmations;

    IdentityPages(Confirmations confirmations) {
        this.confirmations = confirmations;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(
                new Destination(PeopleView.class, "people", "ui.people", VaadinIcon.KEY, Group.COOPERATIVE, 70),
                new Destination(SettingsView.class, "settings", "ui.settings", VaadinIcon.COG, Group.COOPERATIVE, 80),
                new Destination(
                        AuditView.class, "audit", "ui.audit", VaadinIcon.CLIPBOARD_USER, Group.COOPERATIVE, 90));
    }

    @Override
    public List<Waiting> waiting(Actor actor) {
        return actor.isAnyOf(Role.MANAGER)
                ? confirmations.waiting().stream()
                        .filter(confirmations::mayConfirm)
                        .map(one -> new Waiting(
                                Texts.t(
                                        "ui.confirmations.waits",
                                        Texts.t("ui.confirmations.kind." + one.kind()),
                                        one.name(),
                                        one.askedByName()),
                                "people"))
                        .toList()
                : List.of();
    }
}
