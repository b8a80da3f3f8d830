package coop.entrelacs.payroll;

import coop.entrelacs.payroll.PayCalculation.Line;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.payroll.PayslipStore.YearSums;
import coop.entrelacs.shared.Money;
import java.util.List;

/** The body of the simplified payslip, as allowed until the end of 2026 (order of 25 February 2016, art. 2). */
record AdaptedPayslip(SlipTable table, Slip slip, YearSums year) {

    void write() {
        PayCalculation pay = slip.pay();
        table.open();
        table.grossPay(pay);
        table.total("payroll.slip.gross", pay.gross(), true);
        for (LegalGroup group : LegalGroup.values()) {
            List<Line> lines =
                    pay.lines().stream().filter(line -> line.group() == group).toList();
            if (!lines.isEmpty()) {
                group(group, lines);
            }
        }
        table.sums(
                table.say("payroll.slip.contributions"),
                true,
                pay.employeeContributions(),
                pay.employerContributions().minus(pay.reduction()));
        table.close();
        table.openPairs("social");
        table.pair("payroll.slip.net-social", pay.netSocial(), true);
        table.close();
        table.openPairs("net");
        table.pair("payroll.slip.net-before-tax", pay.netBeforeTax(), true);
        table.close();
        table.tax(pay, year);
        table.paid(slip, "payroll.slip.net-paid");
    }

    /**
     * The lines of a heading. Contributions that the employer alone owes are one line, as the order wants it; a heading of one line
     * is that line.
     */
    private void group(LegalGroup group, List<Line> lines) {
        String name = table.say("legalgroup." + group);
        if (group == LegalGroup.OTHER || group == LegalGroup.REDUCTION) {
            table.sums(
                    name,
                    false,
                    Money.sum(lines.stream().map(Line::employeeAmount).toList()),
                    Money.sum(lines.stream().map(Line::employerAmount).toList()));
            return;
        }
        boolean one = lines.size() == 1 && group != LegalGroup.HEALTH && group != LegalGroup.PENSION;
        if (!one) {
            table.heading(name);
        }
        for (Line line : lines) {
            table.line(one ? name : table.say("payroll.line." + line.code()), one, line);
        }
    }
}
