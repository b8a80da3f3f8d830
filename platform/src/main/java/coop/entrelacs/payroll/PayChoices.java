package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What members chose to be paid, month by month; until the month's run is approved it may change. */
@Service
public class PayChoices {

    private static final TypeReference<List<PayInput.Absence>> ABSENCES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final Members members;
    private final PaySimulator simulator;
    private final PayChanges changes;
    private final Audit audit;
    private final JsonMapper json;
    private final Clock clock;

    PayChoices(
            JdbcClient jdbc,
            Members members,
            PaySimulator simulator,
            PayChanges changes,
            Audit audit,
            JsonMapper json,
            Clock clock) {
        this.changes = changes;
        this.jdbc = jdbc;
        this.members = members;
        this.simulator = simulator;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    /** What was chosen for a month; empty: what a smoothing says, or the contract's fixed pay. */
    @Transactional
    public Optional<PayChoice> get(UUID member, YearMonth month) {
        if (!PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER, Role.ADVISOR, Role.MANAGER)) {
            audit.record("pay-choice.read", "member:" + member, month.toString());
        }
        return jdbc.sql("SELECT * FROM pay_choice WHERE member_id = ? AND month = ?")
                .params(member, month.atDay(1))
                .query((row, n) -> choice(row))
                .optional();
    }

    /**
     * Chooses. Absences and benefits are for those who run the payroll to say. A member chooses within what the activity can pay, or
     * the contract's fixed part, which is owed in any case.
     *
     * @throws PayrollRefused if the month's pay was approved already, or the activity cannot pay as much
     */
    @Transactional
    public void choose(UUID member, YearMonth month, PayChoice choice) {
        boolean own = PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER);
        boolean officer = CurrentTenant.actor().is(Role.PAYROLL_OFFICER);
        if (own
                && !officer
                && !(java.util.Objects.requireNonNull(choice.absences()).isEmpty()
                        && java.util.Objects.requireNonNull(choice.benefitsInKind())
                                .isZero())) {
            throw new InvalidField("absences", "pay-choice-officer-only");
        }
        members.name(member);
        simulator.check(member, month, choice);
        if (!officer) {
            requirePossible(member, month, choice);
        }
        // The guard is in the write: a run approved meanwhile leaves no row to insert.
        int rows = jdbc.sql("""
                        INSERT INTO pay_choice (member_id, month, target, amount_cents, benefits_cents, absences, chosen_by, chosen_at)
                        SELECT :member, :month, :target, :amount, :benefits, CAST(:absences AS jsonb), :by, :at
                        WHERE NOT pay_month_settled(:member, :month, :month)
                        ON CONFLICT (member_id, month) DO UPDATE SET version = pay_choice.version + 1, target = excluded.target,
                            amount_cents = excluded.amount_cents, benefits_cents = excluded.benefits_cents,
                            absences = excluded.absences, chosen_by = excluded.chosen_by, chosen_at = excluded.chosen_at""")
                .param("member", member)
                .param("month", month.atDay(1))
                .param("target", String.valueOf(choice.kind()))
                .param(
                        "amount",
                        java.util.Objects.requireNonNull(choice.amount()).cents())
                .param(
                        "benefits",
                        java.util.Objects.requireNonNull(choice.benefitsInKind())
                                .cents())
                .param("absences", json.writeValueAsString(choice.absences()))
                .param("by", CurrentTenant.actor().subject())
                .param("at", Timestamp.from(clock.instant()))
                .update();
        if (rows == 0) {
            throw new PayrollRefused("month-approved", month);
        }
        changes.note(PayChanges.Kind.CHOICE, member, month);
        if (!own) {
            audit.record("pay-choice.changed", "member:" + member, month.toString());
        }
    }

    /** What a month's run would take: the choice, else what a smoothing says, else the contract's fixed pay. */
    PayChoice effective(UUID member, YearMonth month) {
        PayChoice chosen = of(month).choices().get(member);
        if (chosen != null) {
            return chosen;
        }
        Money fixed = simulator.outlook(member, month).fixedPay();
        if (fixed == null) {
            throw new PayrollRefused("no-contract-in-month");
        }
        return new PayChoice(PayChoice.Kind.GROSS, fixed, null, null);
    }

    /** The books move on, so this only keeps a wish from being vain; the run looks again and warns. */
    private void requirePossible(UUID member, YearMonth month, PayChoice choice) {
        PayOutlook outlook = simulator.outlook(member, month);
        PayFromActivity possible = outlook.possible();
        if (possible == null) {
            return;
        }
        PayCalculation asked = simulator.simulate(member, month, choice);
        Money fixed = outlook.fixedPay() == null ? Money.ZERO : outlook.fixedPay();
        if (asked.gross().compareTo(fixed) > 0 && asked.employerCost().compareTo(possible.highestBudget()) > 0) {
            throw new PayrollRefused("pay-above-possible", possible.highestBudget());
        }
    }

    /** All choices of a month; where nothing was chosen, what a smoothing says. */
    SlipMaker.Chosen of(YearMonth month) {
        Map<UUID, PayChoice> choices = new HashMap<>();
        Map<UUID, Refusal> unreadable = new HashMap<>();
        PaySmoothings.ofMonth(jdbc, month)
                .forEach((member, budget) ->
                        choices.put(member, new PayChoice(PayChoice.Kind.EMPLOYER_COST, budget, null, null)));
        jdbc.sql("SELECT * FROM pay_choice WHERE month = ?")
                .param(month.atDay(1))
                .query((row, n) -> {
                    UUID member = row.getObject("member_id", UUID.class);
                    try {
                        choices.put(member, choice(row));
                    } catch (JacksonException | InvalidField e) {
                        // One row that no longer reads stops its own slip, with the reason, and not the month.
                        unreadable.put(member, reason(e));
                    }
                    return member;
                })
                .list();
        return new SlipMaker.Chosen(choices, unreadable);
    }

    private static Refusal reason(Throwable wrong) {
        for (Throwable cause = wrong; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refused) {
                return refused;
            }
        }
        return new InvalidField("absences", "malformed");
    }

    private PayChoice choice(ResultSet row) throws SQLException {
        return new PayChoice(
                PayChoice.Kind.valueOf(row.getString("target")),
                Money.ofCents(row.getLong("amount_cents")),
                Money.ofCents(row.getLong("benefits_cents")),
                json.readValue(row.getString("absences"), ABSENCES));
    }
}
