package coop.entrelacs.ui;

import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.Route;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.ui.kit.Address;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Presence;
import java.util.Optional;

/** The tenant's own address: leads to the home of what one is there. */
@Route(value = ":tenant", layout = MainLayout.class)
@For
class TenantHomeView extends Main implements BeforeEnterObserver {

    private final transient Navigation navigation;

    TenantHomeView(Navigation navigation) {
        this.navigation = navigation;
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        Presence presence = Presence.of(event.getUI());
        Actor actor = presence.actor();
        Optional<Pages.Destination> home = presence.in(() -> navigation.home(actor));
        if (home.isEmpty()) {
            event.rerouteToError(NotFoundException.class);
        } else {
            event.forwardTo(Address.of(actor.tenant(), home.get().path()));
        }
    }
}
