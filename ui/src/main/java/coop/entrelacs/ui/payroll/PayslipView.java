package coop.entrelacs.ui.payroll;

import com.vaadin.flow.router.Route;
import coop.entrelacs.payroll.PayCalculation;
import coop.entrelacs.payroll.Payslips;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.Figure;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;
import java.time.YearMonth;
import java.util.UUID;

/** One slip with every line and the text each rate comes from. */
@Route(value = ":tenant/payslips/:slip", layout = MainLayout.class)
@For({Role.MEMBER, Role.PAYROLL_OFFICER})
class PayslipView extends TenantView {

    private final transient Payslips payslips;

    PayslipView(Payslips payslips) {
        this.payslips = payslips;
    }

    @Override
    protected void show() {
        UUID id = id("slip");
        PayCalculation pay = in(() -> payslips.calculation(id));
        headline(t("ui.pay.slip", Texts.month(YearMonth.from(pay.date()))));
        add(
                Figure.row(
                        new Figure(t("payroll.slip.net-paid"), Texts.money(pay.netPaid()))
                                .means(t("ui.pay.after-tax", pay.incomeTax(), pay.taxRate())),
                        new Figure(t("payroll.slip.net-social"), Texts.money(pay.netSocial())),
                        new Figure(t("payroll.slip.gross"), Texts.money(pay.gross())),
                        new Figure(t("payroll.slip.employer-cost"), Texts.money(pay.employerCost()))
                                .means(t("ui.pay.employer", pay.employerContributions(), pay.reduction()))),
                new Card(t("ui.pay.lines"), PayWords.lines(pay)));
    }
}
