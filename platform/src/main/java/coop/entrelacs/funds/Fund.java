package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.util.UUID;

/**
 * A fund and what it has.
 *
 * @param balance what it holds
 * @param committed what of it is granted and not yet paid
 * @param out what it lent or paid for others and may come back
 */
public record Fund(
        UUID id,
        String code,
        String name,
        Instrument instrument,
        UUID committee,
        FundAccounts accounts,
        State state,
        Money balance,
        Money committed,
        Money out) {

    public enum State {
        OPEN,
        /** Grants nothing any more; loans are paid back. */
        CLOSING,
        CLOSED
    }

    public Fund {
        if (committed.isNegative() || balance.compareTo(committed) < 0 || out.isNegative()) {
            throw new IllegalArgumentException("a fund that promised more than it holds");
        }
    }

    /** What it can still grant. */
    public Money free() {
        return balance.minus(committed);
    }
}
