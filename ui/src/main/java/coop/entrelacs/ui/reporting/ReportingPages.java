package coop.entrelacs.ui.reporting;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.kit.Pages;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class ReportingPages implements Pages {

    @Override
    public boolean servedIn(Tenant.Kind kind) {
        return kind == Tenant.Kind.COOPERATIVE;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(new Destination(
                CooperativeView.class, "today", "ui.today.cooperative", VaadinIcon.DASHBOARD, Group.COOPERATIVE, 10));
    }
}
