package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one month's pay of one person depends on, besides the law.
 *
 * @param date a day of the month worked; decides the law
 * @param fixedTerm whether the contract ends on a date (CDD)
 * @param executive whether affiliated as cadre (Agirc art. 4 and 4 bis)
 * @param benefitsInKind their value, part of gross pay and not paid out
 * @param provident null: none, or for executives the legal minimum
 * @param taxRate the withholding rate the tax office gave; null: the neutral rate
 * @param territory whose grid of neutral rates holds where {@code taxRate} is null
 * @param additions gross pay besides the month's own, as an indemnity of who leaves: absences do not shorten it
 * @param yearToDate what this year's earlier slips add up to, for the regularisation of ceilings and reduction; null: none
 */
public record PayInput(
        LocalDate date,
        boolean fixedTerm,
        boolean executive,
        WorkingTime workingTime,
        PayTarget target,
        List<Absence> absences,
        Money benefitsInKind,
        HealthCover healthCover,
        @Nullable ProvidentCover provident,
        @Nullable Rate taxRate,
        Establishment establishment,
        @Nullable YearToDate yearToDate,
        TaxTerritory territory,
        List<Addition> additions) {

    private static final java.math.BigDecimal EXECUTIVE_MINIMUM = new java.math.BigDecimal("1.5");

    /** A month of somebody domiciled in metropolitan France, with nothing paid besides. */
    public PayInput(
            LocalDate date,
            boolean fixedTerm,
            boolean executive,
            WorkingTime workingTime,
            PayTarget target,
            List<Absence> absences,
            Money benefitsInKind,
            HealthCover healthCover,
            @Nullable ProvidentCover provident,
            @Nullable Rate taxRate,
            Establishment establishment,
            @Nullable YearToDate yearToDate) {
        this(
                date,
                fixedTerm,
                executive,
                workingTime,
                target,
                absences,
                benefitsInKind,
                healthCover,
                provident,
                taxRate,
                establishment,
                yearToDate,
                TaxTerritory.METROPOLE,
                List.of());
    }

    public PayInput {
        absences = whole("absences", absences);
        additions = List.copyOf(additions);
        if (benefitsInKind.isNegative()) {
            throw new InvalidField("benefitsInKind", "pay-amount-negative");
        }
        if (taxRate != null) {
            Establishment.percentage("taxRate", taxRate);
        }
        if (executive && provident != null && provident.employerRate().percent().compareTo(EXECUTIVE_MINIMUM) < 0) {
            throw new InvalidField("provident.employerRate", "executive-provident-minimum", "1.5");
        }
        int days = absences.stream()
                .filter(Absence::reducesCeiling)
                .mapToInt(Absence::days)
                .sum();
        if (days > date.lengthOfMonth()) {
            throw new InvalidField("absences", "absence-longer-than-month", date.lengthOfMonth());
        }
        if (yearToDate != null && yearToDate.year() != date.getYear()) {
            throw new InvalidField("yearToDate.year", "pay-other-year", date.getYear());
        }
    }

    /** A list as it was sent: an item may be missing in it. */
    static <T> List<T> whole(String field, List<T> sent) {
        for (int i = 0; i < sent.size(); i++) {
            if (sent.get(i) == null) {
                throw new InvalidField(field + "[" + i + "]", "required");
            }
        }
        return List.copyOf(sent);
    }

    static void required(String field, @Nullable Object value) {
        if (value == null) {
            throw new InvalidField(field, "required");
        }
    }

    /** The same month with something paid besides. */
    PayInput with(List<Addition> more) {
        return new PayInput(
                date,
                fixedTerm,
                executive,
                workingTime,
                target,
                absences,
                benefitsInKind,
                healthCover,
                provident,
                taxRate,
                establishment,
                yearToDate,
                territory,
                more);
    }

    /** The same month of somebody domiciled there. */
    PayInput in(TaxTerritory domicile) {
        return new PayInput(
                date,
                fixedTerm,
                executive,
                workingTime,
                target,
                absences,
                benefitsInKind,
                healthCover,
                provident,
                taxRate,
                establishment,
                yearToDate,
                domicile,
                additions);
    }

    /** What is paid besides a month's pay. */
    public enum AdditionKind {
        /** Leave not taken when somebody leaves (Code du travail, art. L3141-28). */
        LEAVE_INDEMNITY,
        /** The end of a fixed-term contract (art. L1243-8). */
        FIXED_TERM_INDEMNITY,
        /** What a tenth of the reference period's pay is beyond the pay that went on during leave (art. L3141-24). */
        LEAVE_TENTH
    }

    /** One piece of gross pay besides the month's own; its label is the message {@code payroll.addition.<kind>}. */
    public record Addition(AdditionKind kind, Money amount) {
        public Addition {
            if (!amount.isPositive()) {
                throw new InvalidField("additions.amount", "must-be-positive");
            }
        }
    }

    /** Why someone was away. */
    public enum AbsenceKind {
        /** The contract began or ended within the month. */
        NOT_EMPLOYED,
        UNPAID_LEAVE,
        SICKNESS,
        WORK_ACCIDENT,
        PARENTHOOD,
        PAID_LEAVE
    }

    /**
     * One absence.
     *
     * @param days calendar days
     * @param deduction what it takes off the month's pay
     * @param maintained whether the employer pays a part of these days all the same; null: no
     * @param firstDay of these days, for the slip to show; null where it is not known
     * @param lastDay of these days; null where it is not known
     */
    public record Absence(
            AbsenceKind kind,
            int days,
            Money deduction,
            @Nullable Boolean maintained,
            @Nullable LocalDate firstDay,
            @Nullable LocalDate lastDay) {

        /** Days for which the employer pays nothing of what is deducted. */
        public Absence(AbsenceKind kind, int days, Money deduction) {
            this(kind, days, deduction, false, null, null);
        }

        public Absence {
            required("kind", kind);
            required("deduction", deduction);
            if (days < 0 || days > 31) {
                throw new InvalidField("days", "absence-days-range");
            }
            if (deduction.isNegative()) {
                throw new InvalidField("deduction", "pay-amount-negative");
            }
        }

        /**
         * Whether its days shorten the month for the ceilings (CSS, art. R242-2): days without pay do, whatever they are for. Days for
         * which the employer keeps up a part of pay count whole (BOSS, Assiette générale, on incomplete months).
         */
        boolean reducesCeiling() {
            return switch (kind) {
                case NOT_EMPLOYED, UNPAID_LEAVE -> true;
                case SICKNESS, WORK_ACCIDENT, PARENTHOOD -> !Boolean.TRUE.equals(maintained) && deduction.isPositive();
                case PAID_LEAVE -> false;
            };
        }
    }

    /**
     * The compulsory health cover (mutuelle).
     *
     * @param premium of the month, both parts
     * @param employerShare of the premium; the law asks for at least 50 %
     */
    public record HealthCover(Money premium, Rate employerShare) {

        public static final HealthCover NONE = new HealthCover(Money.ZERO, Rate.percent("50"));

        public HealthCover {
            required("healthCover.premium", premium);
            required("healthCover.employerShare", employerShare);
            if (premium.isNegative()) {
                throw new InvalidField("healthCover.premium", "pay-amount-negative");
            }
            Establishment.percentage("healthCover.employerShare", employerShare);
        }
    }

    /** Cover for incapacity, invalidity and death, in percent of pay up to the ceiling. */
    public record ProvidentCover(Rate employerRate, Rate employeeRate) {
        public ProvidentCover {
            required("provident.employerRate", employerRate);
            required("provident.employeeRate", employeeRate);
            Establishment.percentage("provident.employerRate", employerRate);
            Establishment.percentage("provident.employeeRate", employeeRate);
        }
    }
}
