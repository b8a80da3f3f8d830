package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** What can happen to a request. */
sealed interface RequestEvent {

    /** @param reasons why it is not admissible; none if it is */
    record Submitted(List<Admissibility.Reason> reasons, LocalDate decideBy, LocalDate appealUntil)
            implements RequestEvent {}

    record Appealed(LocalDate on, LocalDate decideBy) implements RequestEvent {}

    /** @param asked what was asked: no more can be granted */
    record Grant(Money amount, Money asked) implements RequestEvent {}

    record Refuse(LocalDate appealUntil) implements RequestEvent {}

    record Withdraw() implements RequestEvent {}

    record ProposePayment(UUID by) implements RequestEvent {}

    record CancelPayment() implements RequestEvent {}

    record Pay(UUID by, Instrument instrument) implements RequestEvent {}

    /** Money that came back: a repayment of a loan, or what a customer paid after all. */
    record ComeBack(Money amount) implements RequestEvent {}

    /** A customer's payment, of which part had come back, was taken back. */
    record ComeUndone(Money amount) implements RequestEvent {}

    record Default() implements RequestEvent {}

    /** The instalments missed were caught up. */
    record CatchUp() implements RequestEvent {}

    record WriteOff() implements RequestEvent {}
}
