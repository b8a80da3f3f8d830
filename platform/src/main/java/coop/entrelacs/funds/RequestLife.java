package coop.entrelacs.funds;

import coop.entrelacs.funds.RequestEvent.*;
import coop.entrelacs.funds.RequestState.*;
import coop.entrelacs.shared.Money;

/** How a request goes from state to state. The database holds the same rules in its writes. */
final class RequestLife {

    private RequestLife() {}

    /**
     * Where an event leads.
     *
     * @throws FundRefused if it cannot happen in this state
     */
    static RequestState after(RequestState state, RequestEvent event) {
        RequestState next = switch (event) {
            case Submitted e
            when state instanceof Draft ->
                e.reasons().isEmpty()
                        ? new UnderReview(e.decideBy(), false)
                        : new Inadmissible(e.reasons(), e.appealUntil());
            case Appealed e when state instanceof Inadmissible s -> appealed(e, s.appealUntil());
            case Appealed e when state instanceof Refused s -> appealed(e, s.appealUntil());
            case Grant e
            when state instanceof UnderReview -> {
                if (e.amount().compareTo(e.asked()) > 0) {
                    throw new FundRefused("fund-more-than-asked", e.asked());
                }
                yield new Granted(e.amount());
            }
            case Refuse e when state instanceof UnderReview s -> new Refused(s.appeal() ? null : e.appealUntil());
            case Withdraw e
            when state instanceof Draft || state instanceof UnderReview || state instanceof Granted -> new Withdrawn();
            case ProposePayment e when state instanceof Granted s -> new Paying(s.amount(), e.by());
            case CancelPayment e when state instanceof Paying s -> new Granted(s.amount());
            case Pay e
            when state instanceof Paying s -> {
                if (e.by().equals(s.proposedBy())) {
                    throw new FundRefused("fund-second-person");
                }
                yield switch (e.instrument()) {
                    case LOAN -> new Repaying(s.amount(), false);
                    case GRANT -> new Closed(Closing.PAID);
                    case GUARANTEE -> new Recovering(s.amount());
                };
            }
            case ComeBack e
            when state instanceof Repaying s -> {
                Money left = left(s.owed(), e.amount());
                yield left.isZero() ? new Closed(Closing.REPAID) : new Repaying(left, s.defaulted());
            }
            case ComeBack e
            when state instanceof Recovering s -> {
                Money left = left(s.open(), e.amount());
                yield left.isZero() ? new Closed(Closing.RECOVERED) : new Recovering(left);
            }
            case ComeUndone e
            when state instanceof Recovering s -> new Recovering(s.open().plus(e.amount()));
            case ComeUndone e
            when state instanceof Closed s && (s.how() == Closing.RECOVERED || s.how() == Closing.WRITTEN_OFF) ->
                new Recovering(e.amount());
            case Default e when state instanceof Repaying s && !s.defaulted() -> new Repaying(s.owed(), true);
            case CatchUp e when state instanceof Repaying s && s.defaulted() -> new Repaying(s.owed(), false);
            case WriteOff e when state instanceof Repaying s && s.defaulted() -> new Closed(Closing.WRITTEN_OFF);
            case WriteOff e when state instanceof Recovering -> new Closed(Closing.WRITTEN_OFF);
            default -> throw new FundRefused("fund-request-state", state.stage());
        };
        assert next.stage() == state.stage() || state.stage().next().contains(next.stage());
        return next;
    }

    private static RequestState appealed(
            Appealed appeal, java.time.@org.jspecify.annotations.Nullable LocalDate until) {
        if (until == null) {
            throw new FundRefused("fund-no-further-appeal");
        }
        if (appeal.on().isAfter(until)) {
            throw new FundRefused("fund-appeal-too-late", until);
        }
        return new UnderReview(appeal.decideBy(), true);
    }

    private static Money left(Money owed, Money amount) {
        Checks.positive(amount, "amount");
        if (amount.compareTo(owed) > 0) {
            throw new FundRefused("fund-more-than-owed", owed);
        }
        return owed.minus(amount);
    }
}
