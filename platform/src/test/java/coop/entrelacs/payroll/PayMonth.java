package coop.entrelacs.payroll;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds pay inputs that read as the domain speaks: {@code anEmployee().paid("2500").inMarch2026()}. */
final class PayMonth {

    static final PayCalculator CALCULATOR = new PayCalculator(PayrollParameters.load());

    private LocalDate date = LocalDate.of(2026, 7, 1);
    private boolean fixedTerm;
    private boolean executive;
    private WorkingTime workingTime = new WorkingTime.FullTime();
    private PayTarget target = new PayTarget.Gross(Money.of("2500"));
    private final List<PayInput.Absence> absences = new ArrayList<>();
    private Money benefits = Money.ZERO;
    private PayInput.HealthCover cover = new PayInput.HealthCover(Money.of("40"), Rate.percent("50"));
    private PayInput.@Nullable ProvidentCover provident;
    private @Nullable Rate taxRate = Rate.ZERO;
    private Establishment establishment =
            new Establishment(60, Rate.percent("2.08"), Rate.percent("2.95"), false, Rate.ZERO);
    private @Nullable YearToDate yearToDate;

    static PayMonth anEmployee() {
        return new PayMonth();
    }

    static PayMonth anEntrepreneurEmployee() {
        PayMonth payslip = new PayMonth();
        payslip.workingTime = new WorkingTime.EquivalentHours();
        return payslip;
    }

    PayMonth on(String date) {
        this.date = LocalDate.parse(date);
        return this;
    }

    PayMonth fixedTerm(boolean fixedTerm) {
        this.fixedTerm = fixedTerm;
        return this;
    }

    PayMonth executive(boolean executive) {
        this.executive = executive;
        return this;
    }

    PayMonth weekly(String hours) {
        this.workingTime = new WorkingTime.PartTime(new BigDecimal(hours));
        return this;
    }

    PayMonth paid(String gross) {
        return paid(Money.of(gross));
    }

    PayMonth paid(Money gross) {
        this.target = new PayTarget.Gross(gross);
        return this;
    }

    PayMonth costing(Money budget) {
        this.target = new PayTarget.EmployerCost(budget);
        return this;
    }

    PayMonth leaving(Money net) {
        this.target = new PayTarget.NetBeforeTax(net);
        return this;
    }

    PayMonth arriving(Money net) {
        this.target = new PayTarget.NetPaid(net);
        return this;
    }

    PayMonth away(PayInput.AbsenceKind kind, int days, String deduction) {
        absences.add(new PayInput.Absence(kind, days, Money.of(deduction)));
        return this;
    }

    /** Away while the employer keeps up a part of pay. */
    PayMonth awayInPartPaid(PayInput.AbsenceKind kind, int days, String deduction) {
        absences.add(new PayInput.Absence(kind, days, Money.of(deduction), true, null, null));
        return this;
    }

    PayMonth with(Money benefits) {
        this.benefits = benefits;
        return this;
    }

    PayMonth covered(String premium, String employerShare) {
        this.cover = new PayInput.HealthCover(Money.of(premium), Rate.percent(employerShare));
        return this;
    }

    PayMonth provident(String employer, String employee) {
        this.provident = new PayInput.ProvidentCover(Rate.percent(employer), Rate.percent(employee));
        return this;
    }

    PayMonth taxed(@Nullable String rate) {
        this.taxRate = rate == null ? null : Rate.percent(rate);
        return this;
    }

    PayMonth at(Establishment establishment) {
        this.establishment = establishment;
        return this;
    }

    PayMonth after(@Nullable YearToDate yearToDate) {
        this.yearToDate = yearToDate;
        return this;
    }

    PayInput input() {
        return new PayInput(
                date,
                fixedTerm,
                executive,
                workingTime,
                target,
                absences,
                benefits,
                cover,
                provident,
                taxRate,
                establishment,
                yearToDate);
    }

    PayCalculation calculated() {
        return CALCULATOR.calculate(input());
    }

    /** The employer's and the member's amount of a line; zero when the slip has none. */
    static Money employer(PayCalculation slip, String code) {
        return Money.sum(slip.lines().stream()
                .filter(line -> line.code().equals(code))
                .map(PayCalculation.Line::employerAmount)
                .toList());
    }

    static Money employee(PayCalculation slip, String code) {
        return Money.sum(slip.lines().stream()
                .filter(line -> line.code().equals(code))
                .map(PayCalculation.Line::employeeAmount)
                .toList());
    }
}
