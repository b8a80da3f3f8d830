package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One side of what two tenants owe one another.
 *
 * @param amount above zero; the direction says who owes
 * @param due when it should be paid, or null for at once
 * @param held not payable yet: the customer has not paid
 * @param label what it is, without any person's name
 * @param source of the ledger's entry that opened it
 * @param reference the invoice's number, once there is one
 * @param netting the netting that set it aside or settled it, or null
 */
public record Position(
        UUID id,
        TenantId counterpart,
        Positions.Direction direction,
        Positions.Kind kind,
        Money amount,
        LocalDate date,
        @Nullable LocalDate due,
        boolean held,
        @Nullable LocalDate released,
        String label,
        String source,
        State state,
        @Nullable String reference,
        @Nullable UUID netting,
        @Nullable LocalDate settledOn) {

    public enum State {
        OWED,
        INVOICED,
        SETTLED
    }

    /** What it adds to what the counterpart owes us: negative where we owe. */
    public Money signed() {
        return direction == Positions.Direction.RECEIVABLE ? amount : amount.negated();
    }

    /** Days past the day it was due; zero or less while there is time. */
    public long daysLate(LocalDate today) {
        return ChronoUnit.DAYS.between(due == null ? date : due, today);
    }

    /** Whether it can be settled now, by a payment or by the next netting. */
    public boolean payable() {
        return !held && netting == null && (state == State.INVOICED || (state == State.OWED && !kind.needsInvoice()));
    }
}
