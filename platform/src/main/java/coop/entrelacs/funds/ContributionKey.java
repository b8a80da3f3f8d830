package coop.entrelacs.funds;

import coop.entrelacs.activities.ContributionBase;
import coop.entrelacs.activities.ContributionTerms.Bracket;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much each activity puts into a fund: a share of the year's turnover, margin or result by brackets, a fixed part a
 * month, a least and a most a year, a start without contribution. Always computed on the year so far less what was called before,
 * so that twelve monthly calls add up to the cent to one yearly call.
 *
 * @param base what the brackets apply to; a negative base counts as nothing
 * @param brackets in order, the last one open; empty if there is only a fixed part
 * @param monthly a fixed part for every month that the activity is there, or null
 * @param minimum the least for a whole year, reduced to the months present, or null
 * @param maximum the most for a whole year, or null
 * @param freeMonths how many months new activities are let off
 */
public record ContributionKey(
        ContributionBase base,
        List<Bracket> brackets,
        @Nullable Money monthly,
        @Nullable Money minimum,
        @Nullable Money maximum,
        @Nullable Integer freeMonths) {

    static final int MOST_BRACKETS = 12;

    public ContributionKey {
        Checks.required(base, "contribution.base");
        if (base == ContributionBase.RECEIPTS) {
            // the books know what was paid of an invoice, not net of VAT and not by activity
            throw new InvalidField("contribution.base", "fund-key-on-receipts");
        }
        brackets = brackets == null ? List.of() : List.copyOf(brackets);
        freeMonths = freeMonths == null ? 0 : Checks.within(freeMonths, "contribution.freeMonths", 0, 60);
        Checks.positiveIfThere(monthly, "contribution.monthly");
        Checks.positiveIfThere(minimum, "contribution.minimum");
        Checks.positiveIfThere(maximum, "contribution.maximum");
        if (brackets.isEmpty() && monthly == null) {
            throw new InvalidField("contribution.brackets", "fund-key-without-amount");
        }
        if (brackets.size() > MOST_BRACKETS) {
            throw new InvalidField("contribution.brackets", "contribution-too-many-brackets", MOST_BRACKETS);
        }
        Money from = Money.ZERO;
        for (int i = 0; i < brackets.size(); i++) {
            Money upTo = brackets.get(i).upTo();
            boolean last = i == brackets.size() - 1;
            if (last != (upTo == null)) {
                throw new InvalidField("contribution.brackets[" + i + "].upTo", "contribution-last-bracket-open");
            }
            if (upTo != null && upTo.compareTo(from) <= 0) {
                throw new InvalidField("contribution.brackets[" + i + "].upTo", "contribution-brackets-ascend");
            }
            from = upTo == null ? from : upTo;
        }
        if (minimum != null && maximum != null && maximum.compareTo(minimum) < 0) {
            throw new InvalidField("contribution.maximum", "contribution-maximum-below-minimum");
        }
    }

    /** A flat share of one base. */
    static ContributionKey flat(ContributionBase base, String percent) {
        return new ContributionKey(
                base, List.of(new Bracket(null, coop.entrelacs.shared.Rate.percent(percent))), null, null, null, null);
    }

    int letOff() {
        return freeMonths == null ? 0 : freeMonths;
    }

    /**
     * What is due now, and why.
     *
     * @param due positive to call, negative to give back
     */
    public record Due(Money due, List<Step> steps) {
        public Due {
            steps = List.copyOf(steps);
        }
    }

    /** What is due from somebody of these means; the steps say how. */
    public Due due(Means means) {
        List<Step> steps = new ArrayList<>();
        Money had = base.of(means.amounts());
        steps.add(
                step("base-" + base.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), had.toString(), had));
        BigDecimal exact = BigDecimal.ZERO;
        Money from = Money.ZERO;
        for (Bracket bracket : brackets) {
            Money to = bracket.upTo() == null ? had : had.min(bracket.upTo());
            Money part = to.minus(from).max(Money.ZERO);
            if (part.isPositive()) {
                BigDecimal share = part.toEuros().multiply(bracket.rate().asFraction());
                steps.add(new Step(
                        "bracket",
                        List.of(from.toString(), bracket.rate() + " %"),
                        part + " × " + bracket.rate() + " % = "
                                + share.stripTrailingZeros().toPlainString(),
                        share));
                exact = exact.add(share);
            }
            from = bracket.upTo() == null ? from : bracket.upTo();
        }
        Money year = Money.rounded(exact, RoundingMode.HALF_UP);
        if (monthly != null) {
            Money fixed = monthly.times(means.months());
            year = year.plus(fixed);
            steps.add(step("monthly", monthly + " × " + means.months() + " = " + fixed, fixed));
        }
        if (minimum != null && means.yearEnds()) {
            Money least = minimum.times(
                    BigDecimal.valueOf(means.months()).divide(BigDecimal.valueOf(12), 12, RoundingMode.HALF_UP),
                    RoundingMode.HALF_UP);
            if (year.compareTo(least) < 0) {
                year = least;
                steps.add(step("minimum", minimum + " × " + means.months() + "/12 = " + least, least));
            }
        }
        if (maximum != null && year.compareTo(maximum) > 0) {
            year = maximum;
            steps.add(step("maximum", maximum.toString(), maximum));
        }
        if (means.remaining().compareTo(Means.WHOLE) < 0) {
            Money left = year.times(means.remaining(), RoundingMode.HALF_UP);
            steps.add(new Step(
                    "exempted",
                    List.of(means.remaining() + " %"),
                    year + " × " + means.remaining() + " % = " + left,
                    left.toEuros()));
            year = left;
        }
        Money due = year.minus(means.calledBefore());
        if (!means.calledBefore().isZero()) {
            steps.add(step("called-before", year + " − " + means.calledBefore() + " = " + due, due));
        }
        steps.add(step("due", due.toString(), due));
        return new Due(due, steps);
    }

    private static Step step(String code, String formula, Money amount) {
        return new Step(code, List.of(), formula, amount.toEuros());
    }
}
