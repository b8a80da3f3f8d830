package coop.entrelacs.activities;

import coop.entrelacs.activities.ContributionExplanation.RuleVersion;
import coop.entrelacs.activities.ContributionExplanation.Step;
import coop.entrelacs.activities.ContributionExplanation.Sums;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Computes one charge and says how. Everything is computed on the period's sums and what was already charged is taken off, so that
 * charges made invoice by invoice add up to the cent to the computation of the whole period.
 */
final class ContributionCalculator {

    private static final Rate WHOLE = Rate.percent("100");

    private ContributionCalculator() {}

    /**
     * What is due now.
     *
     * @param rule with terms; must be the one in force for the inputs' period
     */
    static ContributionExplanation explain(ContributionRule rule, ContributionInputs inputs) {
        ContributionTerms terms = Objects.requireNonNull(rule.terms(), "a rule that ends an override computes nothing");
        List<Step> steps = new ArrayList<>();

        Money base = inputs.baseBefore();
        BigDecimal exact = inputs.exactBefore();
        for (ContributionMovement movement : inputs.movements()) {
            Money change = change(terms, movement, steps);
            exact = exact.add(share(terms, base, base.plus(change), inputs.situation(), movement.basisDate(), steps));
            base = base.plus(change);
        }
        exact = exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
        Money rounded = Money.rounded(exact, RoundingMode.HALF_UP);
        if (!terms.brackets().isEmpty()) {
            steps.add(new Step(
                    "share-of-period",
                    List.of(day(inputs.period().first()), day(inputs.period().last())),
                    plain(inputs.exactBefore()) + " + " + plain(exact.subtract(inputs.exactBefore())) + " = "
                            + plain(exact) + " ≈ " + rounded,
                    rounded.toEuros()));
        }

        Money fixed = inputs.fixedBefore();
        for (var period : inputs.fixedDue()) {
            fixed = fixed.plus(
                    fixedPart(terms, inputs.situation(), inputs.situation().months(period), steps));
        }
        if (!inputs.fixedBefore().isZero()) {
            steps.add(new Step(
                    "fixed-before",
                    List.of(),
                    inputs.fixedBefore().toString(),
                    inputs.fixedBefore().toEuros()));
        }

        Money due = rounded.plus(fixed);
        due = bounded(terms, inputs, due, steps);
        Money amount = due.minus(inputs.chargedBefore());
        if (!inputs.chargedBefore().isZero()) {
            steps.add(new Step(
                    "already-charged",
                    List.of(inputs.chargedBefore().toString()),
                    due + " − " + inputs.chargedBefore() + " = " + amount,
                    inputs.chargedBefore().negated().toEuros()));
        }
        steps.add(new Step("amount", List.of(), amount.toString(), amount.toEuros()));
        return new ContributionExplanation(amount, cite(rule), steps, new Sums(base, exact, fixed, due));
    }

    static RuleVersion cite(ContributionRule rule) {
        return new RuleVersion(
                rule.name(),
                rule.version(),
                rule.activity() != null,
                rule.validFrom(),
                rule.adoption().text(),
                rule.adoption().on());
    }

    /** What a movement changes in the base, and why. */
    private static Money change(ContributionTerms terms, ContributionMovement movement, List<Step> steps) {
        ContributionAmounts amounts = movement.amounts();
        if (movement.kind() == ContributionMovement.Kind.CREDIT_NOTE && !terms.givesBackOnCreditNote()) {
            steps.add(new Step("credit-note-kept", List.of(day(movement.date())), "0.00", BigDecimal.ZERO));
            return Money.ZERO;
        }
        Money change = terms.base().of(amounts);
        String formula = switch (terms.base()) {
            case TURNOVER -> amounts.turnover().toString();
            case GROSS_MARGIN -> amounts.turnover() + " − " + amounts.directCosts() + " = " + change;
            case RECEIPTS -> amounts.receipts().toString();
            case RESULT ->
                amounts.turnover() + " − " + amounts.directCosts() + " − " + amounts.otherCosts() + " = " + change;
        };
        steps.add(new Step(
                "base-" + code(terms.base().name()), List.of(day(movement.basisDate())), formula, change.toEuros()));
        return change;
    }

    /** The exact share of the slice of the year's base between two sums; negative on the way down, nothing below zero. */
    private static BigDecimal share(
            ContributionTerms terms,
            Money before,
            Money after,
            ContributionSituation situation,
            LocalDate basisDate,
            List<Step> steps) {
        boolean up = after.compareTo(before) >= 0;
        Money low = Money.ZERO.max(up ? before : after);
        Money high = Money.ZERO.max(up ? after : before);
        BigDecimal total = BigDecimal.ZERO;
        for (int i = 0; i < terms.brackets().size(); i++) {
            ContributionTerms.Bracket bracket = terms.brackets().get(i);
            Money from = terms.from(i).max(low);
            Money to = bracket.upTo() == null ? high : high.min(bracket.upTo());
            if (to.compareTo(from) <= 0) {
                continue;
            }
            Money slice = up ? to.minus(from) : from.minus(to);
            BigDecimal amount = slice.toEuros().multiply(bracket.rate().asFraction());
            total = total.add(amount);
            steps.add(new Step(
                    terms.brackets().size() == 1 ? "flat-rate" : "bracket",
                    terms.brackets().size() == 1
                            ? List.of(bracket.rate() + " %")
                            : List.of(
                                    bracket.rate() + " %",
                                    terms.from(i).toString(),
                                    bracket.upTo() == null
                                            ? "∞"
                                            : bracket.upTo().toString(),
                                    from.toString(),
                                    to.toString()),
                    slice + " × " + bracket.rate() + " % = " + plain(amount),
                    amount));
        }
        Rate remaining = situation.remaining(basisDate, terms);
        if (remaining.compareTo(WHOLE) < 0 && total.signum() != 0) {
            BigDecimal left = total.multiply(remaining.asFraction());
            steps.add(new Step(
                    remaining.compareTo(Rate.ZERO) == 0 ? "exempt" : "reduced",
                    List.of(remaining + " %", day(basisDate)),
                    plain(total) + " × " + remaining + " % = " + plain(left),
                    left.subtract(total)));
            total = left;
        }
        return total;
    }

