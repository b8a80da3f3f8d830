package coop.entrelacs.federation;

import coop.entrelacs.funds.Instrument;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A claim as coordinators see it: kinds, amounts, days, codes. Nothing of it leads to a person.
 *
 * @param version of the treaty that was in force for the cooperative on the day of the decision; null where none was
 * @param toldVersion which version the cooperative reckoned by
 * @param base the members' contributions of the year, for a year's claim
 * @param told what the cooperative ceded
 * @param due what the treaty has the common fund bear, by the federation's own reckoning
 * @param ground why the cooperative's committee decided so, from its list
 * @param accepted what is or was about to be accepted, or null
 * @param reason why less than ceded, or nothing, is accepted; or null
 * @param seen the version of this view, for the next act
 * @param proposedByMe whether the reader proposed the acceptance, and so cannot confirm it
 */
public record ClaimView(
        UUID id,
        TenantId cooperative,
        String cooperativeName,
        UUID treaty,
        Instrument fundKind,
        @Nullable Integer version,
        int toldVersion,
        ClaimKind kind,
        ClaimNeed need,
        Money asked,
        Money granted,
        Money loss,
        @Nullable Money base,
        Money told,
        Money due,
        ClaimDecision decision,
        String ground,
        LocalDate decidedOn,
        LocalDate paidOn,
        Instant receivedAt,
        ClaimStage stage,
        @Nullable Money accepted,
        @Nullable ReviewReason reason,
        @Nullable LocalDate reviewedOn,
        @Nullable UUID position,
        @Nullable LocalDate settledOn,
        long seen,
        boolean proposedByMe) {

    public enum ClaimKind {
        /** One loss. */
        LOSS,
        /** What a whole year went over the treaty's line. */
        YEAR
    }

    /** What for, coarsely: what says something of health or family is not told apart. */
    public enum ClaimNeed {
        PAY_SUPPORT,
        UNPAID_INVOICE,
        LOAN_LOST,
        WHOLE_YEAR;

        static ClaimNeed of(Instrument fund) {
            return switch (fund) {
                case GRANT -> PAY_SUPPORT;
                case GUARANTEE -> UNPAID_INVOICE;
                case LOAN -> LOAN_LOST;
            };
        }
    }

    /** What the cooperative's committee decided. */
    public enum ClaimDecision {
        FULL,
        PART,
        YEAR
    }

    public enum ClaimStage {
        TO_REVIEW,
        /** A question is with the cooperative. */
        ASKED,
        /** One coordinator accepted; a second must confirm. */
        PROPOSED,
        ACCEPTED,
        REFUSED,
        SETTLED;

        /** Whether the coordinators still have something to decide. */
        public boolean open() {
            return this == TO_REVIEW || this == ASKED || this == PROPOSED;
        }
    }

    /** What coordinators say to a cooperative. */
    public enum ClaimOutcome {
        ASKED,
        ACCEPTED,
        REFUSED
    }

    /** What happened to a claim. */
    public enum ClaimWhat {
        RECEIVED,
        ASKED,
        ANSWERED,
        PROPOSED,
        RETURNED,
        ACCEPTED,
        REFUSED,
        SETTLED,
        /** The customer paid after all: a part comes back. */
        RECOVERED
    }

    /** @param by the coordinator's name, or null where the cooperative or the system acted */
    public record Event(
            ClaimWhat what,
            @Nullable String by,
            @Nullable Money amount,
            @Nullable ReviewReason reason,
            @Nullable String note,
            Instant at) {}

    /** A claim with what happened to it, oldest first, and the terms that rule it. */
    public record WithHistory(ClaimView claim, @Nullable TreatyTerms terms, List<Event> events) {
        public WithHistory {
            events = List.copyOf(events);
        }
    }

    /** What can be accepted at most. */
    public Money most() {
        return due.min(told);
    }

    /** Whether both sides reckon the same by the same version. */
    public boolean agrees() {
        return told.equals(due) && version != null && version == toldVersion;
    }
}
