package coop.entrelacs.payroll;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.ledger.ThirdParties;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Pay paid ahead of its slip. It is booked as owed back (425) and taken off the next slips. */
@Service
public class PayAdvances {

    private final JdbcClient jdbc;
    private final Members members;
    private final Activities activities;
    private final PaySimulator simulator;
    private final PayChanges changes;
    private final Ledger ledger;
    private final Accounts accounts;
    private final ThirdParties thirdParties;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;
    private final PostingRules rules = PostingRules.load();

    PayAdvances(
            JdbcClient jdbc,
            Members members,
            Activities activities,
            PaySimulator simulator,
            PayChanges changes,
            Ledger ledger,
            Accounts accounts,
            ThirdParties thirdParties,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.clock = clock;
        this.jdbc = jdbc;
        this.members = members;
        this.activities = activities;
        this.simulator = simulator;
        this.changes = changes;
        this.ledger = ledger;
        this.accounts = accounts;
        this.thirdParties = thirdParties;
        this.audit = audit;
        this.live = live;
    }

    /**
     * @param recovered what slips have taken back so far
     * @param overpaid whether it is no advance, but what a corrected slip paid too much
     */
    public record Advance(UUID id, LocalDate paidOn, Money amount, Money recovered, boolean overpaid) {
        public Money open() {
            return amount.minus(recovered);
        }
    }

    /**
     * Pays an advance: at most what the month's pay would leave, advances not recovered yet counted in.
     *
     * @throws PayrollRefused if the activity cannot bear as much
     */
    @Transactional
    public UUID pay(UUID member, LocalDate paidOn, Money amount) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER);
        if (!amount.isPositive()) {
            throw new InvalidField("amount", "must-be-positive");
        }
        if (paidOn.isAfter(LocalDate.now(clock))) {
            throw new InvalidField("paidOn", "date-in-future", paidOn);
        }
        MemberName name = members.name(member);
        // Two at once for the same person wait for each other, so that together they stay within the bound.
        jdbc.sql("SELECT id FROM member WHERE id = ? FOR UPDATE")
                .param(member)
                .query(UUID.class)
                .single();
        Money most = most(member, YearMonth.from(paidOn));
        if (amount.compareTo(most) > 0) {
            throw new PayrollRefused("advance-above-possible", most);
        }
        UUID id = Ids.next();
        jdbc.sql("INSERT INTO pay_advance (id, member_id, paid_on, amount_cents) VALUES (?, ?, ?, ?)")
                .params(id, member, paidOn, amount.cents())
                .update();
        @Nullable
        UUID activity = activities.ofMember(member, paidOn).stream().findFirst().orElse(null);
        String person = "E" + name.number();
        accounts.ensure(rules.advances().account(), rules.advances().label());
        accounts.ensure(rules.bank().account(), rules.bank().label());
        thirdParties.ensure(person, ThirdParties.Kind.EMPLOYEE, name.firstName() + " " + name.lastName());
        List<JournalLine> lines = new ArrayList<>();
        lines.add(new JournalLine(rules.advances().account(), activity, person, null, amount));
        lines.add(new JournalLine(rules.bank().account(), activity, null, null, amount.negated()));
        ledger.post(new JournalEntry(
                rules.bankJournal(),
                paidOn,
                "Acompte sur paie " + name.number(),
                null,
                null,
                "pay-advance:" + id,
                lines));
        changes.note(PayChanges.Kind.ADVANCE, member, null);
        audit.record("pay-advance.paid", "member:" + member, paidOn.toString());
        live.publish("payslip", member);
        return id;
    }

    private Money most(UUID member, YearMonth month) {
        PayOutlook outlook = simulator.outlook(member, month);
        PayFromActivity possible = outlook.possible();
        Money fixed = outlook.fixedPay();
        if (fixed == null) {
            throw new PayrollRefused("no-contract-in-month");
        }
        // The fixed part is owed in any case; more only where the activity bears it.
        Money net = simulator
                .simulate(member, month, new PayChoice(PayChoice.Kind.GROSS, fixed, null, null))
                .netPaid();
        if (possible != null && outlook.variableBudget().isPositive()) {
            net = simulator
                    .simulate(
                            member,
                            month,
                            new PayChoice(PayChoice.Kind.EMPLOYER_COST, possible.highestBudget(), null, null))
                    .netPaid();
        }
        return net.minus(outlook.openAdvances()).max(Money.ZERO);
    }

    /** A member's, the newest first. */
    @Transactional
    public List<Advance> of(UUID member) {
        if (!PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER)) {
            audit.record("pay-advances.read", "member:" + member, "");
        }
        return jdbc.sql("SELECT * FROM pay_advance WHERE member_id = ? ORDER BY paid_on DESC, id DESC")
                .param(member)
                .query((row, n) -> new Advance(
                        row.getObject("id", UUID.class),
                        row.getObject("paid_on", LocalDate.class),
                        Money.ofCents(row.getLong("amount_cents")),
                        Money.ofCents(row.getLong("recovered_cents")),
                        row.getString("kind").equals("OVERPAYMENT")))
                .list();
    }
}
