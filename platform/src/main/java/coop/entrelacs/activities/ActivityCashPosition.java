package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * What an activity can spend or pay its members: one figure, and how it comes about. Read from the books, so it is exact the
 * moment anything is posted.
 *
 * @param available the sum of the parts: money that came in, less what went out and what is already owed to others
 * @param parts in the order to show them, none left out even at zero
 * @param customersOwe what customers still have to pay; not counted, because it is not there yet
 * @param overdue what of it is late
 */
public record ActivityCashPosition(
        UUID activity, LocalDate on, Money available, List<Part> parts, Money customersOwe, Money overdue) {

    public ActivityCashPosition {
        parts = List.copyOf(parts);
        if (!Money.sum(parts.stream().map(Part::amount).toList()).equals(available)) {
            throw new IllegalArgumentException("the parts do not explain the figure: " + available);
        }
    }

    /**
     * One line of the explanation.
     *
     * @param amount positive adds to what is available
     * @param accounts the accounts of the books it is read from, each to be opened on this activity; empty where it is read from
     *     the charges of the contribution
     */
    public record Part(Kind kind, Money amount, List<AccountPart> accounts) {
        public Part {
            accounts = List.copyOf(accounts);
        }
    }

    /** @param amount positive adds to what is available */
    public record AccountPart(String account, Money amount) {}

    /** What the lines are called: message key {@code cash-position.<KIND>}. */
    public enum Kind {
        /** Paid by customers, less what was given back. */
        RECEIPTS,
        /** Paid to suppliers, members, the State and others. */
        PAYMENTS,
        /** Received from and given to other activities of the cooperative. */
        INTERNAL_EXCHANGES,
        /** Due to the State, less what it owes back. VAT that waits for a customer's payment is not due yet. */
        VAT,
        /** Pay, and its contributions, that are booked and not paid yet. */
        PAY_AND_SOCIAL_CHARGES,
        /** Costs that are booked and not paid yet. */
        COSTS_TO_PAY,
        CONTRIBUTION,
        PROVISIONS,
        /** Loans, advances and the rest. */
        OTHER_DEBTS
    }
}
