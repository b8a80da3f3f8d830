package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import java.math.BigDecimal;

/** How much someone works, as far as pay law asks. */
public sealed interface WorkingTime {

    /** The legal week. */
    record FullTime() implements WorkingTime {}

    /**
     * Fewer hours by contract: ceilings and SMIC shrink with them.
     *
     * @param weeklyHours more than 0, at most the legal week
     */
    record PartTime(BigDecimal weeklyHours) implements WorkingTime {
        public PartTime {
            if (weeklyHours.signum() <= 0 || weeklyHours.compareTo(new BigDecimal(35)) > 0) {
                throw new InvalidField("workingTime.weeklyHours", "weekly-hours-range", weeklyHours.toPlainString());
            }
            if (weeklyHours.stripTrailingZeros().scale() > 2) {
                throw new InvalidField("workingTime.weeklyHours", "too-many-decimals", 2);
            }
        }
    }

    /**
     * No hours by contract, as entrepreneur-employees: hours are pay divided by the hourly SMIC, the legal month at most. Only the
     * SMIC of the general reduction follows them.
     */
    record EquivalentHours() implements WorkingTime {}
}
