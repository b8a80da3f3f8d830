package coop.entrelacs.payroll;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** One contribution of the parameter file with all its dated rates. */
record Contribution(
        String code,
        LegalGroup group,
        SocialBody body,
        ContributionBase base,
        Condition when,
        Agreed agreed,
        boolean cover,
        boolean taxable,
        boolean deferred,
        @Nullable DatedSeries<SourcedRate> employer,
        @Nullable DatedSeries<SourcedRate> employee,
        @Nullable DatedSeries<Relief> relief) {

    /** Where a rate comes from when the law leaves it to the establishment or to an agreement. */
    enum Agreed {
        BY_LAW,
        WORK_ACCIDENT,
        MOBILITY,
        HEALTH_COVER,
        PROVIDENT
    }

    /** A rate in percent and the text it comes from. */
    record SourcedRate(BigDecimal percent, String source) {}

    /** A lower employer's rate while pay stays below a multiple of the SMIC; {@code belowSmic} is null once it is abolished. */
    record Relief(@Nullable BigDecimal belowSmic, BigDecimal percent, String source) {}

    /** Whom a contribution concerns. Headcounts and shares: from (included) to below (excluded); null: no matter. */
    record Condition(
            int headcountFrom,
            int headcountBelow,
            BigDecimal apprenticesFrom,
            BigDecimal apprenticesBelow,
            @Nullable Boolean executive,
            @Nullable Boolean alsaceMoselle,
            @Nullable Boolean fixedTerm,
            @Nullable Boolean provident) {

        boolean holds(PayInput input) {
            Establishment at = input.establishment();
            return at.headcount() >= headcountFrom
                    && at.headcount() < headcountBelow
                    && at.apprenticeShare().percent().compareTo(apprenticesFrom) >= 0
                    && at.apprenticeShare().percent().compareTo(apprenticesBelow) < 0
                    && (executive == null || executive == input.executive())
                    && (alsaceMoselle == null || alsaceMoselle == at.alsaceMoselle())
                    && (fixedTerm == null || fixedTerm == input.fixedTerm())
                    && (provident == null || provident == (input.provident() != null));
        }
    }

    /** The contribution as it stands on a day, in the engine's integers. */
    InForce on(LocalDate day) {
        SourcedRate er = employer == null ? null : employer.on(day);
        SourcedRate ee = employee == null ? null : employee.on(day);
        Relief lower = relief == null ? null : relief.on(day);
        BigDecimal belowSmic = lower == null ? null : lower.belowSmic();
        String source = er != null ? er.source() : ee != null ? ee.source() : "";
        return new InForce(
                this,
                er == null ? 0 : Fixed.micros(er.percent()),
                ee == null ? 0 : Fixed.micros(ee.percent()),
                lower == null || belowSmic == null ? 0 : Fixed.micros(lower.percent()),
                belowSmic == null ? 0 : belowSmic.doubleValue(),
                lower == null || belowSmic == null ? "" : lower.source(),
                source);
    }

    /**
     * Rates of one day.
     *
     * @param employer in millionths of pay, as all rates here
     * @param reliefBelow the multiple of the SMIC below which the relieved rate holds; 0: never
     */
    record InForce(
            Contribution contribution,
            long employer,
            long employee,
            long relieved,
            double reliefBelow,
            String reliefSource,
            String source) {}
}
