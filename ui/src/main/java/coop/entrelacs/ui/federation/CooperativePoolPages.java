package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.federation.Cession.CessionStage;
import coop.entrelacs.federation.CooperativePool;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Texts;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** A cooperative's page of what it shares with the others. */
@Component
class CooperativePoolPages implements Pages {

    private final CooperativePool pool;

    CooperativePoolPages(CooperativePool pool) {
        this.pool = pool;
    }

    @Override
    public boolean servedIn(Tenant.Kind kind) {
        return kind == Tenant.Kind.COOPERATIVE;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(new Destination(
                CooperativePoolView.class, "pool", "ui.pool.own", VaadinIcon.UMBRELLA, Group.COOPERATIVE, 60));
    }

    @Override
    public List<Waiting> waiting(Actor actor) {
        if (!actor.isAnyOf(Role.MANAGER, Role.ACCOUNTANT)) {
            return List.of();
        }
        List<Waiting> waiting = new ArrayList<>();
        if (actor.is(Role.MANAGER)) {
            long offered =
                    pool.offers().stream().filter(offer -> !offer.adopted()).count();
            waiting.add(new Waiting(Texts.t("ui.bell.treaties", offered), offered, "pool"));
        }
        long asked = pool.cessions().stream()
                .filter(cession -> cession.stage() == CessionStage.ASKED)
                .count();
        waiting.add(new Waiting(Texts.t("ui.bell.questions", asked), asked, "pool"));
        return waiting;
    }
}
