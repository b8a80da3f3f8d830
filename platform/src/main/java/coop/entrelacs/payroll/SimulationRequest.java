package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the simulator is asked: every input of the engine, with the usual answer where one is left out. */
@Schema(description = "One month of one person. What is left out takes the value named with each field.")
record SimulationRequest(
        @Schema(description = "A day of the month worked; decides which law applies.", example = "2026-07-01") @Nullable
        LocalDate date,

        @Schema(description = "PERMANENT (CDI) or FIXED_TERM (CDD); PERMANENT if left out.") @Nullable
        ContractTerm contract,

        @Schema(description = "Whether affiliated as cadre; false if left out.") @Nullable
        Boolean executive,

        @Schema(description = "FULL_TIME if left out.") @Nullable
        Time workingTime,

        @Schema(description = "The one figure that is fixed.") @Nullable
        Target target,

        @Schema(description = "None if left out.") @Nullable List<PayInput.Absence> absences,

        @Schema(description = "Value of benefits in kind of the month; none if left out.", example = "0.00") @Nullable
        Money benefitsInKind,

        @Schema(description = "The compulsory health cover; none if left out.")
        PayInput.@Nullable HealthCover healthCover,

        @Schema(
                description = "Provident cover by agreement, in percent of pay up to the ceiling; the legal minimum for"
                        + " executives if left out, else none.")
        PayInput.@Nullable ProvidentCover provident,

        @Schema(description = "Withholding rate in percent; the neutral rate if left out.", example = "7.3") @Nullable
        Rate taxRate,

        @Schema(description = "The employer; the cooperative's own settings if left out.") @Nullable
        EstablishmentData establishment,

        @Schema(
                description = "Where the person is domiciled for income tax, which decides the grid of neutral rates;"
                        + " METROPOLE if left out.")
        @Nullable
        TaxTerritory taxTerritory,

        @Schema(description = "Totals of this year's earlier months, as an earlier answer gave them; none if left out.")
        @Nullable
        YearToDate yearToDate) {

    enum ContractTerm {
        PERMANENT,
        FIXED_TERM
    }

    enum TimeKind {
        FULL_TIME,
        PART_TIME,
        EQUIVALENT_HOURS
    }

    enum TargetKind {
        GROSS,
        EMPLOYER_COST,
        NET_BEFORE_TAX,
        NET_PAID
    }

    /** @param weeklyHours for PART_TIME only */
    record Time(
            @Nullable TimeKind kind,

            @Schema(description = "Hours a week by contract, for PART_TIME only.", example = "28") @Nullable
            BigDecimal weeklyHours) {

        WorkingTime toWorkingTime() {
            TimeKind given = kind == null ? TimeKind.FULL_TIME : kind;
            if (given != TimeKind.PART_TIME && weeklyHours != null) {
                throw new InvalidField("workingTime.weeklyHours", "weekly-hours-part-time-only");
            }
            return switch (given) {
                case FULL_TIME -> new WorkingTime.FullTime();
                case EQUIVALENT_HOURS -> new WorkingTime.EquivalentHours();
                case PART_TIME -> {
                    if (weeklyHours == null) {
                        throw new InvalidField("workingTime.weeklyHours", "required");
                    }
                    yield new WorkingTime.PartTime(weeklyHours);
                }
            };
        }
    }

    record Target(
            @Nullable TargetKind kind,

            @Schema(description = "Euros a month.", example = "2500.00") @Nullable
            Money amount) {

        PayTarget toPayTarget() {
            if (amount == null) {
                throw new InvalidField("target.amount", "required");
            }
            return switch (kind == null ? TargetKind.GROSS : kind) {
                case GROSS -> new PayTarget.Gross(amount);
                case EMPLOYER_COST -> new PayTarget.EmployerCost(amount);
                case NET_BEFORE_TAX -> new PayTarget.NetBeforeTax(amount);
                case NET_PAID -> new PayTarget.NetPaid(amount);
            };
        }
    }

    /** As {@link Establishment}, each field with its usual value. */
    record EstablishmentData(
            @Schema(description = "Yearly average headcount of the company.", example = "60") @Nullable
            Integer headcount,

            @Schema(description = "Notified AT/MP rate in percent.", example = "2.08") @Nullable
            Rate workAccidentRate,

            @Schema(description = "Versement mobilité in percent; 0 if left out.", example = "2.95") @Nullable
            Rate mobilityRate,

            @Schema(description = "False if left out.") @Nullable
            Boolean alsaceMoselle,

            @Schema(description = "Share of apprentices in the headcount in percent; 0 if left out.", example = "0")
            @Nullable
            Rate apprenticeShare) {

        Establishment toEstablishment() {
            if (headcount == null) {
                throw new InvalidField("establishment.headcount", "required");
            }
            if (workAccidentRate == null) {
                throw new InvalidField("establishment.workAccidentRate", "required");
            }
            return new Establishment(
                    headcount,
                    workAccidentRate,
                    mobilityRate == null ? Rate.ZERO : mobilityRate,
                    Boolean.TRUE.equals(alsaceMoselle),
                    apprenticeShare == null ? Rate.ZERO : apprenticeShare);
        }
    }

    PayInput toInput(java.util.function.Supplier<Establishment> ownEstablishment) {
        if (date == null) {
            throw new InvalidField("date", "required");
        }
        if (target == null) {
            throw new InvalidField("target", "required");
        }
        return new PayInput(
                        date,
                        contract == ContractTerm.FIXED_TERM,
                        Boolean.TRUE.equals(executive),
                        workingTime == null ? new WorkingTime.FullTime() : workingTime.toWorkingTime(),
                        target.toPayTarget(),
                        absences == null ? List.of() : absences,
                        benefitsInKind == null ? Money.ZERO : benefitsInKind,
                        healthCover == null ? PayInput.HealthCover.NONE : healthCover,
                        provident,
                        taxRate,
                        establishment == null ? ownEstablishment.get() : establishment.toEstablishment(),
                        yearToDate)
                .in(taxTerritory == null ? TaxTerritory.METROPOLE : taxTerritory);
    }
}
