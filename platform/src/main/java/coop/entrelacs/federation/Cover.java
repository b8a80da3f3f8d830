package coop.entrelacs.federation;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What of a fund's losses the common fund bears. Pure: the same loss gives the same part on both sides of a message, so neither has
 * to believe the other. No amount is rounded up: the cent that cannot be shared stays with the cooperative.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Cover.QuotaShare.class, name = "QUOTA_SHARE"),
    @JsonSubTypes.Type(value = Cover.Excess.class, name = "EXCESS"),
    @JsonSubTypes.Type(value = Cover.StopLoss.class, name = "STOP_LOSS")
})
public sealed interface Cover {

    /** The kinds in one word each, as messages and pages name them. */
    enum CoverKind {
        QUOTA_SHARE,
        EXCESS,
        STOP_LOSS
    }

    CoverKind kind();

    /** What the common fund bears of one loss; nothing under a cover that looks at whole years. */
    Money bears(Money loss);

    /**
     * What the common fund bears of a year; nothing under a cover that looks at single losses.
     *
     * @param losses of the year, after what came back
     * @param contributions that the members paid into the fund in the year
     */
    Money bearsOfYear(Money losses, Money contributions);

    /** @param share of each loss, above 0 and at most 100 % */
    record QuotaShare(Rate share) implements Cover {
        public QuotaShare {
            Terms.share(share, "cover.share");
        }

        @Override
        public CoverKind kind() {
            return CoverKind.QUOTA_SHARE;
        }

        @Override
        public Money bears(Money loss) {
            return loss.max(Money.ZERO).times(share, RoundingMode.FLOOR);
        }

        @Override
        public Money bearsOfYear(Money losses, Money contributions) {
            return Money.ZERO;
        }
    }

    /**
     * @param retention what the cooperative bears of each loss
     * @param limit the most the common fund bears of one loss, on top of the retention
     */
    record Excess(Money retention, Money limit) implements Cover {
        public Excess {
            if (Terms.required(retention, "cover.retention").isNegative()) {
                throw new InvalidField("cover.retention", "must-not-be-negative");
            }
            Terms.positive(limit, "cover.limit");
        }

        @Override
        public CoverKind kind() {
            return CoverKind.EXCESS;
        }

        @Override
        public Money bears(Money loss) {
            return loss.minus(retention).max(Money.ZERO).min(limit);
        }

        @Override
        public Money bearsOfYear(Money losses, Money contributions) {
            return Money.ZERO;
        }
    }

    /**
     * @param attachment the share of the fund's yearly contributions up to which the cooperative bears its losses; may be above 100 %
     * @param limit the most the common fund bears in a year, or null
     */
    record StopLoss(Rate attachment, @Nullable Money limit) implements Cover {
        public StopLoss {
            Terms.within(attachment, "cover.attachment", "1000");
            if (limit != null) {
                Terms.positive(limit, "cover.limit");
            }
        }

        @Override
        public CoverKind kind() {
            return CoverKind.STOP_LOSS;
        }

        @Override
        public Money bears(Money loss) {
            return Money.ZERO;
        }

        @Override
        public Money bearsOfYear(Money losses, Money contributions) {
            // what the cooperative keeps is rounded up, so that the common fund never bears a cent too much
            Money keeps = contributions.max(Money.ZERO).times(attachment, RoundingMode.CEILING);
            Money over = losses.minus(keeps).max(Money.ZERO);
            return limit == null ? over : over.min(limit);
        }
    }
}
