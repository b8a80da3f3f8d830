package coop.entrelacs.funds;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.CashPositions;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.ledger.ThirdParties;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * How loans come back: by transfer, from the cash of an activity, or from pay. The member agrees to the way and may change it; what
 * comes back is never more than is owed.
 */
@Service
public class FundRepayments {

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final FundRequests requests;
    private final FundPayments payments;
    private final RequestAccess access;
    private final FundLocks locks;
    private final Activities activities;
    private final CashPositions cash;
    private final Members members;
    private final ThirdParties thirdParties;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    FundRepayments(
            JdbcClient jdbc,
            FundRecords records,
            FundRequests requests,
            FundPayments payments,
            RequestAccess access,
            FundLocks locks,
            Activities activities,
            CashPositions cash,
            Members members,
            ThirdParties thirdParties,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.requests = requests;
        this.payments = payments;
        this.access = access;
        this.locks = locks;
        this.activities = activities;
        this.cash = cash;
        this.members = members;
        this.thirdParties = thirdParties;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /** What a member agreed to. */
    public record Agreed(RepaymentWay way, @Nullable UUID activity) {}

    /**
     * An instalment to withhold from a member's net pay.
     *
     * @param source what is withheld: the month and the loan. A second pay of the month may be withheld from too, so it counts again
     */
    public record Deduction(UUID request, UUID member, Money amount, String source) {}

    /** How a loan comes back: by transfer unless the member agreed to another way. For the member and who keeps the books. */
    @Transactional(readOnly = true)
    public Agreed way(UUID request) {
        Request loan = records.request(request);
        access.view(loan);
        return agreed(request);
    }

    /**
     * Agrees to the way in which one's own loan comes back.
     *
     * @param activity which of one's activities pays; only where an activity does
     */
    @Transactional
    public Agreed agree(UUID request, RepaymentWay way, @Nullable UUID activity) {
        Request loan = access.own(request);
        Checks.required(way, "way");
        if (records.fund(loan.fund()).instrument() != Instrument.LOAN || loan.stage() == Stage.CLOSED) {
            throw new FundRefused("fund-nothing-to-repay");
        }
        if ((way == RepaymentWay.ACTIVITY) != (activity != null)) {
            throw new InvalidField("activity", activity == null ? "required" : "fund-activity-needless");
        }
        if (activity != null && !activities.ofMember(loan.member(), today()).contains(activity)) {
            throw new NotFound("activity", activity);
        }
        jdbc.sql("INSERT INTO fund_repayment_way (request_id, way, activity_id, agreed_by, agreed_at) VALUES"
                        + " (?, ?, ?, ?, ?) ON CONFLICT (request_id) DO UPDATE SET way = excluded.way, activity_id"
                        + " = excluded.activity_id, agreed_by = excluded.agreed_by, agreed_at ="
                        + " excluded.agreed_at")
                .param(request)
                .param(way.name())
                .param(activity)
                .param(CurrentTenant.actor().subject())
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        audit.record("fund-request.way-agreed", "fund-request:" + request, way.name());
        live.publish("fund-request", request);
        return agreed(request);
    }

    /**
     * Pays part or all of one's own loan from the cash of one of one's activities, today: before its day, if one wants.
     *
     * @param source what the member says of it; two repayments that say the same are two
     * @throws FundRefused if the activity has not so much, or less is owed
     */
    @Transactional
    public FundPayments.Paid fromActivity(UUID request, UUID activity, Money amount, String source) {
        access.own(request);
        Checks.positive(amount, "amount");
        // the loan before the activity, as the day's pull does
        locks.requests(List.of(request));
        Request loan = records.request(request);
        if (records.fund(loan.fund()).instrument() != Instrument.LOAN) {
            throw new FundRefused("fund-nothing-to-repay");
        }
        if (!activities.ofMember(loan.member(), today()).contains(activity)) {
            throw new NotFound("activity", activity);
        }
        String said = Checks.text(source, "source", 120);
        // more than is owed is refused as such, whatever the activity has
        if (amount.compareTo(loan.owed()) <= 0) {
            Money there = locked(activity);
            if (there.compareTo(amount) < 0) {
                throw new FundRefused("fund-activity-short", there.max(Money.ZERO));
            }
        }
        return payments.comeBackAnew(loan, amount, today(), said, new RepaidFrom.Activity(activity));
    }

    /**
     * Pulls the instalments that are due from the activities that agreed to pay them. Where an activity has too little, nothing is
     * pulled from it and the instalment becomes late. Safe to repeat: an instalment is pulled once. Returns how many were.
     */
    @Transactional
    public int pullDue() {
        CurrentTenant.actor().require(Role.TREASURER, Role.MANAGER);
        record Due(UUID request, UUID activity) {}
        LocalDate today = today();
        int pulled = 0;
        List<Due> all = jdbc.sql("""
            SELECT r.id, w.activity_id FROM fund_request r JOIN fund_repayment_way w ON w.request_id = r.id AND w.way = 'ACTIVITY'
             WHERE r.stage IN ('REPAYING', 'DEFAULTED')
               AND (SELECT sum(i.amount_cents) FROM fund_instalment i WHERE i.request_id = r.id AND i.due_on <= ?) > r.back_cents
             ORDER BY r.id FOR UPDATE OF r SKIP LOCKED\
            """)
                .param(today)
                .query((row, n) -> new Due(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
        locks.activities(all.stream().map(Due::activity).distinct().toList());
        locks.fundsOf(all.stream().map(Due::request).toList());
        for (Due due : all) {
            Request loan = records.request(due.request());
            Optional<LoanSchedule> schedule = requests.schedule(loan);
            if (schedule.isEmpty() || !activities.ofMember(loan.member(), today).contains(due.activity())) {
                continue;
            }
            Money there = locked(due.activity());
            // whole instalments, the oldest first
            for (LoanSchedule.Instalment instalment : schedule.get().open(loan.back())) {
                if (instalment.dueOn().isAfter(today) || there.compareTo(instalment.amount()) < 0) {
                    break;
                }
                payments.comeBackOnce(
                        records.request(due.request()),
                        instalment.amount(),
                        today,
                        "instalment:" + due.request() + ":" + instalment.no(),
                        new RepaidFrom.Activity(due.activity()));
                there = there.minus(instalment.amount());
                pulled++;
            }
        }
        return pulled;
    }

    /**
     * What is to be withheld from the net pay of a month: what is due and not back by its last day, of members who agreed to that.
     * A payroll run reads it by itself (see {@link #fromPay}); this is for pay that no run of ours makes. See {@link #lawfulMost} for how much of one pay may be withheld.
     */
    @Transactional(readOnly = true)
    public List<Deduction> dueFromPay(LocalDate payDay) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.ACCOUNTANT, Role.MANAGER);
        return jdbc.sql("""
            SELECT r.id, r.member_id, coalesce(sum(i.amount_cents), 0) - r.back_cents AS due
              FROM fund_request r JOIN fund_repayment_way w ON w.request_id = r.id AND w.way = 'PAY'
              JOIN fund_instalment i ON i.request_id = r.id AND i.due_on <= ?
             WHERE r.stage IN ('REPAYING', 'DEFAULTED') GROUP BY r.id HAVING coalesce(sum(i.amount_cents), 0) > r.back_cents
             ORDER BY r.member_id, r.id\
            """)
                .param(payDay)
                .query((row, n) -> new Deduction(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        Money.ofCents(row.getLong(3)),
                        "pay:" + payDay.withDayOfMonth(1) + ":" + row.getObject(1, UUID.class)))
                .list();
    }

    /**
     * What is due from the pay of a day, as a payslip explains it.
     *
     * @param due what is due by then and not back
     * @param owed all that is still owed of the loan
     */
    public record FromPay(UUID request, UUID member, String fund, Money due, Money owed) {}

    /** The same as {@link #dueFromPay}, of some members, for their payslips. */
    @Transactional(readOnly = true)
    public List<FromPay> fromPay(Collection<UUID> of, LocalDate payDay) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.ACCOUNTANT, Role.MANAGER);
        return jdbc.sql("""
            SELECT r.id, r.member_id, f.name, sum(i.amount_cents) - r.back_cents AS due,
                   r.paid_cents - r.back_cents - r.written_off_cents AS owed
              FROM fund_request r JOIN fund_repayment_way w ON w.request_id = r.id AND w.way = 'PAY' JOIN fund f ON f.id = r.fund_id
              JOIN fund_instalment i ON i.request_id = r.id AND i.due_on <= ?
             WHERE r.stage IN ('REPAYING', 'DEFAULTED') AND r.member_id = ANY (?)
             GROUP BY r.id, f.name HAVING sum(i.amount_cents) > r.back_cents
             ORDER BY r.member_id, r.id\
            """)
                .params(payDay, of.toArray(UUID[]::new))
                .query((row, n) -> new FromPay(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        Money.ofCents(row.getLong(4)),
                        Money.ofCents(row.getLong(5))))
                .list();
    }

    /**
     * What a payslip withholds of its net pay for one loan.
     *
     * @param payslip names it once: told again it counts once
     * @param netPay before the deduction
     */
    public record OnPayslip(String payslip, UUID request, UUID member, Money amount, Money netPay) {}

    /** What was taken instead, and what is owed still. */
    public record Taken(Money amount, Money owed) {}

    /**
     * Books what payslips withhold, in the transaction that books them. A loan may have come back otherwise since the slips were
     * approved, or its member may want another way by now: then less is taken than they say, and is answered.
     *
     * @return those of which less was taken
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Map<OnPayslip, Taken> withhold(List<OnPayslip> all, LocalDate payDay) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.ACCOUNTANT, Role.MANAGER);
        // Every loan first and in one order: whoever pays one back meanwhile waits, and nobody waits in a circle.
        locks.requests(all.stream().map(OnPayslip::request).toList());
        locks.fundsOf(all.stream().map(OnPayslip::request).toList());
        Map<UUID, FromPay> due = new HashMap<>();
        fromPay(all.stream().map(OnPayslip::member).distinct().toList(), payDay)
                .forEach(one -> due.put(one.request(), one));
        Map<UUID, MemberName> names =
                members.names(all.stream().map(OnPayslip::member).distinct().toList());
        Map<OnPayslip, Taken> less = new HashMap<>();
        for (OnPayslip one : all) {
            String source = one.payslip() + ":" + one.request();
            if (payments.counted(one.request(), source, one.amount())) {
                continue;
            }
            FromPay open = due.get(one.request());
            Money amount = open == null || !open.member().equals(one.member())
                    ? Money.ZERO
                    : one.amount().min(open.due()).min(lawfulMost(one.netPay(), payDay));
            if (amount.isPositive()) {
                String person =
                        "E" + Objects.requireNonNull(names.get(one.member())).number();
                payments.comeBackOnce(
                        records.request(one.request()), amount, payDay, source, new RepaidFrom.Pay(person));
            }
            if (amount.compareTo(one.amount()) < 0) {
                Money owed = open == null ? Money.ZERO : open.owed().minus(amount);
                less.put(one, new Taken(amount, owed));
            }
        }
        return less;
    }

    /** The most that the law lets an employer withhold from one net pay to get back what it lent. */
    public Money lawfulMost(Money netPay, LocalDate on) {
        return netPay.max(Money.ZERO).times(PayDeductionLaw.on(on), RoundingMode.DOWN);
    }

    /**
     * Books what was withheld from a member's net pay: the pay that is due to them is less, and so is what they owe. A deduction of a
     * pay day counts once, with an idempotency key or without, and answers the same again; another amount for it is refused.
     *
     * @param netPay what the payslip says, before the deduction
     * @throws FundRefused if it is more than the law lets an employer withhold, the member did not agree, or less is owed
     */
    @Transactional
    public FundPayments.Paid takenFromPay(Deduction taken, Money netPay, LocalDate payDay) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.ACCOUNTANT);
        Checks.happened(payDay, "payDay", today());
        Request loan = records.request(taken.request());
        if (!loan.member().equals(taken.member())) {
            throw new FundRefused("fund-pay-not-agreed");
        }
        String identity =
                "deduction:" + payDay + ":" + loan.id() + ":" + Checks.text(taken.source(), "deduction.source", 120);
        if (payments.counted(loan.id(), identity, taken.amount())) {
            return payments.paid(loan.id());
        }
        if (agreed(taken.request()).way() != RepaymentWay.PAY) {
            throw new FundRefused("fund-pay-not-agreed");
        }
        Money most = lawfulMost(netPay, payDay);
        if (taken.amount().compareTo(most) > 0) {
            throw new FundRefused("fund-pay-above-law", most);
        }
        MemberName name = members.name(loan.member());
        // the person as payroll's entries name them
        String person = "E" + name.number();
        thirdParties.ensure(person, ThirdParties.Kind.EMPLOYEE, name.displayName());
        return payments.comeBackOnce(loan, taken.amount(), payDay, identity, new RepaidFrom.Pay(person));
    }

    private Agreed agreed(UUID request) {
        return jdbc.sql("SELECT way, activity_id FROM fund_repayment_way WHERE request_id = ?")
                .param(request)
                .query((row, n) -> new Agreed(RepaymentWay.valueOf(row.getString(1)), row.getObject(2, UUID.class)))
                .optional()
                .orElse(new Agreed(RepaymentWay.TRANSFER, null));
    }

    /** What an activity has, while no other repayment takes from it. */
    private Money locked(UUID activity) {
        locks.activities(List.of(activity));
        return cash.available(activity, today());
    }

    private LocalDate today() {
        return LocalDate.now(clock);
    }
}
