package coop.entrelacs.federation;

import coop.entrelacs.federation.ClaimView.ClaimOutcome;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a federation and its cooperatives tell one another of common funds: ids, amounts, days, codes. No record has room for a person. */
final class PoolMessages {

    private PoolMessages() {}

    /**
     * Federation to cooperative: a version of a treaty to adopt; told again when its share changes or it comes into force.
     *
     * @param share what it would ask of the cooperative, or null while that is unknown
     * @param inForceFrom null while too few have adopted it, or where no quorum is stated
     */
    record TreatyOffered(
            UUID treaty,
            int version,
            Instrument fundKind,
            String name,
            TreatyTerms terms,
            LocalDate firstDay,
            @Nullable LocalDate lastDay,
            @Nullable OwnShare share,
            @Nullable LocalDate inForceFrom) {
        static final String KIND = "pool-treaty.v1";
    }

    /** Cooperative to federation: adopted, by which body and when; the minutes stay at home. */
    record TreatyAdopted(UUID treaty, int version, LocalDate on, DecidingBody body) {
        static final String KIND = "pool-adoption.v1";
    }

    /** Federation to cooperative: its part of a call. The part's id is the position's on both sides. */
    record ContributionCalled(
            UUID part,
            UUID treaty,
            int version,
            LocalDate first,
            LocalDate last,
            Money amount,
            LocalDate on,
            CallExplanation explanation) {
        static final String KIND = "pool-contribution.v1";
    }

    /** Cooperative to federation: a loss, or a year of losses, of which the treaty has the common fund bear a part. */
    record ClaimCeded(
            UUID claim,
            UUID treaty,
            int version,
            ClaimView.ClaimKind kind,
            ClaimView.ClaimNeed need,
            Money asked,
            Money granted,
            Money loss,
            @Nullable Money contributions,
            Money ceded,
            ClaimView.ClaimDecision decision,
            String ground,
            LocalDate decidedOn,
            LocalDate paidOn) {
        static final String KIND = "pool-claim.v1";
    }

    /** Federation to cooperative: what the coordinators say; with a position where they accept. */
    record ClaimReviewed(
            UUID claim,
            ClaimOutcome outcome,
            @Nullable Money amount,
            @Nullable ReviewReason reason,
            @Nullable String note,
            @Nullable UUID position,
            LocalDate on) {
        static final String KIND = "pool-review.v1";
    }

    /** Cooperative to federation: an answer to a question. */
    record ClaimAnswered(UUID claim, String answer) {
        static final String KIND = "pool-answer.v1";
    }

    /** Cooperative to federation: of what came back of a loss, the share of the common fund. The position's id is that of both sides. */
    record ClaimRecovered(UUID claim, UUID position, Money amount, LocalDate on) {
        static final String KIND = "pool-recovery.v1";
    }

    /** Cooperative to federation: what its funds hold, by kind. */
    record FundsTold(
            YearMonth month,
            List<FundFigures> funds,
            @Nullable Money payroll) {
        static final String KIND = "pool-funds.v1";

        FundsTold {
            funds = List.copyOf(funds);
        }
    }
}
