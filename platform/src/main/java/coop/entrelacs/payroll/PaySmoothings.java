package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Who spreads their pay over which months. */
@Service
public class PaySmoothings {

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final Members members;
    private final PaySimulator simulator;
    private final PayChanges changes;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    PaySmoothings(
            JdbcClient jdbc,
            JdbcTemplate template,
            Members members,
            PaySimulator simulator,
            PayChanges changes,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.template = template;
        this.members = members;
        this.simulator = simulator;
        this.changes = changes;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /**
     * Spreads a budget evenly over months. A member spreads at most what the activity can pay now; who runs the payroll may
     * spread what was agreed otherwise.
     *
     * @param total gross and employer's contributions of all months together
     * @param months from 2 to 12, the first one counted
     * @throws PayrollRefused if one of the months is spread already, or the activity cannot pay as much
     */
    @Transactional
    public PaySmoothing spread(UUID member, YearMonth firstMonth, int months, Money total) {
        boolean own = PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER);
        if (firstMonth.isBefore(YearMonth.now(clock))) {
            throw new InvalidField("firstMonth", "pay-month-past");
        }
        members.name(member);
        PaySmoothing plan = PaySmoothing.over(Ids.next(), member, total, firstMonth, months);
        if (!CurrentTenant.actor().is(Role.PAYROLL_OFFICER)) {
            Money most = simulator
                    .possible(member, firstMonth)
                    .map(PayFromActivity::highestBudget)
                    .orElse(Money.ZERO);
            if (total.compareTo(most) > 0) {
                throw new PayrollRefused("pay-above-possible", most);
            }
        }
        // The guard is in the write: a month whose pay is approved would keep its part for ever.
        int rows = jdbc.sql("""
                        INSERT INTO pay_smoothing (id, member_id, total_cents, months, first_month, chosen_by, chosen_at)
                        SELECT :id, :member, :total, :months, :first, :by, :at
                        WHERE NOT EXISTS (SELECT FROM payroll_run WHERE month >= :first AND kind = 'REGULAR'
                            AND state IN ('APPROVED', 'POSTED', 'PAID'))""")
                .param("id", plan.id())
                .param("member", member)
                .param("total", total.cents())
                .param("months", months)
                .param("first", firstMonth.atDay(1))
                .param("by", CurrentTenant.actor().subject())
                .param("at", Timestamp.from(clock.instant()))
                .update();
        if (rows == 0) {
            throw new InvalidField("firstMonth", "pay-month-paid", firstMonth, simulator.openMonth());
        }
        try {
            template.batchUpdate(
                    "INSERT INTO pay_smoothing_month (smoothing_id, member_id, month, amount_cents) VALUES (?, ?, ?, ?)",
                    plan.parts(),
                    months,
                    (row, part) -> {
                        row.setObject(1, plan.id());
                        row.setObject(2, member);
                        row.setDate(3, Date.valueOf(part.month().atDay(1)));
                        row.setLong(4, part.budget().cents());
                    });
        } catch (DuplicateKeyException e) {
            throw new PayrollRefused("pay-smoothed-already");
        }
        changes.note(PayChanges.Kind.SMOOTHING, member, firstMonth);
        changed(own, member, "pay-smoothing.chosen");
        return plan;
    }

    /**
     * Ends a smoothing: its months from this one on go back to the contract's fixed pay or to what is chosen for them.
     *
     * @throws PayrollRefused if that month's pay was approved already
     */
    @Transactional
    public void end(UUID member, UUID smoothing, YearMonth from) {
        boolean own = PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER);
        if (jdbc.sql("SELECT count(*) FROM pay_smoothing WHERE id = ? AND member_id = ?")
                        .params(smoothing, member)
                        .query(Long.class)
                        .single()
                == 0) {
            throw new NotFound("pay-smoothing", smoothing);
        }
        int rows = jdbc.sql("""
                        UPDATE pay_smoothing SET ended_from = greatest(:from, first_month)
                        WHERE id = :id AND ended_from IS NULL
                            AND NOT EXISTS (SELECT FROM payroll_run WHERE month >= greatest(:from, first_month)
                                AND kind = 'REGULAR' AND state IN ('APPROVED', 'POSTED', 'PAID'))""")
                .param("from", from.atDay(1))
                .param("id", smoothing)
                .update();
        if (rows == 0) {
            throw new PayrollRefused("month-approved", from);
        }
        jdbc.sql("UPDATE pay_smoothing_month SET dropped = true WHERE smoothing_id = ? AND month >= ?")
                .params(smoothing, from.atDay(1))
                .update();
        changes.note(PayChanges.Kind.SMOOTHING, member, from);
        changed(own, member, "pay-smoothing.ended");
    }

    /** A member's, the newest first. */
    @Transactional
    public List<PaySmoothing> of(UUID member) {
        if (!PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER, Role.ADVISOR, Role.MANAGER)) {
            audit.record("pay-smoothing.read", "member:" + member, "");
        }
        return plans(member);
    }

    private List<PaySmoothing> plans(UUID member) {
        Map<UUID, PaySmoothing> plans = new LinkedHashMap<>();
        jdbc.sql("SELECT * FROM pay_smoothing WHERE member_id = ? ORDER BY first_month DESC, id DESC")
                .param(member)
                .query((row, n) -> {
                    UUID id = row.getObject("id", UUID.class);
                    LocalDate ended = row.getObject("ended_from", LocalDate.class);
                    PaySmoothing plan = new PaySmoothing(
                            id,
                            member,
                            Money.ofCents(row.getLong("total_cents")),
                            YearMonth.from(row.getObject("first_month", LocalDate.class)),
                            parts(id),
                            ended == null ? null : YearMonth.from(ended));
                    return plans.put(id, plan);
                })
                .list();
        return List.copyOf(plans.values());
    }

    private List<PaySmoothing.Part> parts(UUID plan) {
        return jdbc.sql("SELECT month, amount_cents FROM pay_smoothing_month WHERE smoothing_id = ? ORDER BY month")
                .param(plan)
                .query((row, n) -> new PaySmoothing.Part(
                        YearMonth.from(row.getObject("month", LocalDate.class)),
                        Money.ofCents(row.getLong("amount_cents"))))
                .list();
    }

    private void changed(boolean own, UUID member, String action) {
        if (!own) {
            audit.record(action, "member:" + member, "");
        }
        live.publish("payslip", member);
    }

    /** What the plans say of a month, member by member; for the runs. */
    static Map<UUID, Money> ofMonth(JdbcClient jdbc, YearMonth month) {
        Map<UUID, Money> budgets = new HashMap<>();
        jdbc.sql("SELECT member_id, amount_cents FROM pay_smoothing_month WHERE month = ? AND NOT dropped")
                .param(month.atDay(1))
                .query((row, n) ->
                        budgets.put(row.getObject("member_id", UUID.class), Money.ofCents(row.getLong("amount_cents"))))
                .list();
        return budgets;
    }

    /** What a member's plans keep for the months after one. */
    static Money reservedAfter(JdbcClient jdbc, UUID member, YearMonth month) {
        return Money.ofCents(
                jdbc.sql("""
                        SELECT coalesce(sum(m.amount_cents), 0) FROM pay_smoothing_month m JOIN pay_smoothing s ON s.id = m.smoothing_id
                        WHERE m.member_id = ? AND m.month > ? AND NOT m.dropped""").params(member, month.atDay(1)).query(Long.class).single());
    }
}
