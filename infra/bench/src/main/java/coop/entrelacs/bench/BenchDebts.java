package coop.entrelacs.bench;

import coop.entrelacs.federation.Positions;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.crossing.CrossingHandler;
import coop.entrelacs.tenancy.crossing.Crossings;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What a real fact between two tenants does: an entry, a position and a message here; an entry and a position there. */
@Component
class BenchDebts implements CrossingHandler<BenchDebts.Owed> {

    record Owed(UUID id, Money amount, LocalDate date) {}

    private final Positions positions;
    private final Ledger ledger;
    private final Crossings crossings;
    private final Clock clock;

    BenchDebts(Positions positions, Ledger ledger, Crossings crossings, Clock clock) {
        this.positions = positions;
        this.ledger = ledger;
        this.crossings = crossings;
        this.clock = clock;
    }

    /** The bound tenant is owed by the debtor. */
    @Transactional
    public void owedBy(TenantId debtor, Money amount) {
        Owed owed = new Owed(UUID.randomUUID(), amount, LocalDate.now(clock));
        book(debtor, owed, Positions.Direction.RECEIVABLE);
        crossings.send(debtor, kind(), owed);
    }

    @Override
    public String kind() {
        return "bench-owed.v1";
    }

    @Override
    public Class<Owed> message() {
        return Owed.class;
    }

    @Override
    public void apply(TenantId sender, Owed owed) {
        book(sender, owed, Positions.Direction.PAYABLE);
    }

    private void book(TenantId counterpart, Owed owed, Positions.Direction direction) {
        Money signed = direction == Positions.Direction.RECEIVABLE
                ? owed.amount()
                : owed.amount().negated();
        String source = "bench:" + owed.id();
        ledger.post(new JournalEntry(
                "OD",
                owed.date(),
                "Banc d’essai",
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
                Positions.Kind.CLAIM,
                owed.amount(),
                owed.date(),
                null,
                false,
                "Banc d’essai",
                source));
    }
}
