package coop.entrelacs.payroll;

import coop.entrelacs.payroll.PayCalculation.Line;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.payroll.PayslipStore.YearSums;
import coop.entrelacs.shared.Money;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The body of the renewed payslip, compulsory from 1 January 2027 (order of 25 February 2016, art. 1, as changed on 31 January 2023): gross
 * pay first, what the law obliges to and its total, what relieves of it, what is voluntary, the net social amount, refunds and other
 * deductions, the net before tax, the tax, the net.
 */
record RenewedPayslip(SlipTable table, Slip slip, YearSums year) {

    /** Cover by agreement of the trade or the company, which the model no longer counts among health. */
    private static final Set<String> VOLUNTARY = Set.of("provident", "provident-executive");

    /** Lines of the complementary pension by slice; the technical contribution bears on both slices together. */
    private static final Set<String> FIRST_SLICE = Set.of("pension-slice-1", "ceg-slice-1");

    private static final Set<String> SECOND_SLICE = Set.of("pension-slice-2", "ceg-slice-2");

    void write() {
        PayCalculation pay = slip.pay();
        table.open();
        table.grossPay(pay);
        table.total("payroll.slip.renewed.gross", pay.gross(), true);
        table.heading(table.say("payroll.slip.renewed.compulsory"));
        group(LegalGroup.HEALTH);
        group(LegalGroup.WORK_ACCIDENT);
        pension();
        group(LegalGroup.FAMILY);
        group(LegalGroup.UNEMPLOYMENT);
        sums("payroll.slip.renewed.other", in(LegalGroup.OTHER));
        group(LegalGroup.CSG_DEDUCTIBLE);
        group(LegalGroup.CSG_TAXABLE);
        Predicate<Line> compulsory = line -> line.group() != LegalGroup.REDUCTION && !voluntary(line);
        total("payroll.slip.renewed.compulsory.total", compulsory);
        sums("payroll.slip.renewed.reductions", in(LegalGroup.REDUCTION));
        if (pay.lines().stream().anyMatch(RenewedPayslip::voluntary)) {
            table.heading(table.say("payroll.slip.renewed.voluntary"));
            lines(RenewedPayslip::voluntary);
            total("payroll.slip.renewed.voluntary.total", RenewedPayslip::voluntary);
        }
        table.close();
        table.openPairs("social");
        table.pair("payroll.slip.net-social", pay.netSocial(), true);
        table.close();
        table.openPairs("net");
        if (!pay.benefitsInKind().isZero()) {
            table.pair("payroll.slip.renewed.benefits-off", pay.benefitsInKind().negated(), false);
        }
        table.pair("payroll.slip.net-before-tax", pay.netBeforeTax(), true);
        table.close();
        table.tax(pay, year);
        table.paid(slip, "payroll.slip.renewed.net-paid");
    }

    private static boolean voluntary(Line line) {
        return VOLUNTARY.contains(line.code());
    }

    private static Predicate<Line> in(LegalGroup group) {
        return line -> line.group() == group && !voluntary(line);
    }

    private void group(LegalGroup group) {
        List<Line> lines = slip.pay().lines().stream().filter(in(group)).toList();
        if (lines.isEmpty()) {
            return;
        }
        String name = table.say("legalgroup." + group);
        if (lines.size() == 1 && group != LegalGroup.HEALTH) {
            table.line(name, true, lines.getFirst());
            return;
        }
        table.heading(name);
        lines(in(group));
    }

    /** Old age of the general scheme line by line, then the complementary pension with its balancing contributions, a slice a line. */
    private void pension() {
        table.heading(table.say("legalgroup.PENSION"));
        Predicate<Line> complementary = line -> FIRST_SLICE.contains(line.code())
                || SECOND_SLICE.contains(line.code())
                || line.code().equals("cet");
        lines(in(LegalGroup.PENSION).and(complementary.negate()));
        Money first = base("pension-slice-1");
        Money second = base("pension-slice-2");
        Line technical = slip.pay().lines().stream()
                .filter(line -> line.code().equals("cet"))
                .findFirst()
                .orElse(null);
        Money employee = technical == null ? Money.ZERO : technical.employeeAmount();
        Money employer = technical == null ? Money.ZERO : technical.employerAmount();
        List<Money> employeeParts =
                employee.isZero() ? List.of(Money.ZERO, Money.ZERO) : share(employee, first, second);
        List<Money> employerParts =
                employer.isZero() ? List.of(Money.ZERO, Money.ZERO) : share(employer, first, second);
        table.sums(
                table.say("payroll.slip.renewed.slice-1"),
                false,
                sum(line -> FIRST_SLICE.contains(line.code()), Line::employeeAmount)
                        .plus(employeeParts.getFirst()),
                sum(line -> FIRST_SLICE.contains(line.code()), Line::employerAmount)
                        .plus(employerParts.getFirst()));
        if (second.isPositive()) {
            table.sums(
                    table.say("payroll.slip.renewed.slice-2"),
                    false,
                    sum(line -> SECOND_SLICE.contains(line.code()), Line::employeeAmount)
                            .plus(employeeParts.getLast()),
                    sum(line -> SECOND_SLICE.contains(line.code()), Line::employerAmount)
                            .plus(employerParts.getLast()));
        }
    }

    private static List<Money> share(Money amount, Money first, Money second) {
        return amount.allocate(List.of(first.toEuros(), second.toEuros()));
    }

    private Money base(String code) {
        return slip.pay().lines().stream()
                .filter(line -> line.code().equals(code))
                .map(Line::base)
                .findFirst()
                .orElse(Money.ZERO);
    }

    private void lines(Predicate<Line> which) {
        slip.pay().lines().stream()
                .filter(which)
                .forEach(line -> table.line(table.say("payroll.line." + line.code()), false, line));
    }

    private void sums(String key, Predicate<Line> which) {
        if (slip.pay().lines().stream().anyMatch(which)) {
            table.sums(table.say(key), false, sum(which, Line::employeeAmount), sum(which, Line::employerAmount));
        }
    }

    private void total(String key, Predicate<Line> which) {
        table.sums(table.say(key), true, sum(which, Line::employeeAmount), sum(which, Line::employerAmount));
    }

    private Money sum(Predicate<Line> which, Function<Line, Money> side) {
        return Money.sum(slip.pay().lines().stream().filter(which).map(side).toList());
    }
}
