package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The true-ups of closed years: drawn once for everyone, each paid by a month's run before its legal date. */
@Service
public class AnnualTrueUps {

    private final JdbcClient jdbc;
    private final FiscalYears years;
    private final Members members;
    private final PaySimulator simulator;
    private final PayChoices choices;
    private final Jobs jobs;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    AnnualTrueUps(
            JdbcClient jdbc,
            FiscalYears years,
            Members members,
            PaySimulator simulator,
            PayChoices choices,
            Jobs jobs,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.years = years;
        this.members = members;
        this.simulator = simulator;
        this.choices = choices;
        this.jobs = jobs;
        this.audit = audit;
        this.live = live;
        this.clock = clock;
    }

    /**
     * Draws the true-ups of a year for all entrepreneurs, as a job; those drawn already stay as they are.
     *
     * @param yearFirstDay of the fiscal year
     * @param approvedOn the day of the general meeting that approved its accounts
     * @return the job
     */
    @Transactional
    public UUID draw(LocalDate yearFirstDay, LocalDate approvedOn) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER);
        FiscalYears.FiscalYear year = years.get(yearFirstDay);
        if (!approvedOn.isAfter(year.lastDay())) {
            throw new InvalidField("approvedOn", "approved-before-year-end", year.lastDay());
        }
        if (approvedOn.isAfter(LocalDate.now(clock))) {
            throw new InvalidField("approvedOn", "pay-day-in-future");
        }
        audit.record("true-ups.drawn", "fiscal-year:" + yearFirstDay, approvedOn.toString());
        return jobs.submit(AnnualTrueUpJob.KIND, new AnnualTrueUpJob.Year(yearFirstDay, year.lastDay(), approvedOn));
    }

    /** What is owed and no run pays yet, the most urgent first. */
    @Transactional
    public List<AnnualTrueUp> open() {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER);
        List<AnnualTrueUp> found =
                find("settled_month IS NULL AND amount_cents > 0 ORDER BY due_by, member_id", Map.of());
        if (!found.isEmpty()) {
            audit.record("true-ups.listed", "true-ups:" + found.size(), "");
        }
        return found;
    }

    /** A member's own, the newest first. */
    @Transactional
    public List<AnnualTrueUp> of(UUID member) {
        if (!PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER, Role.ADVISOR, Role.MANAGER)) {
            audit.record("true-ups.listed", "member:" + member, "");
        }
        return find("member_id = :member ORDER BY year_first_day DESC", Map.of("member", member));
    }

    /**
     * Has a month's run pay a true-up: the month's budget becomes what it was and the true-up.
     *
     * @return what was chosen for that month
     * @throws PayrollRefused if it is settled already, or the month's pay was approved
     */
    @Transactional
    public PayChoice settle(UUID id, YearMonth month) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER);
        AnnualTrueUp due =
                find("id = :id", Map.of("id", id)).stream().findFirst().orElseThrow(() -> new NotFound("true-up", id));
        int rows = jdbc.sql("""
                        UPDATE annual_true_up SET settled_month = ?
                        WHERE id = ? AND settled_month IS NULL AND amount_cents > 0""").params(month.atDay(1), id).update();
        if (rows == 0) {
            throw new PayrollRefused("true-up-settled");
        }
        PayChoice before = choices.effective(due.member(), month);
        PayCalculation usual = simulator.simulate(due.member(), month, before);
        PayChoice with = new PayChoice(
                PayChoice.Kind.EMPLOYER_COST,
                usual.employerCost().plus(due.amount()),
                before.benefitsInKind(),
                before.absences());
        choices.choose(due.member(), month, with);
        audit.record("true-up.settled", "true-up:" + id, month.toString());
        live.publish("payslip", due.member());
        return with;
    }

    private List<AnnualTrueUp> find(String where, Map<String, ?> parameters) {
        record Row(UUID member, ThatYear year) {}
        List<Row> rows = jdbc.sql("SELECT * FROM annual_true_up WHERE " + where)
                .params(parameters)
                .query((row, n) -> new Row(row.getObject("member_id", UUID.class), year(row)))
                .list();
        Map<UUID, MemberName> names =
                members.names(rows.stream().map(Row::member).toList());
        return rows.stream()
                .map(row -> {
                    MemberName name = names.get(row.member());
                    return row.year()
                            .of(
                                    row.member(),
                                    name == null ? "" : name.number(),
                                    name == null ? "" : name.firstName() + " " + name.lastName());
                })
                .toList();
    }

    private record ThatYear(
            UUID id,
            LocalDate first,
            LocalDate last,
            LocalDate approved,
            LocalDate due,
            Money distributable,
            Money paid,
            Money amount,
            java.util.Optional<YearMonth> settled) {
        AnnualTrueUp of(UUID member, String number, String name) {
            return new AnnualTrueUp(
                    id,
                    member,
                    number,
                    name,
                    first,
                    last,
                    approved,
                    due,
                    distributable,
                    paid,
                    amount,
                    settled.orElse(null));
        }
    }

    private static ThatYear year(ResultSet row) throws SQLException {
        return new ThatYear(
                row.getObject("id", UUID.class),
                row.getObject("year_first_day", LocalDate.class),
                row.getObject("year_last_day", LocalDate.class),
                row.getObject("approved_on", LocalDate.class),
                row.getObject("due_by", LocalDate.class),
                Money.ofCents(row.getLong("distributable_cents")),
                Money.ofCents(row.getLong("paid_cents")),
                Money.ofCents(row.getLong("amount_cents")),
                java.util.Optional.ofNullable(row.getObject("settled_month", LocalDate.class))
                        .map(YearMonth::from));
    }
}
