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
 * @param owedBefore what the true-up of the year before owes and this year pays, zero or more
 * @param provisions for doubtful customers, leave and others
 * @param retained the part of the result that the contract keeps on the activity
 * @param alreadySpent what the year's pay has cost the activity so far, contributions included
 * @param reserved what a smoothing keeps for later months, zero or more
 * @param cash what the activity has at hand
 * @param minimumCash what is to stay there
 */
public record PayFromActivity(
        Money turnover,
        Money directCosts,
        Money contribution,
        Money openingLoss,
        Money owedBefore,
        Money provisions,
        Rate retained,
        Money alreadySpent,
        Money reserved,
        Money cash,
        Money minimumCash) {

    public PayFromActivity {
        positive("openingLoss", openingLoss);
        positive("owedBefore", owedBefore);
        positive("reserved", reserved);
        positive("minimumCash", minimumCash);
        Establishment.percentage("retained", retained);
    }

    /** One step of the explanation; its words are the message {@code payroll.step.<code>}. */
    public record Step(String code, Money amount) {}

    private static void positive(String field, Money amount) {
        if (amount.isNegative()) {
            throw new InvalidField(field, "pay-amount-negative");
        }
    }

    /** The same with more cash: what it would be if a customer paid. Turnover holds the invoice already. */
    public PayFromActivity withCash(Money more) {
        return new PayFromActivity(
                turnover,
                directCosts,
                contribution,
                openingLoss,
                owedBefore,
                provisions,
                retained,
                alreadySpent,
                reserved,
                cash.plus(more),
                minimumCash);
    }

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

    /** What the result still allows this month: distributable and owed from before, less what was spent and is reserved. */
    public Money withinResult() {
        return distributable().plus(owedBefore).minus(alreadySpent).minus(reserved);
    }

    /** What the cash allows this month: what is at hand, less what is to stay there and what is reserved for later months. */
    public Money withinCash() {
        return cash.minus(minimumCash).minus(reserved);
    }

    /** Which of the two bounds holds the budget down; the explanation says it in words. */
    public enum Bound {
        RESULT,
        CASH
    }

    public Bound bound() {
        return withinCash().compareTo(withinResult()) < 0 ? Bound.CASH : Bound.RESULT;
    }

    /** The highest budget (gross and employer's contributions) of this month: within the result and within the cash. */
    public Money highestBudget() {
        return withinResult().min(withinCash()).max(Money.ZERO);
    }

    /**
     * The highest budget spread evenly over the months that remain, as a smoothing would spread it, this one included; the cents left over go to the first months.
     *
     * @param months from 1 to 12
     */
    public Money smoothed(int months) {
        if (months < 1 || months > 12) {
            throw new InvalidField("months", "out-of-range", 1, 12);
        }
        return highestBudget()
                .allocate(Collections.nCopies(months, BigDecimal.ONE))
                .getFirst();
    }

    /**
     * What is still owed for a closed year, contributions included, or what was paid too much if negative (art. L7332-3: the
     * variable part is trued up on the result of the year).
     */
    public Money trueUp() {
        return distributable().plus(owedBefore).minus(alreadySpent);
    }

    /**
     * The last day to pay the true-up: one month after the meeting that approves the accounts (art. R7331-12).
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
        if (!owedBefore.isZero()) {
            steps.add(new Step("owed-before", owedBefore));
        }
        steps.add(new Step("already-spent", alreadySpent.negated()));
        if (!reserved.isZero()) {
            steps.add(new Step("reserved", reserved.negated()));
        }
        steps.add(new Step("within-result", withinResult()));
        steps.add(new Step("cash", cash));
        if (!minimumCash.isZero()) {
            steps.add(new Step("minimum-cash", minimumCash.negated()));
        }
        if (!reserved.isZero()) {
            steps.add(new Step("reserved", reserved.negated()));
        }
        steps.add(new Step("within-cash", withinCash()));
        steps.add(new Step("highest-budget", highestBudget()));
        return steps;
    }
}
