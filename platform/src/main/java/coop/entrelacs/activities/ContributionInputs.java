package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Period;
import java.math.BigDecimal;
import java.util.List;

/**
 * All that one charge depends on beside the rule.
 *
 * @param period the period in which amounts are rounded once and held against the bounds
 * @param movements what happened, in order
 * @param fixedDue the periods whose fixed part falls due now
 * @param baseBefore the year's cumulated base before
 * @param exactBefore the period's share of the base before, unrounded, in euros
 * @param fixedBefore the period's fixed parts before
 * @param chargedBefore what the period was charged before
 * @param settled whether the period has ended, so that its minimum is due
 */
record ContributionInputs(
        ContributionSituation situation,
        Period period,
        List<ContributionMovement> movements,
        List<Period> fixedDue,
        Money baseBefore,
        BigDecimal exactBefore,
        Money fixedBefore,
        Money chargedBefore,
        boolean settled) {

    ContributionInputs {
        movements = List.copyOf(movements);
        fixedDue = List.copyOf(fixedDue);
    }
}
