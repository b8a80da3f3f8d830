package coop.entrelacs.funds;

import coop.entrelacs.funds.Admissibility.Reason;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request as it stands, without what is private.
 *
 * @param rulebook the one in force at submission, or null before
 * @param reasons why it was not admissible; empty if it was
 * @param closing how it ended, or null
 */
record Request(
        UUID id,
        long version,
        UUID fund,
        UUID member,
        @Nullable UUID activity,
        Stage stage,
        @Nullable UUID rulebook,
        Money asked,
        @Nullable Integer months,
        int graceMonths,
        @Nullable UUID invoice,
        Money granted,
        Money paid,
        Money back,
        Money writtenOff,
        List<Reason> reasons,
        @Nullable LocalDate decideBy,
        @Nullable LocalDate appealUntil,
        boolean appealed,
        @Nullable LocalDate decidedOn,
        @Nullable UUID proposedBy,
        @Nullable LocalDate paidOn,
        RequestState.@Nullable Closing closing) {

    /** What is still owed or may be recovered. */
    Money owed() {
        return paid.minus(back).minus(writtenOff);
    }

    /** The state with what belongs to it. */
    RequestState state() {
        return switch (stage) {
            case DRAFT -> new RequestState.Draft();
            case INADMISSIBLE -> new RequestState.Inadmissible(reasons, Objects.requireNonNull(appealUntil));
            case REVIEW, APPEAL -> new RequestState.UnderReview(Objects.requireNonNull(decideBy), appealed);
            case GRANTED -> new RequestState.Granted(granted);
            case REFUSED -> new RequestState.Refused(appealUntil);
            case PAYING -> new RequestState.Paying(granted, Objects.requireNonNull(proposedBy));
            case REPAYING, DEFAULTED -> new RequestState.Repaying(owed(), stage == Stage.DEFAULTED);
            case RECOVERING -> new RequestState.Recovering(owed());
            case WITHDRAWN -> new RequestState.Withdrawn();
            case CLOSED -> new RequestState.Closed(Objects.requireNonNull(closing));
        };
    }
}
