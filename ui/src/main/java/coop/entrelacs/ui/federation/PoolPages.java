package coop.entrelacs.ui.federation;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.kit.Pages;
import java.util.List;
import org.springframework.stereotype.Component;

/** The coordinator's pages of common funds. */
@Component
class PoolPages implements Pages {

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
}
