package coop.entrelacs.activities;

import coop.entrelacs.members.ContractKind;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.time.Month;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a cooperative's contribution is computed. No two cooperatives agree, so every part is free: what it is a share of, brackets
 * of the year's cumulated base, a fixed part, a least and a most amount, a start without charge, and when it is charged.
 *
 * @param base what the brackets apply to
 * @param trigger when it is charged
 * @param brackets in order, the last one open; a flat rate is one open bracket; empty if there is only a fixed part
 * @param fixedPart an amount due whatever the base, or null
 * @param bounds a least and a most amount, or null
 * @param firstMonths what new activities are let off, or null
 * @param yearStart the month in which the cumulated base begins again at zero
 * @param prorated whether bounds and fixed parts of longer periods are reduced to the months that an activity was there
 * @param reversedOnCreditNote whether a credit note gives back what the invoice was charged
 */
public record ContributionTerms(
        ContributionBase base,
        ContributionTrigger trigger,
        List<Bracket> brackets,
        @Nullable FixedPart fixedPart,
        @Nullable Bounds bounds,
        @Nullable FirstMonths firstMonths,
        @Nullable Month yearStart,
        @Nullable Boolean prorated,
        @Nullable Boolean reversedOnCreditNote) {

    static final int MOST_BRACKETS = 12;
    private static final Rate WHOLE = Rate.percent("100");

    public ContributionTerms {
        required(base, "base");
        required(trigger, "trigger");
        brackets = brackets == null ? List.of() : List.copyOf(brackets);
        yearStart = yearStart == null ? Month.JANUARY : yearStart;
        prorated = prorated == null || prorated;
        reversedOnCreditNote = reversedOnCreditNote == null || reversedOnCreditNote;
        if (brackets.isEmpty() && fixedPart == null) {
            throw new InvalidField("brackets", "contribution-without-amount");
        }
        if (brackets.size() > MOST_BRACKETS) {
            throw new InvalidField("brackets", "contribution-too-many-brackets", MOST_BRACKETS);
        }
        Money from = Money.ZERO;
        for (int i = 0; i < brackets.size(); i++) {
            Money upTo = brackets.get(i).upTo();
            boolean last = i == brackets.size() - 1;
            if (last != (upTo == null)) {
                throw new InvalidField("brackets[" + i + "].upTo", "contribution-last-bracket-open");
            }
            if (upTo != null && upTo.compareTo(from) <= 0) {
                throw new InvalidField("brackets[" + i + "].upTo", "contribution-brackets-ascend");
            }
            from = upTo == null ? from : upTo;
        }
        boolean fits = switch (trigger) {
            case ISSUE -> base == ContributionBase.TURNOVER || base == ContributionBase.GROSS_MARGIN;
            case RECEIPT -> base == ContributionBase.RECEIPTS;
            case MONTH_END -> true;
        };
        if (!fits) {
            throw new InvalidField("trigger", "contribution-trigger-base", trigger, base);
        }
    }

    /**
     * A share of the part of the year's base up to a limit.
     *
     * @param upTo where the next bracket begins, or null for the open one
     */
    public record Bracket(@Nullable Money upTo, Rate rate) {
        public Bracket {
            required(rate, "brackets.rate");
            share(rate, "brackets.rate");
        }
    }

    /** An amount due for each month, quarter or year that the activity is there. */
    public record FixedPart(Money amount, ContributionFrequency every) {
        public FixedPart {
            required(amount, "fixedPart.amount");
            required(every, "fixedPart.every");
            if (!amount.isPositive()) {
                throw new InvalidField("fixedPart.amount", "must-be-positive");
            }
        }
    }

    /**
     * The least and the most that is due for a month, a quarter or a year.
     *
     * @param businessSupport for who is there under a {@link ContractKind#BUSINESS_SUPPORT}, or null for no bounds
     * @param entrepreneurEmployee for who is there under an {@link ContractKind#ENTREPRENEUR_EMPLOYEE}, or null
     */
    public record Bounds(
            ContributionFrequency every,
            @Nullable Limits businessSupport,
            @Nullable Limits entrepreneurEmployee) {
        public Bounds {
            required(every, "bounds.every");
            if (businessSupport == null && entrepreneurEmployee == null) {
                throw new InvalidField("bounds", "contribution-empty-bounds");
            }
        }

        Optional<Limits> of(@Nullable ContractKind kind) {
            return switch (kind) {
                case BUSINESS_SUPPORT -> Optional.ofNullable(businessSupport);
                case ENTREPRENEUR_EMPLOYEE -> Optional.ofNullable(entrepreneurEmployee);
                case EMPLOYMENT -> Optional.empty();
                case null -> Optional.empty();
            };
        }
    }

    /** A least and a most amount; either may be missing, not both. */
    public record Limits(@Nullable Money minimum, @Nullable Money maximum) {
        public Limits {
            if (minimum == null && maximum == null) {
                throw new InvalidField("bounds", "contribution-empty-bounds");
            }
            if (minimum != null && !minimum.isPositive()) {
                throw new InvalidField("bounds.minimum", "must-be-positive");
            }
            if (maximum != null && !maximum.isPositive()) {
                throw new InvalidField("bounds.maximum", "must-be-positive");
            }
            if (minimum != null && maximum != null && maximum.compareTo(minimum) < 0) {
                throw new InvalidField("bounds.maximum", "contribution-maximum-below-minimum");
            }
        }
    }

    /**
     * What every new activity pays less in its first months, counted from the month it starts in.
     *
     * @param remaining the share that stays due: zero for nothing at all
     */
    public record FirstMonths(int months, Rate remaining) {
        public FirstMonths {
            remaining = remaining == null ? Rate.ZERO : remaining;
            if (months < 1 || months > 60) {
                throw new InvalidField("firstMonths.months", "out-of-range", 1, 60);
            }
            partial(remaining, "firstMonths.remaining");
        }
    }

    /** Where a bracket begins. */
    Money from(int bracket) {
        Money from = bracket == 0 ? null : brackets.get(bracket - 1).upTo();
        return from == null ? Money.ZERO : from;
    }

    /** The period over which amounts are rounded once and held against the bounds: theirs, or the year. */
    ContributionFrequency settlement() {
        return bounds == null ? ContributionFrequency.YEAR : bounds.every();
    }

    Month yearBegins() {
        return yearStart == null ? Month.JANUARY : yearStart;
    }

    boolean isProrated() {
        return !Boolean.FALSE.equals(prorated);
    }

    boolean givesBackOnCreditNote() {
        return !Boolean.FALSE.equals(reversedOnCreditNote);
    }

    private static void required(@Nullable Object value, String field) {
        if (value == null) {
            throw new InvalidField(field, "required");
        }
    }

    private static void share(Rate rate, String field) {
        if (rate.compareTo(Rate.ZERO) < 0 || rate.compareTo(WHOLE) > 0) {
            throw new InvalidField(field, "out-of-range", 0, 100);
        }
        if (rate.percent().scale() > 4) {
            throw new InvalidField(field, "too-many-decimals", 4);
        }
    }

    /** A share that is left of the whole: an exemption that leaves all is none. */
    static void partial(Rate rate, String field) {
        share(rate, field);
        if (rate.compareTo(WHOLE) == 0) {
            throw new InvalidField(field, "contribution-exemption-of-nothing");
        }
    }
}
