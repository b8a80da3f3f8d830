package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;

/**
 * A fund bears a loss: it paid a grant, or for a customer who does not, or gave up what it had lent. Published in the transaction
 * that does it, so that who pools risks hears of it or nothing happened. Ids and amounts only: no person, no kind of need.
 *
 * @param request the fund's own id of what it paid; it never leaves the cooperative
 * @param asked what was asked for
 * @param granted what the committee granted
 * @param amount what the fund bears, positive
 * @param ground the committee's ground, from its list
 * @param decidedOn when the committee decided: the day that rules which terms hold
 * @param on when it was paid or given up
 */
public record FundBore(
        UUID request,
        UUID fund,
        Instrument instrument,
        Money asked,
        Money granted,
        Money amount,
        Ground ground,
        LocalDate decidedOn,
        LocalDate on) {

    public FundBore {
        Checks.positive(amount, "amount");
    }
}
