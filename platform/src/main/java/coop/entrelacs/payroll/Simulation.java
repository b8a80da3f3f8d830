package coop.entrelacs.payroll;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.web.Words;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A calculation in the words of its reader. */
record Simulation(
        LocalDate date,
        Money agreedPay,
        Money absences,
        Money benefitsInKind,
        Money gross,
        Money ceiling,
        BigDecimal smic,
        BigDecimal hours,
        BigDecimal reductionCoefficient,
        List<Line> lines,
        Money employerContributions,
        Money reduction,
        Money employeeContributions,
        Money employerCost,
        Money netSocial,
        Money netBeforeTax,
        Money netTaxable,
        Rate taxRate,
        boolean neutralTaxRate,
        Money incomeTax,
        Money netPaid,
        List<Notice> warnings,
        YearToDate yearToDate,
        List<PayInput.Addition> additions) {

    /**
     * @param label the contribution's name in the reader's language
     * @param groupLabel the heading of the payslip it stands under
     */
    record Line(
            String code,
            String label,
            LegalGroup group,
            String groupLabel,
            SocialBody body,
            Money base,
            @Nullable Rate employerRate,
            Money employerAmount,
            @Nullable Rate employeeRate,
            Money employeeAmount,
            boolean deferred,
            String source) {}

    record Notice(PayCalculation.Warning code, String text) {}

    static Simulation of(PayCalculation pay, Words words, Locale language) {
        return new Simulation(
                pay.date(),
                pay.agreedPay(),
                pay.absences(),
                pay.benefitsInKind(),
                pay.gross(),
                pay.ceiling(),
                pay.smic(),
                pay.hours(),
                pay.reductionCoefficient(),
                pay.lines().stream()
                        .map(line -> new Line(
                                line.code(),
                                words.get("payroll.line." + line.code(), language),
                                line.group(),
                                words.get("legalgroup." + line.group(), language),
                                line.body(),
                                line.base(),
                                line.employerRate(),
                                line.employerAmount(),
                                line.employeeRate(),
                                line.employeeAmount(),
                                line.deferred(),
                                line.source()))
                        .toList(),
                pay.employerContributions(),
                pay.reduction(),
                pay.employeeContributions(),
                pay.employerCost(),
                pay.netSocial(),
                pay.netBeforeTax(),
                pay.netTaxable(),
                pay.taxRate(),
                pay.neutralTaxRate(),
                pay.incomeTax(),
                pay.netPaid(),
                pay.warnings().stream()
                        .map(warning -> new Notice(warning, words.get("payroll.warning." + warning, language)))
                        .toList(),
                pay.yearToDate(),
                pay.additions());
    }
}
