package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What an entrepreneur may be paid from the activity (Code du travail, art. L7332-3): the result of the year so far bounds it, and so
 * does the cash at hand. Plain arithmetic, each step with its name, so that a page can say why.
 *
 * @param turnover invoiced since the year began
 * @param directCosts directly linked to the activity
 * @param contribution to the shared services
 * @param openingLoss the loss of earlier years still to be made good, zero or more
 * @param provisions for doubtful customers, leave and others
 * @param retained the part of the result that the contract keeps on the activity
 * @param alreadySpent what the year's pay has cost the activity so far, contributions included
 * @param cash what the activity has at hand
 * @param minimumCash what is to stay there
 */
public record PayFromActivity(
        Money turnover,
        Money directCosts,
        Money contribution,
        Money openingLoss,
        Money provisions,
        Rate retained,
        Money alreadySpent,
        Money cash,
        Money minimumCash) {

    public PayFromActivity {
        if (openingLoss.isNegative()) {
            throw new InvalidField("openingLoss", "pay-amount-negative");
        }
        if (minimumCash.isNegative()) {
            throw new InvalidField("minimumCash", "pay-amount-negative");
        }
        Establishment.percentage("retained", retained);
    }

    /** One step of the explanation; its words are the message {@code payroll.step.<code>}. */
    public record Step(String code, Money amount) {}

    /** Turnover less direct costs, contribution, opening loss and provisions. */
    public Money result() {
        return turnover.minus(directCosts)
                .minus(contribution)
                .minus(openingLoss)
                .minus(provisions);
    }

    /** The part of the result that may become pay; nothing of a loss. */
    public Money distributable() {
        Money result = result().max(Money.ZERO);
        return result.minus(result.times(retained, RoundingMode.HALF_UP));
    }

    /** The highest budget (gross and employer's contributions) of this month: within the result and within the cash. */
    public Money highestBudget() {
        Money byResult = distributable().minus(alreadySpent);
        Money byCash = cash.minus(minimumCash);
        return byResult.min(byCash).max(Money.ZERO);
    }

    /**
     * The budget spread evenly over the months that remain, this one included; the cents left over go to the first months.
     *
     * @param months from 1 to 12
     */
    public Money smoothed(int months) {
        if (months < 1 || months > 12) {
            throw new InvalidField("months", "out-of-range", 1, 12);
        }
        Money left = distributable().minus(alreadySpent).max(Money.ZERO);
        return left.allocate(Collections.nCopies(months, BigDecimal.ONE))
                .getFirst()
                .min(highestBudget());
    }

    /**
     * What is still owed for a closed year, contributions included, or what was paid too much if negative (art. L7332-3: the
     * variable part is trued up on the result of the year).
     */
    public Money trueUp() {
        return distributable().minus(alreadySpent);
    }

    /**
     * The last day to pay the true-up: one month after the meeting that approves the accounts (art. R7331-10).
     *
     * @param approvedOn the day of the general meeting
     */
    public static LocalDate trueUpBy(LocalDate approvedOn) {
        return approvedOn.plusMonths(1);
    }

    /** Why the highest budget is what it is, from turnover down. */
    public List<Step> explained() {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step("turnover", turnover));
        steps.add(new Step("direct-costs", directCosts.negated()));
        steps.add(new Step("contribution", contribution.negated()));
        if (!openingLoss.isZero()) {
            steps.add(new Step("opening-loss", openingLoss.negated()));
        }
        if (!provisions.isZero()) {
            steps.add(new Step("provisions", provisions.negated()));
        }
        steps.add(new Step("result", result()));
        if (!retained.equals(Rate.ZERO)) {
            steps.add(new Step("retained", distributable().minus(result().max(Money.ZERO))));
        }
        steps.add(new Step("already-spent", alreadySpent.negated()));
        steps.add(new Step("within-result", distributable().minus(alreadySpent)));
        steps.add(new Step("cash", cash));
        if (!minimumCash.isZero()) {
            steps.add(new Step("minimum-cash", minimumCash.negated()));
        }
        steps.add(new Step("highest-budget", highestBudget()));
        return steps;
    }
}
