package coop.entrelacs.funds;

import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * How a fund shows in the books. The account {@code holds} is credited and debited by exactly what the fund's balance changes, so
 * both are equal at every moment; what is lent stands on a sister account until it comes back.
 */
@Component
class FundBooks {

    private final Ledger ledger;
    /** What a loan bought is mostly small equipment: a cost of the activity that pays for it. */
    private static final String EQUIPMENT = "6063";

    private static final String PAY_DUE = "421";

    private final Accounts accounts;

    FundBooks(Ledger ledger, Accounts accounts) {
        this.ledger = ledger;
        this.accounts = accounts;
    }

    /** One contribution to book. */
    record Contributed(UUID id, UUID activity, Money amount) {}

    void openAccounts(FundAccounts a) {
        accounts.ensure(a.holds(), a.label());
        ensureIfMissing(a.contribution(), "Contributions aux fonds mutuels");
        ensureIfMissing(a.bank(), a.label());
        if (a.lent() != null) {
            ensureIfMissing(a.lent(), a.label());
            accounts.ensure(lentOut(a), a.label() + " : prêté");
        }
        if (a.aid() != null) {
            ensureIfMissing(a.aid(), "Aides des fonds mutuels");
        }
    }

    void contributions(Fund fund, LocalDate on, List<Contributed> contributions) {
        FundAccounts a = fund.accounts();
        ledger.post(contributions.stream()
                .filter(c -> !c.amount().isZero())
                .map(c -> new JournalEntry(
                        "OD",
                        on,
                        "Contribution " + fund.name(),
                        null,
                        null,
                        "fund-contribution:" + c.id(),
                        List.of(
                                new JournalLine(a.contribution(), c.activity(), null, null, c.amount()),
                                // on the activity too: its cash position is less by what it put in
                                new JournalLine(
                                        a.holds(),
                                        c.activity(),
                                        null,
                                        null,
                                        c.amount().negated()))))
                .toList());
    }

    void endowed(Fund fund, String fromAccount, Money amount, LocalDate on, String decision, UUID movement) {
        post(
                fund,
                on,
                decision,
                "fund-movement:" + movement,
                JournalLine.debit(fromAccount, amount),
                JournalLine.credit(fund.accounts().holds(), amount));
    }

    void paid(Fund fund, Request request, LocalDate on) {
        FundAccounts a = fund.accounts();
        Money amount = request.granted();
        String source = "fund-request:" + request.id() + ":payment";
        switch (fund.instrument()) {
            case LOAN ->
                post(
                        fund,
                        on,
                        "Prêt " + fund.name(),
                        source,
                        JournalLine.debit(lent(a), amount),
                        JournalLine.credit(a.bank(), amount),
                        JournalLine.debit(a.holds(), amount),
                        JournalLine.credit(lentOut(a), amount));
            case GRANT ->
                post(
                        fund,
                        on,
                        "Aide " + fund.name(),
                        source,
                        JournalLine.debit(a.holds(), amount),
                        JournalLine.credit(a.bank(), amount));
            case GUARANTEE ->
                post(
                        fund,
                        on,
                        "Garantie " + fund.name(),
                        source,
                        JournalLine.debit(a.holds(), amount).on(Objects.requireNonNull(request.activity())),
                        JournalLine.credit(aid(a), amount).on(request.activity()));
        }
    }

    void cameBack(Fund fund, Request request, Money amount, LocalDate on, UUID movement, RepaidFrom from) {
        FundAccounts a = fund.accounts();
        String source = "fund-movement:" + movement;
        switch (fund.instrument()) {
            case LOAN -> {
                JournalLine held = JournalLine.credit(a.holds(), amount);
                JournalLine paid = switch (from) {
                    case RepaidFrom.Bank bank -> JournalLine.debit(a.bank(), amount);
                    case RepaidFrom.Activity activity -> {
                        ensureIfMissing(EQUIPMENT, "Petit équipement");
                        // no money leaves the cooperative: the activity owes the fund, and has borne what the loan
                        // bought
                        held = held.on(activity.activity());
                        yield JournalLine.debit(EQUIPMENT, amount).on(activity.activity());
                    }
                    case RepaidFrom.Pay pay -> {
                        ensureIfMissing(PAY_DUE, "Personnel - Rémunérations dues");
                        yield JournalLine.debit(PAY_DUE, amount).with(pay.thirdParty());
                    }
                };
                post(
                        fund,
                        on,
                        "Remboursement " + fund.name(),
                        source,
                        paid,
                        JournalLine.credit(lent(a), amount),
                        JournalLine.debit(lentOut(a), amount),
                        held);
            }
            case GUARANTEE ->
                post(
                        fund,
                        on,
                        "Recouvrement " + fund.name(),
                        source,
                        JournalLine.debit(aid(a), amount).on(Objects.requireNonNull(request.activity())),
                        JournalLine.credit(a.holds(), amount).on(request.activity()));
            case GRANT -> throw new IllegalStateException("nothing of a grant comes back");
        }
    }

    /** A customer's payment was taken back: the fund has paid for them again. */
    void recoveryUndone(Fund fund, Request request, Money amount, LocalDate on, UUID movement) {
        FundAccounts a = fund.accounts();
        UUID activity = Objects.requireNonNull(request.activity());
        post(
                fund,
                on,
                "Recouvrement annulé " + fund.name(),
                "fund-movement:" + movement,
                JournalLine.debit(a.holds(), amount).on(activity),
                JournalLine.credit(aid(a), amount).on(activity));
    }

    /** What is lost was the fund's, not the cooperative's: no cost. */
    void writtenOff(Fund fund, Request request, Money amount, LocalDate on) {
        if (fund.instrument() == Instrument.LOAN) {
            FundAccounts a = fund.accounts();
            post(
                    fund,
                    on,
                    "Prêt non remboursé " + fund.name(),
                    "fund-request:" + request.id() + ":write-off",
                    JournalLine.debit(lentOut(a), amount),
                    JournalLine.credit(lent(a), amount));
        }
    }

    /** What a common fund gives back waited on its own account until it was received. */
    void poolShare(Fund fund, String waiting, Money amount, LocalDate on, String source) {
        post(
                fund,
                on,
                "Part du fonds commun, " + fund.name(),
                source,
                JournalLine.debit(waiting, amount),
                JournalLine.credit(fund.accounts().holds(), amount));
    }

    /** The common fund's part of what came back leaves the fund. */
    void poolReturn(Fund fund, String waiting, Money amount, LocalDate on, String source) {
        post(
                fund,
                on,
                "Part rendue au fonds commun, " + fund.name(),
                source,
                JournalLine.debit(fund.accounts().holds(), amount),
                JournalLine.credit(waiting, amount));
    }

    private void post(Fund fund, LocalDate on, String label, String source, JournalLine... lines) {
        ledger.post(new JournalEntry("OD", on, label, fund.code(), on, source, List.of(lines)));
    }

    private void ensureIfMissing(String number, String label) {
        if (accounts.find(number).isEmpty()) {
            accounts.ensure(number, label);
        }
    }

    private static String lent(FundAccounts a) {
        return Objects.requireNonNull(a.lent(), "a fund that lends names the account of its loans");
    }

    private static String aid(FundAccounts a) {
        return Objects.requireNonNull(a.aid(), "a fund that guarantees names the account of its aid");
    }

    private static String lentOut(FundAccounts a) {
        return a.holds() + "9";
    }
}
