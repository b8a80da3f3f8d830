package coop.entrelacs.collaboration;

import coop.entrelacs.activities.MirroredDocuments.Party;
import coop.entrelacs.federation.Positions;
import coop.entrelacs.federation.Positions.Direction;
import coop.entrelacs.federation.Positions.Kind;
import coop.entrelacs.federation.Positions.NewPosition;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The entries and positions of shares, on either side. The account between cooperatives carries what is owed; which activity it
 * weighs on is said on the same account when it becomes payable, and taken off when it is settled (decision 0030's way).
 */
@Component
class InterCooperative {

    /** Invoices still to come: what is owed stands on the account between cooperatives before the partner's invoice is there. */
    static final String TO_COME = "4081";

    private static final String BANK = "512";

    private final Positions positions;
    private final Ledger ledger;
    private final Accounts accounts;
    private final LegalIdentities legal;

    InterCooperative(Positions positions, Ledger ledger, Accounts accounts, LegalIdentities legal) {
        this.positions = positions;
        this.ledger = ledger;
        this.accounts = accounts;
        this.legal = legal;
    }

    Party ourselves() {
        LegalIdentity us = legal.current().legal();
        return new Party(
                CurrentTenant.id(),
                us.name(),
                us.siren(),
                us.vatNumber(),
                us.street(),
                us.postcode(),
                us.city(),
                us.country());
    }

    String account() {
        return positions.account();
    }

    String thirdParty(TenantId counterpart) {
        return positions.thirdParty(counterpart);
    }

    /** OWED: we owe the partner's cooperative a part of an invoice that its own invoice will explain. */
    void owe(UUID share, TenantId partner, Money gross, LocalDate on, String customerInvoice) {
        accounts.ensure(TO_COME, "Fournisseurs – factures non parvenues");
        String source = "project-share:" + share;
        String label = "Part d’un projet partagé – " + customerInvoice;
        ledger.post(new JournalEntry(
                "OD",
                on,
                label,
                customerInvoice,
                on,
                source,
                List.of(
                        JournalLine.debit(TO_COME, gross),
                        JournalLine.credit(account(), gross).with(thirdParty(partner)))));
        open(share, partner, Direction.PAYABLE, Kind.INVOICE, gross, on, true, label, source, null);
    }

    void open(
            UUID id,
            TenantId counterpart,
            Direction direction,
            Kind kind,
            Money amount,
            LocalDate on,
            boolean held,
            String label,
            String source,
            @Nullable String number) {
        positions.open(new NewPosition(id, counterpart, direction, kind, amount, on, null, held, label, source));
        if (number != null) {
            positions.invoiced(id, number);
        }
    }

    void invoiced(UUID id, String number) {
        positions.invoiced(id, number);
    }

    /** Part of a held position becomes payable, under its own id; the last part keeps that of the share. */
    void release(UUID share, UUID slice, Money amount, LocalDate on) {
        if (slice.equals(share)) {
            positions.release(share, on);
        } else {
            positions.releasePart(share, slice, amount, on);
        }
    }

    /** What is payable weighs on the activity from now on (or, negative, what is owed to it). */
    void weigh(UUID slice, TenantId partner, UUID activity, Money amount, LocalDate on, String label) {
        ledger.post(new JournalEntry(
                "OD",
                on,
                label,
                null,
                null,
                "slice:" + slice,
                List.of(
                        new JournalLine(account(), null, thirdParty(partner), null, amount),
                        new JournalLine(account(), activity, thirdParty(partner), null, amount.negated()))));
    }

    /** It is settled: off the activity's debt, and off its money. */
    void settled(UUID slice, TenantId partner, UUID activity, Money amount, LocalDate on, String label) {
        ledger.post(new JournalEntry(
                "OD",
                on,
                label,
                null,
                null,
                "slice:" + slice + ":settled",
                List.of(
                        new JournalLine(account(), activity, thirdParty(partner), null, amount),
                        new JournalLine(account(), null, thirdParty(partner), null, amount.negated()),
                        new JournalLine(BANK, null, null, null, amount),
                        new JournalLine(BANK, activity, null, null, amount.negated()))));
    }
}
