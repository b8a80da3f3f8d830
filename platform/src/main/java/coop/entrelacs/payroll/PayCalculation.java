package coop.entrelacs.payroll;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A month's pay worked out: the lines of the slip in the order of the law and what they add up to. The totals are sums of the
 * rounded lines, so that whoever adds up the printed slip finds the same cents.
 *
 * @param agreedPay pay in money for the whole month: given, or found from a budget or a net
 * @param gross agreed pay less absences plus additions and benefits in kind
 * @param ceiling the monthly ceiling applied, after part time and absences
 * @param smic the monthly SMIC pay is compared with for the general reduction
 * @param hours the month's hours by contract, or the equivalent ones
 * @param reductionCoefficient of the general reduction, four decimals; zero when none is due
 * @param employerContributions before the reduction
 * @param reduction what the employer is relieved of, positive; negative when an earlier month's is taken back
 * @param employerCost gross + employer's contributions - reduction
 * @param netSocial the "montant net social"
 * @param netTaxable what the withholding tax is computed on
 * @param incomeTax withheld; its rate is {@code taxRate}
 * @param neutralTaxRate whether the rate is the neutral one
 * @param absenceDetails what {@code absences} is made of, in the order given; empty on slips made before it was kept
 * @param taxTerritory whose neutral rates hold
 */
public record PayCalculation(
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
        List<Warning> warnings,
        YearToDate yearToDate,
        List<PayInput.Addition> additions,
        TaxTerritory taxTerritory,
        List<PayInput.Absence> absenceDetails) {

    public PayCalculation {
        // slips made before there were additions have none
        additions = additions == null ? List.of() : List.copyOf(additions);
        absenceDetails = absenceDetails == null ? List.of() : List.copyOf(absenceDetails);
        // slips made before there were three grids took that of metropolitan France
        taxTerritory = taxTerritory == null ? TaxTerritory.METROPOLE : taxTerritory;
        lines = List.copyOf(lines);
        warnings = List.copyOf(warnings);
        if (!netPaid.plus(incomeTax)
                .plus(benefitsInKind)
                .plus(employeeContributions)
                .equals(gross)) {
            throw new IllegalStateException("net and what is withheld do not add up to gross");
        }
        if (!gross.plus(employerContributions).minus(reduction).equals(employerCost)) {
            throw new IllegalStateException("gross and contributions do not add up to the employer's cost");
        }
    }

    /** The same with something more to look at. */
    PayCalculation warned(Warning more) {
        List<Warning> all = new java.util.ArrayList<>(warnings);
        all.add(more);
        return new PayCalculation(
                date,
                agreedPay,
                absences,
                benefitsInKind,
                gross,
                ceiling,
                smic,
                hours,
                reductionCoefficient,
                lines,
                employerContributions,
                reduction,
                employeeContributions,
                employerCost,
                netSocial,
                netBeforeTax,
                netTaxable,
                taxRate,
                neutralTaxRate,
                incomeTax,
                netPaid,
                all,
                yearToDate,
                additions,
                taxTerritory,
                absenceDetails);
    }

    /** What someone should look at before such a slip goes out. */
    public enum Warning {
        /** Worked out by rates of an earlier year: those of its own are not known yet. */
        LAW_NOT_KNOWN_YET,
        BELOW_SMIC,
        NEGATIVE_NET
    }

    /**
     * One line of the slip. Amounts are positive when due; the reduction is negative.
     *
     * @param code of the contribution; its label is the message {@code payroll.line.<code>}
     * @param employerRate null where the employer owes nothing by this line
     * @param deferred declared and paid in the following year only
     * @param source the text the rate comes from; empty where it is the establishment's or an agreement's
     */
    public record Line(
            String code,
            LegalGroup group,
            SocialBody body,
            Money base,
            @Nullable Rate employerRate,
            Money employerAmount,
            @Nullable Rate employeeRate,
            Money employeeAmount,
            boolean deferred,
            String source) {}
}
