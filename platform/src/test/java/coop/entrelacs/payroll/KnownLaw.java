package coop.entrelacs.payroll;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Clock;
import java.time.YearMonth;

/**
 * For tests that run the pay of the present month: from January until the new year's rates are in the file a run is refused, as it should be,
 * and they have nothing to look at.
 */
public final class KnownLaw {

    private KnownLaw() {}

    public static void assumed(Clock clock) {
        assumeThat(YearMonth.now(clock).atDay(1))
                .as("the rates of this year are in general-scheme.yaml")
                .isBeforeOrEqualTo(PayrollParameters.load().knownTo());
    }
}
