package coop.entrelacs.federation;

import coop.entrelacs.funds.Instrument;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What one version of a treaty says.
 *
 * @param cover what the common fund bears
 * @param yearlyCall what all cooperatives together put in a year
 * @param key by what most of it is shared
 * @param solidarity which part of it is shared by the solidarity key instead, from 0 to 100 %
 * @param solidarityKey by what that part is shared: where the key follows risk, this one follows means
 * @param capPerYear the most the common fund bears in a year, all cooperatives together
 * @param capPerCooperative the most it bears in a year for one, or null
 * @param twoPersonsAbove from which accepted amount on two coordinators are needed
 * @param quorum which part of those it is offered to must have adopted it before it is in force for any, above 0 to 100 %; null: it is in
 *     force for each from its own adoption on
 */
public record TreatyTerms(
        Cover cover,
        Money yearlyCall,
        SharingKey key,
        Rate solidarity,
        SharingKey solidarityKey,
        Money capPerYear,
        @Nullable Money capPerCooperative,
        Money twoPersonsAbove,
        @Nullable Rate quorum) {

    public TreatyTerms {
        Terms.required(cover, "cover");
        Terms.positive(yearlyCall, "yearlyCall");
        Terms.required(key, "key");
        Terms.required(solidarityKey, "solidarityKey");
        Terms.positive(capPerYear, "capPerYear");
        Rate part = Terms.required(solidarity, "solidarity");
        if (part.compareTo(Rate.ZERO) < 0 || part.percent().compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new InvalidField("solidarity", "out-of-range", 0, 100);
        }
        if (capPerCooperative != null) {
            Terms.positive(capPerCooperative, "capPerCooperative");
            if (capPerCooperative.compareTo(capPerYear) > 0) {
                throw new InvalidField("capPerCooperative", "treaty-cap-above-cap", capPerYear);
            }
        }
        if (Terms.required(twoPersonsAbove, "twoPersonsAbove").isNegative()) {
            throw new InvalidField("twoPersonsAbove", "must-not-be-negative");
        }
        if (quorum != null) {
            Terms.share(quorum, "quorum");
        }
    }

    /** Terms that state no quorum. */
    public TreatyTerms(
            Cover cover,
            Money yearlyCall,
            SharingKey key,
            Rate solidarity,
            SharingKey solidarityKey,
            Money capPerYear,
            @Nullable Money capPerCooperative,
            Money twoPersonsAbove) {
        this(cover, yearlyCall, key, solidarity, solidarityKey, capPerYear, capPerCooperative, twoPersonsAbove, null);
    }

    /** Whether so many who adopted are enough. */
    boolean reached(int adopted, int offered) {
        return adopted > 0
                && (quorum == null
                        || BigDecimal.valueOf(adopted)
                                        .multiply(BigDecimal.valueOf(100))
                                        .compareTo(quorum.percent().multiply(BigDecimal.valueOf(offered)))
                                >= 0);
    }

    /** Refuses a cover that makes no sense for a kind of fund: a loan paid out is not lost, so a year of loans says nothing. */
    void suit(Instrument fund) {
        if (fund == Instrument.LOAN && cover.kind() == Cover.CoverKind.STOP_LOSS) {
            throw new InvalidField("cover", "treaty-stop-loss-of-loans");
        }
    }
}
