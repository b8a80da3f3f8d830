package coop.entrelacs.ui.payroll;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Span;
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
import org.jspecify.annotations.Nullable;

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
            return new State(stopped(stopped, slip), Tone.BAD);
        }
        if (slip.document() != null) {
            return new State(Texts.t("ui.pay.slip.issued"), Tone.GOOD);
        }
        return slip.warnings().isEmpty()
                ? new State(Texts.t("ui.pay.slip.ready"), Tone.GOOD)
                : new State(
                        slip.warnings().stream()
                                .map(code -> Texts.t("ui.pay.short." + code))
                                .collect(Collectors.joining(" · ")),
                        Tone.WAITING);
    }

    private static String stopped(String code, PayslipRow slip) {
        String key = "payroll.stopped." + code;
        String why = Texts.t(
                Texts.has(key) ? key : "refusal." + code,
                slip.stoppedArguments().toArray());
        return slip.stoppedField() == null ? why : why + " (" + slip.stoppedField() + ")";
    }

    static Div note(String sentence, boolean bad) {
        Div note = new Div(sentence);
        note.addClassName("note");
        if (bad) {
            note.addClassName("bad");
        }
        return note;
    }

    /** Whether a step of the explanation adds up those above it. */
    static boolean isSum(String step) {
        return switch (step) {
            case "result", "within-result", "within-cash", "highest-budget" -> true;
            default -> false;
        };
    }

    static Div strong(Div words) {
        words.addClassName("strong");
        return words;
    }

    /**
     * From what the activity spends to what arrives on the account, step by step, each with what it is for.
     *
     * @param fixed the contract's fixed pay, null where pay has no variable part
     */
    static Table ladder(PayCalculation pay, @Nullable Money fixed) {
        return ladder(pay, fixed, "payroll.slip.net-paid");
    }

    /** @param end what its last line is called: the net paid, or the net from which something is taken off */
    private static Table ladder(PayCalculation pay, @Nullable Money fixed, String end) {
        Table table = new Table(
                Texts.t("ui.pay.ladder"), Texts.t("payroll.slip.label"), "#" + Texts.t("ui.pay.amount.short"));
        table.row(step("payroll.slip.employer-cost", "ui.pay.ladder.cost"), pay.employerCost());
        table.row(
                step("ui.pay.ladder.employer", "ui.pay.ladder.employer.why"),
                pay.employerContributions().negated());
        if (!pay.reduction().isZero()) {
            table.row(step("payroll.slip.reductions", "ui.pay.ladder.reduction.why"), pay.reduction());
        }
        table.row(
                strong(
                        fixed == null || pay.agreedPay().compareTo(fixed) <= 0
                                ? step("payroll.slip.gross", "ui.pay.ladder.gross.why", pay.hours())
                                : step(
                                        "payroll.slip.gross",
                                        "ui.pay.ladder.gross.variable",
                                        pay.hours(),
                                        fixed,
                                        pay.agreedPay().minus(fixed))),
                pay.gross());
        for (LegalGroup group : LegalGroup.values()) {
            Money part = sum(pay, group, true);
            if (!part.isZero()) {
                table.row(step("legalgroup." + group, "ui.pay.ladder.group." + group), part.negated());
            }
        }
        if (!pay.benefitsInKind().isZero()) {
            table.row(
                    step("payroll.slip.benefits", "ui.pay.ladder.benefits.why"),
                    pay.benefitsInKind().negated());
        }
        table.row(strong(step("payroll.slip.net-before-tax", "ui.pay.ladder.net.why")), pay.netBeforeTax());
        table.row(
                step(
                        "ui.pay.ladder.tax",
                        pay.neutralTaxRate() ? "ui.pay.ladder.tax.neutral" : "ui.pay.ladder.tax.own",
                        pay.taxRate()),
                pay.incomeTax().negated());
        table.total(Texts.t(end), pay.netPaid());
        return table;
    }

    /** The same for a slip. */
    static Table ladder(PayCalculation pay, PayslipRow slip) {
        return ladder(
                pay, null, slip.transferred().equals(pay.netPaid()) ? "payroll.slip.net-paid" : "ui.pay.taken-off.net");
    }

    /** From the net to what reaches the account, where an advance was taken back or a loan is. */
    static List<Component> takenOff(PayslipRow slip) {
        if (slip.recovered().isZero() && slip.withheld().isEmpty()) {
            return List.of();
        }
        Table table = new Table(
                Texts.t("ui.pay.taken-off"), Texts.t("payroll.slip.label"), "#" + Texts.t("ui.pay.amount.short"));
        table.row(Texts.t("ui.pay.taken-off.net"), slip.netPaid());
        if (slip.recovered().isPositive()) {
            table.row(
                    step("payroll.slip.recovered", "ui.pay.taken-off.advance"),
                    slip.recovered().negated());
        }
        slip.withheld().forEach(one -> {
            Div soft = new Div(Texts.t(
                    one.amount().compareTo(one.due()) < 0 ? "payroll.slip.withheld.part" : "payroll.slip.withheld.why",
                    one.due(),
                    one.owedAfter()));
            soft.addClassName("soft");
            table.row(
                    new Div(new Span(Texts.t("payroll.slip.withheld", one.fund())), soft),
                    one.amount().negated());
        });
        table.total(Texts.t("payroll.slip.net-paid"), slip.transferred());
        return List.of(new H3(Texts.t("ui.pay.taken-off")), table);
    }

    private static Div step(String key, String why, Object... arguments) {
        Div soft = new Div(Texts.t(why, arguments));
        soft.addClassName("soft");
        return new Div(new Span(Texts.t(key)), soft);
    }

    /** Every line of a slip, under the headings of the law, and what they add up to. */
    static Table lines(PayCalculation pay) {
        Table table = new Table(
                        Texts.t("ui.pay.lines"),
                        Texts.t("payroll.slip.label"),
                        "#" + Texts.t("payroll.slip.base"),
                        "#" + Texts.t("payroll.slip.employee-amount"),
                        "#" + Texts.t("payroll.slip.employer-amount"))
                .asCards();
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