    private static Money fixedPart(
            ContributionTerms terms, ContributionSituation situation, List<YearMonth> months, List<Step> steps) {
        ContributionTerms.FixedPart part = terms.fixedPart();
        if (part == null || months.isEmpty()) {
            return Money.ZERO;
        }
        int whole = terms.isProrated() ? part.every().months() : months.size();
        BigDecimal weight = weight(terms, situation, months);
        Money amount = part(part.amount(), weight, whole);
        steps.add(new Step(
                "fixed-" + code(part.every().name()),
                List.of(months.getFirst().toString(), months.getLast().toString()),
                formula(part.amount(), weight, whole, amount),
                amount.toEuros()));
        return amount;
    }

    private static Money bounded(ContributionTerms terms, ContributionInputs inputs, Money due, List<Step> steps) {
        ContributionTerms.Bounds bounds = terms.bounds();
        if (bounds == null) {
            return due;
        }
        List<YearMonth> months = inputs.situation().months(inputs.period());
        Money bounded = due;
        Optional<Money> most = maximum(terms, bounds, inputs.situation(), months);
        if (most.isPresent() && bounded.compareTo(most.get()) > 0) {
            steps.add(new Step(
                    "maximum",
                    List.of(most.get().toString(), bounded.toString()),
                    "min(" + bounded + ", " + most.get() + ") = " + most.get(),
                    most.get().minus(bounded).toEuros()));
            bounded = most.get();
        }
        if (inputs.settled()) {
            Money least = minimum(terms, bounds, inputs.situation(), months);
            if (least.compareTo(bounded) > 0) {
                steps.add(new Step(
                        "minimum",
                        List.of(least.toString(), bounded.toString()),
                        "max(" + bounded + ", " + least + ") = " + least,
                        least.minus(bounded).toEuros()));
                bounded = least;
            }
        }
        return bounded;
    }

    /** The least due for the months there: each month brings its part by the contract and the exemption it was under. */
    private static Money minimum(
            ContributionTerms terms,
            ContributionTerms.Bounds bounds,
            ContributionSituation situation,
            List<YearMonth> months) {
        if (months.isEmpty()) {
            return Money.ZERO;
        }
        if (!terms.isProrated()) {
            Money least = least(bounds, situation.contract(months.getLast()));
            return part(least, weight(terms, situation, months), months.size());
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (YearMonth month : months) {
            sum = sum.add(least(bounds, situation.contract(month))
                    .toEuros()
                    .multiply(situation.remaining(month, terms).asFraction()));
        }
        return Money.ofCents(sum.movePointRight(2)
                .divide(BigDecimal.valueOf(bounds.every().months()), 0, RoundingMode.HALF_UP)
                .longValueExact());
    }

    private static Money least(ContributionTerms.Bounds bounds, @Nullable ContractKind kind) {
        return bounds.of(kind).map(ContributionTerms.Limits::minimum).orElse(Money.ZERO);
    }

    /** The most due for the months there; none as soon as one of the months has none. */
    private static Optional<Money> maximum(
            ContributionTerms terms,
            ContributionTerms.Bounds bounds,
            ContributionSituation situation,
            List<YearMonth> months) {
        if (months.isEmpty()) {
            return Optional.empty();
        }
        if (!terms.isProrated()) {
            return bounds.of(situation.contract(months.getLast())).map(ContributionTerms.Limits::maximum);
        }
        Money sum = Money.ZERO;
        for (YearMonth month : months) {
            Optional<Money> most = bounds.of(situation.contract(month)).map(ContributionTerms.Limits::maximum);
            if (most.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(most.get());
        }
        return Optional.of(part(sum, BigDecimal.ONE, bounds.every().months()));
    }

    /** The months, each counting for the share that is due in it. */
    private static BigDecimal weight(ContributionTerms terms, ContributionSituation situation, List<YearMonth> months) {
        return months.stream()
                .map(month -> situation.remaining(month, terms).asFraction())
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .stripTrailingZeros();
    }

    private static Money part(Money amount, BigDecimal weight, int whole) {
        return Money.ofCents(BigDecimal.valueOf(amount.cents())
                .multiply(weight)
                .divide(BigDecimal.valueOf(whole), 0, RoundingMode.HALF_UP)
                .longValueExact());
    }

    private static String formula(Money amount, BigDecimal weight, int whole, Money result) {
        if (weight.compareTo(BigDecimal.valueOf(whole)) == 0) {
            return result.toString();
        }
        return amount + " × " + plain(weight) + (whole == 1 ? "" : " ÷ " + whole) + " = " + result;
    }

    private static String plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.setScale(Math.max(2, stripped.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }

    private static String day(@Nullable LocalDate day) {
        return String.valueOf(day);
    }

    private static String code(String name) {
        return name.toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
