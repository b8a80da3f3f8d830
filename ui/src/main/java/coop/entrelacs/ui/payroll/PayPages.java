package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.icon.VaadinIcon;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.ui.kit.Pages;
import java.util.List;
import org.springframework.stereotype.Component;

@Component
class PayPages implements Pages {

    @Override
    public boolean servedIn(Tenant.Kind kind) {
        return kind == Tenant.Kind.COOPERATIVE;
    }

    @Override
    public List<Destination> destinations() {
        return List.of(
                new Destination(MyPayView.class, "my-pay", "ui.pay.mine", VaadinIcon.WALLET, Group.MINE, 40),
                new Destination(PayrollView.class, "payroll", "ui.payroll", VaadinIcon.MONEY, Group.COOPERATIVE, 40),
                new Destination(
                        PayPeopleView.class,
                        "payroll/people",
                        "ui.pay.people",
                        VaadinIcon.GROUP,
                        Group.COOPERATIVE,
                        41));
    }
}
