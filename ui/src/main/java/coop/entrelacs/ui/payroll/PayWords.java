package coop.entrelacs.ui.payroll;

import coop.entrelacs.payroll.LegalGroup;
import coop.entrelacs.payroll.PayCalculation;
import coop.entrelacs.payroll.PayrollRun;
import coop.entrelacs.payroll.PayslipRow;
import coop.entrelacs.shared.Money;
import coop.entrelacs.ui.kit.State;
import coop.entrelacs.ui.kit.Table;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Tone;
import java.util.List;
import java.util.stream.Collectors;

/** Pay in words. */
final class PayWords {

    private PayWords() {}

    static State state(PayrollRun.State state) {
        Tone tone = switch (state) {
            case COMPUTING, PREVIEW, APPROVED -> Tone.WAITING;
            case POSTED, PAID -> Tone.GOOD;
            case CANCELLED -> Tone.NEUTRAL;
        };
        return new State(Texts.t("payroll.run.state." + state), tone);
    }

    static State state(PayslipRow slip) {
        String stopped = slip.stopped();
        if (stopped != null) {
            return new State(stopped(stopped), Tone.BAD);
        }
        return slip.warnings().isEmpty()
                ? new State(Texts.t("ui.pay.slip.ready"), Tone.GOOD)
                : new State(warnings(slip.warnings()), Tone.WAITING);
    }

    static String warnings(List<String> codes) {
        return codes.stream().map(code -> Texts.t("payroll.warning." + code)).collect(Collectors.joining(" "));
    }

    private static String stopped(String code) {
        String key = "payroll.stopped." + code;
        return Texts.has(key) ? Texts.t(key) : Texts.t("refusal." + code);
    }

    /** Every line of a slip, under the headings of the law, and what they add up to. */
    static Table lines(PayCalculation pay) {
        Table table = new Table(
                Texts.t("ui.pay.lines"),
                Texts.t("payroll.slip.label"),
                "#" + Texts.t("payroll.slip.base"),
                "#" + Texts.t("payroll.slip.employee-amount"),
                "#" + Texts.t("payroll.slip.employer-amount"));
        LegalGroup group = null;
        for (PayCalculation.Line line : pay.lines()) {
            if (line.group() != group) {
                group = line.group();
                table.row(Texts.word(group), null, sum(pay, group, true), sum(pay, group, false));
            }
            table.row(
                    "– " + Texts.t("payroll.line." + line.code()),
                    line.base(),
                    line.employeeAmount().isZero() ? null : line.employeeAmount(),
                    line.employerAmount().isZero() ? null : line.employerAmount());
        }
        table.total(
                Texts.t("payroll.slip.contributions"),
                null,
                pay.employeeContributions(),
                pay.employerContributions().minus(pay.reduction()));
        return table;
    }

    private static Money sum(PayCalculation pay, LegalGroup group, boolean employee) {
        return Money.sum(pay.lines().stream()
                .filter(line -> line.group() == group)
                .map(line -> employee ? line.employeeAmount() : line.employerAmount())
                .toList());
    }
}
