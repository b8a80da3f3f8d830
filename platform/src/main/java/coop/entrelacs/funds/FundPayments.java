package coop.entrelacs.funds;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What was granted is paid by two persons: one proposes, another confirms. The fund, the books and the schedule of a loan change in
 * one transaction; the bank file can be made again at any time and is the same, so a bank that gets it twice pays once.
 */
@Service
public class FundPayments {

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final FundRequests requests;
    private final FundBooks books;
    private final FundLocks locks;
    private final PoolShares shares;
    private final Members members;
    private final Standings standings;
    private final BankFiles files;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    FundPayments(
            JdbcClient jdbc,
            FundRecords records,
            FundRequests requests,
            FundBooks books,
            FundLocks locks,
            PoolShares shares,
            Members members,
            Standings standings,
            BankFiles files,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.requests = requests;
        this.books = books;
        this.locks = locks;
        this.shares = shares;
        this.members = members;
        this.standings = standings;
        this.files = files;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** What a payment did: amounts only, so that it can be kept and told to who pays. */
    public record Paid(UUID id, Stage stage, Money granted, Money paid, Money owed) {}

    /** Proposes to pay what was granted. */
    @Transactional
    public Paid propose(UUID id) {
        CurrentTenant.actor().require(Role.TREASURER, Role.ACCOUNTANT);
        UUID me = CurrentTenant.actor().accountable();
        Request request = records.request(id);
        refuseOwn(request);
        RequestLife.after(request.state(), new RequestEvent.ProposePayment(me));
        refuseWithoutAccount(request, records.fund(request.fund()));
        FundRecords.guarded(() -> jdbc.sql("SELECT fund_propose_payment(?, ?, ?)")
                .params(id, me, now())
                .query(String.class)
                .single());
        audit.record("fund-payment.proposed", "fund-request:" + id, "");
        live.publish("fund-request", id);
        return paid(id);
    }

    /** Takes a proposed payment back; the money stays set aside. */
    @Transactional
    public Paid cancel(UUID id) {
        CurrentTenant.actor().require(Role.TREASURER, Role.ACCOUNTANT, Role.MANAGER);
        RequestLife.after(records.request(id).state(), new RequestEvent.CancelPayment());
        FundRecords.guarded(() -> jdbc.sql("SELECT fund_propose_payment(?, NULL::uuid, ?)")
                .params(id, now())
                .query(String.class)
                .single());
        audit.record("fund-payment.cancelled", "fund-request:" + id, "");
        live.publish("fund-request", id);
        return paid(id);
    }

    /**
     * Where a payment goes, as much of it as who pays needs to compare: country, check digits and the last four signs.
     *
     * @param before where the fund's payment before went to, if it was another account
     * @param known whether an earlier payment to this member is known to compare with
     * @param others how many other members were paid, or are to be paid, on the same account
     */
    public record PayTo(@Nullable String account, @Nullable String before, boolean known, int others) {}

    /**
     * Where proposed and confirmed payments go, by request. It cannot change once the request was submitted (the database refuses it), so
     * what is shown is what is paid.
     */
    @Transactional
    public Map<UUID, PayTo> payTo(List<UUID> of) {
        CurrentTenant.actor().require(Role.TREASURER, Role.ACCOUNTANT, Role.MANAGER);
        CurrentTenant.actor().requirePerson();
        Map<UUID, PayTo> found = new HashMap<>();
        if (of.isEmpty()) {
            return found;
        }
        record Row(UUID id, UUID memberId, boolean paid) {}
        // the payments asked for, and all others whose account is still known, the latest last
        List<Row> rows = jdbc.sql("SELECT r.id, r.member_id, r.paid_on IS NOT NULL AS paid FROM fund_request r"
                        + " WHERE r.payee IS NOT NULL AND r.stage NOT IN ('DRAFT', 'WITHDRAWN', 'REFUSED', 'INADMISSIBLE')"
                        + " ORDER BY r.paid_on NULLS LAST, r.id")
                .query(Row.class)
                .list();
        Map<UUID, String> accounts = requests.payees(rows.stream().map(Row::id).toList());
        Map<String, Set<UUID>> membersOf = new HashMap<>();
        rows.forEach(row -> membersOf
                .computeIfAbsent(accounts.getOrDefault(row.id(), ""), a -> new HashSet<>())
                .add(row.memberId()));
        Map<UUID, Row> byRequest = new HashMap<>();
        rows.forEach(row -> byRequest.put(row.id(), row));
        for (UUID id : of) {
            Row row = byRequest.get(id);
            if (row == null) {
                records.request(id); // Not there at all, or there without an account.
                found.put(id, new PayTo(null, null, false, 0));
                continue;
            }
            String account = accounts.get(id);
            String before = rows.stream()
                    .filter(one -> one.paid()
                            && one.memberId().equals(row.memberId())
                            && !one.id().equals(id))
                    .reduce((earlier, later) -> later)
                    .map(one -> accounts.get(one.id()))
                    .orElse(null);
            found.put(
                    id,
                    new PayTo(
                            account == null ? null : PayeeAccount.masked(account),
                            before == null || before.equals(account) ? null : PayeeAccount.masked(before),
                            before != null,
                            account == null
                                    ? 0
                                    : membersOf.getOrDefault(account, Set.of()).size() - 1));
        }
        audit.record("fund-payment.accounts-read", "fund-payments", String.valueOf(of.size()));
        return found;
    }

    /**
     * Confirms a proposed payment, as another person than who proposed it: the fund pays, the books say so, a loan gets its
     * schedule.
     */
    @Transactional
    public Paid confirm(UUID id) {
        CurrentTenant.actor().require(Role.TREASURER, Role.MANAGER);
        CurrentTenant.actor().requirePerson();
        UUID me = CurrentTenant.actor().accountable();
        Request request = records.request(id);
        refuseOwn(request);
        Fund fund = records.fund(request.fund());
        RequestLife.after(request.state(), new RequestEvent.Pay(me, fund.instrument()));
        Rulebook rules = records.rulebook(request.rulebook());
        LocalDate today = LocalDate.now(clock);
        if (fund.instrument() == Instrument.GUARANTEE) {
            // the request and its fund before the receivable, as a customer's payment does
            locks.guaranteesOf(List.of(Objects.requireNonNull(request.invoice(), "a guarantee is of an invoice")));
            refuseMoreThanIsLost(request, rules);
        }
        refuseWithoutAccount(request, fund);
        FundRecords.guarded(() -> jdbc.sql("SELECT fund_pay(?, ?, ?, ?, ?, ?)")
                .params(id, me, today, today.plusMonths(rules.terms().keepPrivateMonths()), Ids.next(), now())
                .query(String.class)
                .single());
        books.paid(fund, request, today);
        if (fund.instrument() == Instrument.LOAN) {
            LoanSchedule schedule = LoanSchedule.of(
                    request.granted(), today, Objects.requireNonNull(request.months()), request.graceMonths());
            List<LoanSchedule.Instalment> all = schedule.instalments();
            jdbc.sql("INSERT INTO fund_instalment (request_id, no, due_on, amount_cents)"
                            + " SELECT ?, n, d::date, c FROM unnest(?, ?, ?) u(n, d, c)")
                    .params(
                            id,
                            all.stream().map(LoanSchedule.Instalment::no).toArray(Integer[]::new),
                            all.stream().map(i -> i.dueOn().toString()).toArray(String[]::new),
                            all.stream().map(i -> i.amount().cents()).toArray(Long[]::new))
                    .update();
        } else {
            shares.bore(fund, request, request.granted(), today);
        }
        audit.record(
                "fund-payment.confirmed",
                "fund-request:" + id,
                request.granted().toString());
        live.publish("fund-request", id);
        live.publish("fund", fund.id());
        return paid(id);
    }

    /**
     * The newest bank file (SEPA credit transfers, pain.001.001.09) of the loans and grants paid on a day; see {@link BankFiles}.
     *
     * @throws FundRefused if nothing was paid that day
     */
    @Transactional
    public byte[] bankFile(LocalDate paidOn) {
        CurrentTenant.actor().requirePerson();
        return files.of(paidOn);
    }

    /**
     * Books what a member paid back of a loan, or what a customer paid after all. A larger amount than is owed is refused whole. Two
     * receipts are two, whatever they have in common: a standing order pays the same amount with the same words each month.
     *
     * @param reference what the bank's line says
     * @throws InvalidField if it is said to come in the future, or before it was paid out
     */
    @Transactional
    public Paid comeBack(UUID id, Money amount, LocalDate on, String reference) {
        CurrentTenant.actor().require(Role.TREASURER, Role.ACCOUNTANT);
        Request request = records.request(id);
        Checks.happened(on, "on", LocalDate.now(clock));
        LocalDate paidOn = request.paidOn();
        if (paidOn != null && on.isBefore(paidOn)) {
            throw new InvalidField("on", "fund-back-before-paid", paidOn);
        }
        String said = Checks.text(reference, "source", 150);
        UUID movement = Ids.next();
        return comeBack(request, amount, on, new Receipt(movement, "receipt:" + movement, said), new RepaidFrom.Bank());
    }

    /** A receipt of its own, whatever it says. */
    Paid comeBackAnew(Request request, Money amount, LocalDate on, String reference, RepaidFrom from) {
        UUID movement = Ids.next();
        return comeBack(request, amount, on, new Receipt(movement, "receipt:" + movement, reference), from);
    }

    /** What happened, named by an identity: told again it counts once. */
    Paid comeBackOnce(Request request, Money amount, LocalDate on, String identity, RepaidFrom from) {
        return comeBack(request, amount, on, new Receipt(Ids.next(), "back:" + identity, null), from);
    }

    private record Receipt(
            UUID movement, String source, @Nullable String reference) {}

    private Paid comeBack(Request request, Money amount, LocalDate on, Receipt receipt, RepaidFrom from) {
        Checks.positive(amount, "amount");
        UUID id = request.id();
        Fund fund = records.fund(request.fund());
        Rulebook rules = records.rulebook(request.rulebook());
        UUID movement = receipt.movement();
        Boolean booked = FundRecords.guarded(() -> jdbc.sql("SELECT fund_receive(?, ?, ?, ?, ?, ?, ?, ?)")
                .params(Arrays.asList(
                        id,
                        amount.cents(),
                        receipt.source(),
                        receipt.reference(),
                        on,
                        on.plusMonths(rules.terms().keepPrivateMonths()),
                        movement,
                        now()))
                .query(Boolean.class)
                .single());
        if (booked) {
            books.cameBack(fund, request, amount, on, movement, from);
            shares.cameBack(fund, request, amount, on);
            audit.record("fund-request.came-back", "fund-request:" + id, amount.toString());
            Request after = records.request(id);
            if (after.stage() == Stage.DEFAULTED && !inDefault(after, rules, on)) {
                mark(id, false);
            }
            live.publish("fund-request", id);
            live.publish("fund", fund.id());
        }
        return paid(id);
    }

    /** Whether what an identity names was counted before: the same is answered again, whatever is there now. */
    boolean counted(UUID request, String identity, Money amount) {
        return jdbc.sql("SELECT count(*) FROM fund_movement WHERE source = ? AND request_id = ? AND amount_cents = ?")
                        .params("back:" + identity, request, amount.cents())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Marks loans of which too many instalments are missed. Safe to repeat; returns how many were found. */
    @Transactional
    public int markDefaults() {
        CurrentTenant.actor().require(Role.TREASURER, Role.MANAGER);
        LocalDate today = LocalDate.now(clock);
        // instalments due and not wholly covered by what came back, counted where the loans are
        List<UUID> missed = jdbc.sql("""
            SELECT r.id FROM fund_request r JOIN fund_rulebook b ON b.id = r.rulebook_id
             WHERE r.stage = 'REPAYING' AND (b.terms #>> '{loan,defaultAfter}')::integer <=
               (SELECT count(*) FROM (SELECT i.due_on, sum(i.amount_cents) OVER (ORDER BY i.no) AS until_then
                                        FROM fund_instalment i WHERE i.request_id = r.id) s
                 WHERE s.due_on < ? AND s.until_then > r.back_cents)
             ORDER BY r.id FOR UPDATE OF r SKIP LOCKED\
            """).param(today).query(UUID.class).list();
        missed.forEach(loan -> mark(loan, true));
        return missed.size();
    }

    /** Gives up what does not come back: of a loan in default, or of a customer that is gone. */
    @Transactional
    public Paid writeOff(UUID id) {
        CurrentTenant.actor().require(Role.MANAGER);
        Request request = records.request(id);
        Fund fund = records.fund(request.fund());
        RequestLife.after(request.state(), new RequestEvent.WriteOff());
        LocalDate today = LocalDate.now(clock);
        Long lost = FundRecords.guarded(() -> jdbc.sql("SELECT fund_write_off(?, ?, ?)")
                .params(
                        id,
                        today.plusMonths(
                                records.rulebook(request.rulebook()).terms().keepPrivateMonths()),
                        now())
                .query(Long.class)
                .single());
        books.writtenOff(fund, request, Money.ofCents(lost), today);
        if (fund.instrument() == Instrument.LOAN && lost > 0) {
            shares.bore(fund, request, Money.ofCents(lost), today);
        }
        audit.record(
                "fund-request.written-off",
                "fund-request:" + id,
                Money.ofCents(lost).toString());
        live.publish("fund-request", id);
        live.publish("fund", fund.id());
        return paid(id);
    }

    Paid paid(UUID id) {
        Request now = records.request(id);
        return new Paid(id, now.stage(), now.granted(), now.paid(), now.owed());
    }

    /** Nobody pays themselves, whatever their role, nor by a program of theirs. */
    private void refuseOwn(Request request) {
        if (members.answers(request.member())) {
            throw new FundRefused("fund-own-payment");
        }
    }

    /**
     * A guarantee bears its rules' share of what is lost, which is what the customer still owes now without its VAT: the state gives
     * that back. A customer may have paid a part since the decision. The invoice's row is locked first, as a payment of it does, so
     * that one of both comes before the other.
     */
    private void refuseMoreThanIsLost(Request request, Rulebook rules) {
        jdbc.sql("SELECT 1 FROM receivable WHERE invoice_id = ? FOR UPDATE")
                .param(request.invoice())
                .query(Integer.class)
                .optional();
        var terms = Objects.requireNonNull(rules.terms().guarantee(), "a fund that guarantees has terms for it");
        Money most = standings
                .invoice(request.invoice(), request.activity(), request.id())
                .map(Admissibility.InvoiceDue::unpaid)
                .orElse(Money.ZERO)
                .times(terms.share(), RoundingMode.HALF_UP);
        if (request.granted().compareTo(most) > 0) {
            throw new FundRefused("fund-invoice-paid-meanwhile", most, terms.share() + "\u00a0%");
        }
    }

    /** What is booked as paid must be what the bank's file pays: without an account nothing is. */
    private void refuseWithoutAccount(Request request, Fund fund) {
        if (fund.instrument() != Instrument.GUARANTEE) {
            PayeeAccount.required(requests.payee(request.id()));
        }
    }

    private void mark(UUID id, boolean defaulted) {
        FundRecords.guarded(() -> jdbc.sql("SELECT fund_mark_default(?, ?, ?)")
                .params(id, defaulted, now())
                .query(String.class)
                .single());
        audit.record(defaulted ? "fund-request.defaulted" : "fund-request.caught-up", "fund-request:" + id, "");
        live.publish("fund-request", id);
    }

    private boolean inDefault(Request loan, Rulebook rules, LocalDate on) {
        var terms = rules.terms().loan();
        return terms != null
                && requests.schedule(loan)
                        .map(s -> s.inDefault(loan.back(), on, terms.defaultAfter()))
                        .orElse(false);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
