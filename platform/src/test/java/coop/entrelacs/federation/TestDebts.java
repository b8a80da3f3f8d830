package coop.entrelacs.federation;

import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import coop.entrelacs.tenancy.crossing.Crossings;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Makes tenants owe one another, as the pool and joint projects do: an entry, a position and a message here, the same mirrored there.
 */
@Component
public class TestDebts implements CrossingHandler<TestDebts.Owed> {

    /** @param reference the invoice's number where the kind needs one; null: not invoiced yet */
    public record Owed(
            UUID id,
            Positions.Kind kind,
            Money amount,
            LocalDate date,
            boolean toSender,
            boolean held,
            @Nullable String reference) {}

    private final Positions positions;
    private final Ledger ledger;
    private final Crossings crossings;
    private final Clock clock;

    TestDebts(Positions positions, Ledger ledger, Crossings crossings, Clock clock) {
        this.positions = positions;
        this.ledger = ledger;
        this.crossings = crossings;
        this.clock = clock;
    }

    /** The bound tenant becomes the creditor (or, where {@code owes}, the debtor) of the counterpart. */
    @Transactional
    public UUID open(TenantId counterpart, Positions.Kind kind, Money amount, boolean owes) {
        return open(UUID.randomUUID(), counterpart, kind, amount, owes, false);
    }

    @Transactional
    public UUID open(UUID id, TenantId counterpart, Positions.Kind kind, Money amount, boolean owes, boolean held) {
        LocalDate today = LocalDate.now(clock);
        Owed owed = new Owed(id, kind, amount, today, !owes, held, kind.needsInvoice() ? "T-" + id : null);
        book(counterpart, owed, owes ? Positions.Direction.PAYABLE : Positions.Direction.RECEIVABLE);
        crossings.send(counterpart, kind(), owed);
        return id;
    }

    /** One side only: as where the other's is lost. */
    @Transactional
    public UUID oneSide(TenantId counterpart, Money amount) {
        UUID id = UUID.randomUUID();
        book(
                counterpart,
                new Owed(id, Positions.Kind.CLAIM, amount, LocalDate.now(clock), true, false, null),
                Positions.Direction.RECEIVABLE);
        return id;
    }

    @Override
    public String kind() {
        return "test-owed.v1";
    }

    @Override
    public Class<Owed> message() {
        return Owed.class;
    }

    @Override
    public void apply(TenantId sender, Owed owed) {
        book(sender, owed, owed.toSender() ? Positions.Direction.PAYABLE : Positions.Direction.RECEIVABLE);
    }

    private void book(TenantId counterpart, Owed owed, Positions.Direction direction) {
        String source = "test-owed:" + owed.id();
        Money signed = direction == Positions.Direction.RECEIVABLE
                ? owed.amount()
                : owed.amount().negated();
        ledger.post(new JournalEntry(
                "OD",
                owed.date(),
                "Dette de test " + CurrentTenant.id(),
                null,
                null,
                source,
                List.of(
                        new JournalLine(positions.account(), null, positions.thirdParty(counterpart), null, signed),
                        new JournalLine("471", null, null, null, signed.negated()))));
        positions.open(new Positions.NewPosition(
                owed.id(),
                counterpart,
                direction,
                owed.kind(),
                owed.amount(),
                owed.date(),
                null,
                owed.held(),
                "Dette de test",
                source));
        if (owed.reference() != null) {
            positions.invoiced(owed.id(), owed.reference());
        }
    }
}
