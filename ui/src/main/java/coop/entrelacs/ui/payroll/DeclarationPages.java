package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.kit.Pages;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class DeclarationPages implements Pages {

    @Override
    public boolean servedIn(Tenant.Kind kind) {
        return kind == Tenant.Kind.COOPERATIVE;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(
                new Destination(
                        DeclarationsView.class,
                        "payroll/declarations",
                        "ui.declarations",
                        VaadinIcon.INSTITUTION,
                        Group.COOPERATIVE,
                        42),
                new Destination(
                        AbsencesView.class,
                        "payroll/absences",
                        "ui.absences",
                        VaadinIcon.CALENDAR_USER,
                        Group.COOPERATIVE,
                        43));
    }
}
