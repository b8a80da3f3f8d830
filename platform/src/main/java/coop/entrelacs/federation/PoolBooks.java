package coop.entrelacs.federation;

import coop.entrelacs.funds.Instrument;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * How common funds show in the books of both sides. In the federation an account of class 4 carries what a common fund holds, to the
 * cent and always; what is called and not received stands on a sister account. In a cooperative what it puts in is a cost, and a
 * part that is accepted waits on an account of class 4 until it is received: only then it is the fund's.
 */
@Component
class PoolBooks {

    /** In a cooperative: a kind of membership fee. */
    static final String COST = "62815";

    /** In a cooperative: accepted and not received. */
    static final String WAITING = "46771";

    private final Ledger ledger;
    private final Accounts accounts;
    private final Positions positions;

    PoolBooks(Ledger ledger, Accounts accounts, Positions positions) {
        this.ledger = ledger;
        this.accounts = accounts;
        this.positions = positions;
    }

    static String holds(Instrument fund) {
        return "46875" + number(fund);
    }

    static String calledNotReceived(Instrument fund) {
        return "46876" + number(fund);
    }

    private static int number(Instrument fund) {
        return switch (fund) {
            case LOAN -> 1;
            case GRANT -> 2;
            case GUARANTEE -> 3;
        };
    }

    void open(Treaty treaty) {
        accounts.ensure(holds(treaty.fundKind()), "Fonds commun : " + treaty.name());
        accounts.ensure(calledNotReceived(treaty.fundKind()), "Fonds commun, appelé et non reçu : " + treaty.name());
    }

    /** @param fromAccount such as {@code 1068} */
    void endowed(Treaty treaty, String fromAccount, Money amount, LocalDate on, String decision, String source) {
        post(
                on,
                decision,
                source,
                JournalLine.debit(fromAccount, amount),
                JournalLine.credit(holds(treaty.fundKind()), amount));
    }

    /** @return the source of the entry */
    String called(Treaty treaty, TenantId cooperative, UUID part, Money amount, LocalDate on) {
        String source = "pool-contribution:" + part;
        post(
                on,
                "Appel de contribution " + treaty.name(),
                source,
                owed(cooperative, amount),
                JournalLine.credit(calledNotReceived(treaty.fundKind()), amount));
        return source;
    }

    void received(Instrument fund, String name, UUID part, Money amount, LocalDate on) {
        post(
                on,
                "Contribution reçue " + name,
                "pool-contribution:" + part + ":received",
                JournalLine.debit(calledNotReceived(fund), amount),
                JournalLine.credit(holds(fund), amount));
    }

    /** @return the source of the entry */
    String accepted(Treaty treaty, TenantId cooperative, UUID claim, Money amount, LocalDate on) {
        String source = claimSource(claim);
        post(
                on,
                "Part acceptée " + treaty.name(),
                source,
                JournalLine.debit(holds(treaty.fundKind()), amount),
                owed(cooperative, amount.negated()));
        return source;
    }

    static String claimSource(UUID claim) {
        return "pool-claim:" + claim;
    }

    /** In a cooperative. @return the source of the entry */
    String due(TenantId federation, String treaty, UUID part, Money amount, LocalDate on) {
        accounts.ensure(COST, "Contributions aux fonds communs de la fédération");
        String source = "pool-contribution:" + part;
        post(
                on,
                "Contribution au fonds commun " + treaty,
                source,
                JournalLine.debit(COST, amount),
                owed(federation, amount.negated()));
        return source;
    }

    /** In a cooperative. @return the source of the entry */
    String waits(TenantId federation, String treaty, UUID claim, Money amount, LocalDate on) {
        accounts.ensure(WAITING, "Fonds communs de la fédération : parts accordées, non reçues");
        String source = claimSource(claim);
        post(
                on,
                "Part accordée par le fonds commun " + treaty,
                source,
                owed(federation, amount),
                JournalLine.credit(WAITING, amount));
        return source;
    }

    /** In a cooperative: the common fund's share of what a customer paid after all. @return the source of the entry */
    String givesBack(TenantId federation, String treaty, UUID position, Money amount, LocalDate on) {
        accounts.ensure(WAITING, "Fonds communs de la fédération : parts accordées, non reçues");
        String source = "pool-recovery:" + position;
        post(
                on,
                "Part rendue au fonds commun " + treaty,
                source,
                JournalLine.debit(WAITING, amount),
                owed(federation, amount.negated()));
        return source;
    }

    /** In a federation. @return the source of the entry */
    String comesBack(Instrument fund, String name, TenantId cooperative, UUID position, Money amount, LocalDate on) {
        String source = "pool-recovery:" + position;
        post(
                on,
                "Part rendue au fonds commun " + name,
                source,
                owed(cooperative, amount),
                JournalLine.credit(calledNotReceived(fund), amount));
        return source;
    }

    void cameBack(Instrument fund, String name, UUID position, Money amount, LocalDate on) {
        post(
                on,
                "Part rendue reçue " + name,
                "pool-recovery:" + position + ":received",
                JournalLine.debit(calledNotReceived(fund), amount),
                JournalLine.credit(holds(fund), amount));
    }

    /** What the other owes us, or, below zero, what we owe them. */
    private JournalLine owed(TenantId other, Money amount) {
        return new JournalLine(positions.account(), null, positions.thirdParty(other), null, amount);
    }

    private void post(LocalDate on, String label, String source, JournalLine... lines) {
        ledger.post(new JournalEntry("OD", on, label, null, null, source, List.of(lines)));
    }
}
