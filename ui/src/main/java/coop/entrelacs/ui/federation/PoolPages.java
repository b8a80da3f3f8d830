package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.federation.ClaimView;
import coop.entrelacs.federation.ClaimView.ClaimStage;
import coop.entrelacs.federation.PoolClaims;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Texts;
import java.util.List;
import org.springframework.stereotype.Component;

/** The coordinator's pages of common funds. */
@Component
class PoolPages implements Pages {

    /** Beyond that many it is told as that many. */
    private static final int MANY = 100;

    private final PoolClaims claims;

    PoolPages(PoolClaims claims) {
        this.claims = claims;
    }

    @Override
    public boolean servedIn(Tenant.Kind kind) {
        return kind == Tenant.Kind.FEDERATION;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(
                new Destination(
                        PoolTodayView.class, "pool-today", "ui.pool.today", VaadinIcon.UMBRELLA, Group.FEDERATION, 5),
                new Destination(
                        ClaimsView.class, "pool-claims", "ui.pool.claims", VaadinIcon.INBOX, Group.FEDERATION, 20),
                new Destination(
                        TreatiesView.class, "treaties", "ui.pool.treaties", VaadinIcon.HANDSHAKE, Group.FEDERATION, 30),
                new Destination(
                        OutlookView.class,
                        "pool-outlook",
                        "ui.pool.outlook",
                        VaadinIcon.LINE_CHART,
                        Group.FEDERATION,
                        40),
                new Destination(
                        CouncilView.class, "council", "ui.council", VaadinIcon.PRESENTATION, Group.FEDERATION, 50));
    }

    /** Claims that coordinators can do something about: those with a question wait for the cooperative. */
    @Override
    public List<Waiting> waiting(Actor actor) {
        if (!actor.is(Role.COORDINATOR)) {
            return List.of();
        }
        List<ClaimView> open = claims.list(PoolClaims.Filter.open(), null, MANY).items();
        long review = open.stream()
                .filter(claim -> claim.stage() == ClaimStage.TO_REVIEW)
                .count();
        long second = open.stream()
                .filter(claim -> claim.stage() == ClaimStage.PROPOSED)
                .count();
        return List.of(
                new Waiting(Texts.t("ui.bell.claims", review), review, "pool-claims?stage=TO_REVIEW"),
                new Waiting(Texts.t("ui.bell.claims-second", second), second, "pool-claims?stage=PROPOSED"));
    }

    @Override
    public List<Act> acts(Actor actor) {
        return actor.is(Role.COORDINATOR)
                ? List.of(new Act("ui.pool.propose", VaadinIcon.HANDSHAKE, "treaties/new"))
                : List.of();
    }
}
