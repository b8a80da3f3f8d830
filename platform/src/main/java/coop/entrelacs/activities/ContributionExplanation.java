package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * Why a contribution is what it is: the rule, the decision that adopted it, and each step from the inputs to the amount. Written
 * when the amount is charged and kept with it, so it stays true whatever is decided later.
 *
 * @param amount what was charged; negative when it gives back
 * @param rule which version of which rule
 * @param steps from the inputs to the amount, in order
 * @param after the sums carried to the next charge
 */
public record ContributionExplanation(Money amount, RuleVersion rule, List<Step> steps, Sums after) {

    public ContributionExplanation {
        steps = List.copyOf(steps);
    }

    /**
     * The version of the rule that was applied.
     *
     * @param override whether it is the activity's own
     */
    public record RuleVersion(
            String name, int version, boolean override, LocalDate validFrom, String adoptedBy, LocalDate adoptedOn) {}

    /**
     * One step.
     *
     * @param code what is computed; message key {@code contribution.step.<code>}
     * @param inputs the values its sentence names, money as {@code 12.34}, days as {@code 2026-01-31}, rates as {@code 11.5 %}
     * @param formula the computation in figures, the same in every language
     * @param amount its result in euros, unrounded where the step does not round
     */
    public record Step(String code, List<String> inputs, String formula, BigDecimal amount) {
        public Step {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * Where the activity stands after the charge.
     *
     * @param base the year's cumulated base
     * @param exact the period's share of the base, unrounded, in euros
     * @param fixed the period's fixed parts
     * @param charged what the period has been charged in all
     */
    public record Sums(Money base, BigDecimal exact, Money fixed, Money charged) {}
}
