package coop.entrelacs.members;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Period;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A CESA (Code du travail L7331-2, L7331-3, L7332-1).
 *
 * @param clauses what the law wants written
 * @param fixedPay the fixed part of the monthly gross pay
 * @param monthlyHours the hours that the fixed part stands for
 * @param trialLastDay the end of the trial period, or null for none: eight months at most, less the time under a CAPE (L7332-1)
 * @param associateBy the day by which the entrepreneur must be an associate: three years from the signature, less the time
 *     under a CAPE (L7331-3); without it the contract ends
 */
public record EntrepreneurEmployeeContract(
        UUID id,
        UUID member,
        LocalDate signedOn,
        LocalDate firstDay,
        @Nullable LocalDate endedOn,
        Clauses clauses,
        Money fixedPay,
        BigDecimal monthlyHours,
        @Nullable LocalDate trialLastDay,
        LocalDate associateBy)
        implements Contract {

    public static final int MOST_TRIAL_MONTHS = 8;
    public static final int YEARS_TO_ASSOCIATE = 3;

    public EntrepreneurEmployeeContract {
        days(signedOn, firstDay, endedOn);
        Fields.required("clauses", clauses);
        Fields.required("fixedPay", fixedPay);
        if (!fixedPay.isPositive()) {
            throw new InvalidField("fixedPay", "must-be-positive");
        }
        hours(monthlyHours);
        if (trialLastDay != null) {
            if (trialLastDay.isBefore(firstDay)) {
                throw new InvalidField("trialLastDay", "last-day-before-first");
            }
            if (!trialLastDay.isBefore(firstDay.plusMonths(MOST_TRIAL_MONTHS))) {
                throw new InvalidField("trialLastDay", "trial-too-long", MOST_TRIAL_MONTHS);
            }
        }
        if (associateBy.isAfter(signedOn.plusYears(YEARS_TO_ASSOCIATE))) {
            throw new InvalidField("associateBy", "associate-within-years", YEARS_TO_ASSOCIATE);
        }
    }

    /**
     * What Code du travail L7331-2, 2° wants written.
     *
     * @param objectives a) the objectives and the least activity expected
     * @param means b) what the cooperative does to support and oversee the activity
     * @param contribution c) how the contribution to the shared services is computed
     * @param variablePay d) how the variable part of the pay is computed
     * @param statutes e) the statutes in force
     * @param clientele f) how the entrepreneur keeps their customers and intellectual property
     */
    public record Clauses(
            String objectives,
            String means,
            String contribution,
            String variablePay,
            String statutes,
            String clientele) {
        public Clauses {
            objectives = Fields.required("clauses.objectives", objectives, 4000);
            means = Fields.required("clauses.means", means, 4000);
            contribution = Fields.required("clauses.contribution", contribution, 2000);
            variablePay = Fields.required("clauses.variablePay", variablePay, 2000);
            statutes = Fields.required("clauses.statutes", statutes, 200);
            clientele = Fields.required("clauses.clientele", clientele, 2000);
        }
    }

    @Override
    public @Nullable LocalDate plannedLastDay() {
        return null;
    }

    @Override
    public ContractKind kind() {
        return ContractKind.ENTREPRENEUR_EMPLOYEE;
    }

    /** The day by which who signs then must be an associate, given the times they were under earlier contracts here. */
    static LocalDate associateBy(LocalDate signedOn, List<Period> earlier) {
        return signedOn.plusYears(YEARS_TO_ASSOCIATE).minusDays(daysOf(earlier));
    }

    /** The last day that a trial may have, given the same; empty of sense (before the first day) when there is none left. */
    static LocalDate latestTrial(LocalDate firstDay, List<Period> earlier) {
        return firstDay.plusMonths(MOST_TRIAL_MONTHS).minusDays(1 + daysOf(earlier));
    }

    private static long daysOf(List<Period> periods) {
        return periods.stream()
                .mapToLong(period -> ChronoUnit.DAYS.between(period.first(), Objects.requireNonNull(period.last())) + 1)
                .sum();
    }

    static void days(@Nullable LocalDate signedOn, @Nullable LocalDate firstDay, @Nullable LocalDate endedOn) {
        LocalDate signed = Fields.required("signedOn", signedOn);
        LocalDate first = Fields.required("firstDay", firstDay);
        if (signed.isAfter(first)) {
            throw new InvalidField("signedOn", "contract-signed-late");
        }
        if (endedOn != null && endedOn.isBefore(first)) {
            throw new InvalidField("endedOn", "last-day-before-first");
        }
    }

    static void hours(@Nullable BigDecimal monthlyHours) {
        BigDecimal hours = Fields.required("monthlyHours", monthlyHours);
        if (hours.signum() <= 0 || hours.compareTo(new BigDecimal("220")) > 0) {
            throw new InvalidField("monthlyHours", "out-of-range", 0, 220);
        }
        if (hours.stripTrailingZeros().scale() > 2) {
            throw new InvalidField("monthlyHours", "too-many-decimals", 2);
        }
    }
}
