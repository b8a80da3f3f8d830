package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Stale;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The runs of the payroll: preview, approved by a second person, booked, printed, paid. Every step is guarded in the write itself, so
 * of two who press at once one succeeds, and a step repeated after a crash finds its work done.
 */
@Service
public class PayrollRuns {

    private static final TypeReference<List<PayrollRun.Notice>> NOTICES = new TypeReference<>() {};

    static final String ROWS = """
            SELECT r.*, count(s.id) FILTER (WHERE s.stopped IS NULL) AS slips,
                count(s.id) FILTER (WHERE s.stopped IS NOT NULL) AS stopped,
                coalesce(sum(s.gross_cents) FILTER (WHERE s.stopped IS NULL), 0) AS gross,
                coalesce(sum(s.employer_cost_cents) FILTER (WHERE s.stopped IS NULL), 0) AS cost,
                coalesce(sum(s.income_tax_cents) FILTER (WHERE s.stopped IS NULL), 0) AS tax,
                coalesce(sum(s.net_paid_cents) FILTER (WHERE s.stopped IS NULL), 0) AS net
            FROM payroll_run r LEFT JOIN payslip s ON s.run_id = r.id
            """;

    private final JdbcClient jdbc;
    private final PayrollSettingsHistory settings;
    private final PayrollParameters parameters;
    private final PayChanges changes;
    private final ForgottenPay forgotten;
    private final Jobs jobs;
    private final LiveUpdates live;
    private final Audit audit;
    private final JsonMapper json;
    private final Clock clock;

    PayrollRuns(
            JdbcClient jdbc,
            PayrollSettingsHistory settings,
            PayrollParameters parameters,
            PayChanges changes,
            ForgottenPay forgotten,
            Jobs jobs,
            LiveUpdates live,
            Audit audit,
            JsonMapper json,
            Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.parameters = parameters;
        this.changes = changes;
        this.forgotten = forgotten;
        this.jobs = jobs;
        this.live = live;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    /** @param job follow it there */
    public record Started(UUID run, UUID job) {}

    record RunParameters(UUID run) {}

    /**
     * Begins a month's run and has its preview computed.
     *
     * @param payDate when pay reaches the accounts; its day is that of the entries
     * @throws InvalidField if the rates of the month are not known yet
     * @throws PayrollRefused if the month has a run already, or another run is open
     */
    @Transactional
    public Started start(YearMonth month, LocalDate payDate) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER);
        if (payDate.isBefore(month.atDay(1))) {
            throw new InvalidField("payDate", "pay-date-before-month", month);
        }
        if (settings.on(month.atDay(1)).isEmpty()) {
            throw new PayrollRefused("payroll-settings-missing");
        }
        UUID run = begin(month, PayrollRun.Kind.REGULAR, payDate);
        return started(run, PreviewJob.KIND);
    }

    /**
     * Begins a run for those of a posted month whom no slip pays: stopped in its run, or signed after it. It is previewed and approved as
     * any other.
     *
     * @param payDate when their pay reaches the accounts
     * @throws PayrollRefused if the month has no posted run, or nobody of it is without a slip
     */
    @Transactional
    public Started complement(YearMonth month, LocalDate payDate) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER);
        if (payDate.isBefore(month.atDay(1))) {
            throw new InvalidField("payDate", "pay-date-before-month", month);
        }
        boolean posted = jdbc.sql("SELECT EXISTS (SELECT FROM payroll_run WHERE month = ? AND kind = 'REGULAR'"
                        + " AND state IN ('POSTED', 'PAID'))")
                .param(month.atDay(1))
                .query(Boolean.class)
                .single();
        if (!posted) {
            throw new PayrollRefused("complement-too-early", month);
        }
        if (forgotten.of(month, month).isEmpty()) {
            throw new PayrollRefused("complement-nobody", month);
        }
        return started(begin(month, PayrollRun.Kind.COMPLEMENT, payDate), PreviewJob.KIND);
    }

    /** Who of a posted month has a day of contract and no slip that pays it; message {@code payroll.notice.WITHOUT_SLIP}. */
    @Transactional(readOnly = true)
    public List<PayrollRun.Notice> withoutSlip(YearMonth month) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT);
        return forgotten.of(month, month).stream()
                .map(gap -> new PayrollRun.Notice("WITHOUT_SLIP", gap.member(), gap.memberName(), gap.firstDay()))
                .toList();
    }

    private Started started(UUID run, String kind) {
        UUID job = jobs.submit(kind, new RunParameters(run));
        jdbc.sql("UPDATE payroll_run SET job_id = ? WHERE id = ?")
                .params(job, run)
                .update();
        return new Started(run, job);
    }

    /** Whether the rates of a month are known, so that it can be run. */
    public boolean knows(YearMonth month) {
        return !month.atDay(1).isAfter(parameters.knownTo());
    }

    UUID begin(YearMonth month, PayrollRun.Kind kind, LocalDate payDate) {
        Actor actor = CurrentTenant.actor();
        if (!knows(month)) {
            throw new InvalidField("month", "pay-law-not-known", parameters.knownTo());
        }
        if (payDate.isAfter(month.atEndOfMonth().plusYears(1))) {
            throw new InvalidField("payDate", "pay-date-far", month);
        }
        UUID id = Ids.next();
        try {
            jdbc.sql("""
                            INSERT INTO payroll_run (id, month, kind, pay_date, state, prepared_by, prepared_by_name, prepared_at)
                            VALUES (?, ?, ?, ?, 'COMPUTING', ?, ?, ?)""")
                    .params(
                            id,
                            month.atDay(1),
                            kind.name(),
                            payDate,
                            actor.accountable(),
                            actor.name(),
                            Timestamp.from(clock.instant()))
                    .update();
        } catch (DuplicateKeyException e) {
            throw String.valueOf(e.getMessage()).contains("payroll_run_once_a_month")
                    ? new PayrollRefused("run-exists", month)
                    : new PayrollRefused("run-open");
        }
        audit.record("payroll-run.started", "payroll-run:" + id, month.toString());
        live.publish("payroll-run", id);
        return id;
    }

    /**
     * Computes the preview anew, with what was changed meanwhile; also where its job ended without one (it failed, or was stopped). Whoever
     * does so stands beside those who prepared the run: their part in it stays.
     */
    @Transactional
    public Started recompute(UUID run, long version) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER);
        PayrollRun seen = get(run);
        if (seen.kind() == PayrollRun.Kind.CORRECTION) {
            throw new PayrollRefused("correction-not-recomputed");
        }
        UUID before = seen.job();
        if (seen.state() == PayrollRun.State.COMPUTING
                && before != null
                && !jobs.get(before).state().ended()) {
            throw new PayrollRefused("run-computing");
        }
        move(run, version, "state = 'COMPUTING'", "PREVIEW", "COMPUTING");
        changes.note(PayChanges.Kind.RECOMPUTED, null, seen.month());
        return started(run, PreviewJob.KIND);
    }

    /** Whether a run waits for a job that ended without a preview: it can be computed anew. */
    @Transactional(readOnly = true)
    public boolean interrupted(PayrollRun run) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT);
        UUID job = run.job();
        return run.state() == PayrollRun.State.COMPUTING
                && job != null
                && jobs.get(job).state().ended();
    }

    /**
     * Approves what was seen, as a second person, and has it booked and printed.
     *
     * @throws PayrollRefused if the approver prepared the run, or the run is not a preview
     * @throws Stale if it was computed anew since it was seen
     */
    @Transactional
    public Started approve(UUID run, long version) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.PAYROLL_OFFICER, Role.MANAGER);
        actor.requirePerson();
        PayrollRun seen = get(run);
        if (!actor.isSecondPersonTo(List.of(seen.preparedBy()))) {
            throw new PayrollRefused("run-second-person");
        }
        if (!actor.isSecondPersonTo(changes.openBy(seen.month()))) {
            throw new PayrollRefused("run-changed-by-you");
        }
        if (seen.slips() == 0) {
            throw new PayrollRefused("run-empty");
        }
        int rows;
        try {
            rows = jdbc.sql("""
                        UPDATE payroll_run SET state = 'APPROVED', version = version + 1, approved_by = :by,
                            approved_by_name = :name, approved_at = :at
                        WHERE id = :id AND state = 'PREVIEW' AND version = :version AND prepared_by <> :by""")
                    .param("by", actor.accountable())
                    .param("name", actor.name())
                    .param("at", Timestamp.from(clock.instant()))
                    .param("id", run)
                    .param("version", version)
                    .update();
        } catch (DataIntegrityViolationException e) {
            // The database looks again in the write: something changed right between.
            if (String.valueOf(e.getMessage()).contains("payroll_run_second_person")) {
                throw new PayrollRefused("run-changed-by-you");
            }
            throw e;
        }
        if (rows == 0) {
            throw refused(run, version);
        }
        audit.record("payroll-run.approved", "payroll-run:" + run, "");
        live.publish("payroll-run", run);
        return started(run, PostingJob.KIND);
    }

    /**
     * Has an approved run booked and printed further, where its job failed (a closed period, say) or was cancelled. What is done stays
     * done, whoever presses how often.
     *
     * @throws PayrollRefused if the run is not approved, or all of it is done
     */
    @Transactional
    public Started resume(UUID run) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER);
        PayrollRun now = get(run);
        if (now.state() != PayrollRun.State.APPROVED) {
            throw new PayrollRefused("run-state", now.state());
        }
        audit.record("payroll-run.resumed", "payroll-run:" + run, "");
        return started(run, PostingJob.KIND);
    }

    /**
     * Books that the bank has executed all files of a run that are not noted yet.
     *
     * @param paidOn the day they left the account
     */
    @Transactional
    public Started paid(UUID run, long version, LocalDate paidOn) {
        return paid(run, null, version, paidOn);
    }

    /**
     * Books that the bank has executed one file of a run, or all that are not noted yet. What is booked is what is in the file.
     *
     * @param payment the file; null: all
     * @throws PayrollRefused if there is none to note
     */
    @Transactional
    public Started paid(UUID run, @Nullable UUID payment, long version, LocalDate paidOn) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.PAYROLL_OFFICER, Role.TREASURER, Role.ACCOUNTANT);
        PayrollRun seen = seen(run);
        if (seen.version() != version) {
            throw new Stale();
        }
        if (seen.state() != PayrollRun.State.POSTED) {
            throw new PayrollRefused("run-state", seen.state());
        }
        requirePayDay(seen, paidOn);
        int noted = jdbc.sql("""
                        UPDATE payroll_payment SET paid_on = :on, noted_by = :by, noted_by_name = :name
                        WHERE run_id = :run AND paid_on IS NULL AND withdrawn_at IS NULL AND (CAST(:payment AS uuid) IS NULL OR id = :payment)""")
                .param("on", paidOn)
                .param("by", actor.accountable())
                .param("name", actor.name())
                .param("run", run)
                .param("payment", payment)
                .update();
        if (noted == 0) {
            throw new PayrollRefused("payment-nothing-to-note");
        }
        audit.record("payroll-run.paid", "payroll-run:" + run, paidOn.toString());
        return book(run);
    }

    /** What the bank did is noted on the day it did it, or later. */
    void requirePayDay(PayrollRun run, LocalDate paidOn) {
        if (paidOn.isBefore(run.month().atDay(1))) {
            throw new InvalidField("paidOn", "pay-date-before-month", run.month());
        }
        if (paidOn.isAfter(LocalDate.now(clock))) {
            throw new InvalidField("paidOn", "date-in-future", paidOn);
        }
    }

    /** What the bank is to do may be some weeks ahead. */
    void requireExecution(PayrollRun run, LocalDate execution) {
        if (execution.isBefore(run.month().atDay(1))) {
            throw new InvalidField("execution", "pay-date-before-month", run.month());
        }
        if (execution.isAfter(LocalDate.now(clock).plusDays(31)) && execution.isAfter(run.payDate())) {
            throw new InvalidField("execution", "pay-day-in-future");
        }
    }

    /** Has what was noted as paid booked. */
    Started book(UUID run) {
        return new Started(run, jobs.submit(PaymentJob.KIND, new RunParameters(run)));
    }

    /** A booked run of which all is paid is paid: nothing waits in a file, and nobody is due anything. */
    static void settle(JdbcClient jdbc, LiveUpdates live) {
        jdbc.sql("""
                        UPDATE payroll_run r SET state = 'PAID', version = version + 1
                        WHERE r.state = 'POSTED' AND NOT EXISTS (SELECT FROM payslip s
                            WHERE s.run_id = r.id AND s.entry_id IS NOT NULL AND s.paid_entry_id IS NULL
                                AND (EXISTS (SELECT FROM payroll_payment_slip p WHERE p.payslip_id = s.id AND NOT p.withdrawn)
                                    OR s.net_paid_cents - s.recovered_cents - s.deducted_cents > payslip_received(s.id)
                                        AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)))
                        RETURNING r.id""").query(UUID.class).list().forEach(run -> live.publish("payroll-run", run));
    }

    /** Throws a run away that nobody approved. */
    @Transactional
    public void cancel(UUID run, long version) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER);
        get(run);
        jdbc.sql("SELECT id FROM payroll_run WHERE id = ? FOR UPDATE")
                .param(run)
                .query(UUID.class)
                .single();
        if (jdbc.sql("SELECT state FROM payroll_run WHERE id = ?")
                .param(run)
                .query(String.class)
                .single()
                .matches("COMPUTING|PREVIEW")) {
            jdbc.sql("SELECT discard_payslips(?)")
                    .param(run)
                    .query(Integer.class)
                    .single();
        }
        move(run, version, "state = 'CANCELLED'", "COMPUTING", "PREVIEW");
        audit.record("payroll-run.cancelled", "payroll-run:" + run, "");
    }

    private void move(UUID run, long version, String change, String... from) {
        int rows = jdbc.sql("UPDATE payroll_run SET " + change
                        + ", version = version + 1 WHERE id = :id AND version = :version AND state IN (:from)")
                .param("id", run)
                .param("version", version)
                .param("from", List.of(from))
                .update();
        if (rows == 0) {
            throw refused(run, version);
        }
        live.publish("payroll-run", run);
    }

    private RuntimeException refused(UUID run, long version) {
        PayrollRun now = get(run);
        return now.version() == version ? new PayrollRefused("run-state", now.state()) : new Stale();
    }

    /** The newest runs first. */
    @Transactional(readOnly = true)
    public List<PayrollRun> newest(@Nullable UUID before, int limit) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT);
        return jdbc.sql(ROWS + """
                         WHERE CAST(:before AS uuid) IS NULL
                            OR (r.month, r.id) < (SELECT month, id FROM payroll_run WHERE id = :before)
                        GROUP BY r.id ORDER BY r.month DESC, r.id DESC LIMIT :limit""")
                .param("before", before)
                .param("limit", limit)
                .query((row, n) -> run(row))
                .list();
    }

    /** @throws NotFound if there is none here */
    @Transactional(readOnly = true)
    public PayrollRun get(UUID run) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER);
        return seen(run);
    }

    private PayrollRun seen(UUID run) {
        return jdbc.sql(ROWS + " WHERE r.id = ? GROUP BY r.id")
                .param(run)
                .query((row, n) -> run(row))
                .optional()
                .orElseThrow(() -> new NotFound("payroll-run", run));
    }

    /** What is owed to one body for a month. */
    public record BodyDue(SocialBody body, Money employer, Money employee, Money deferred, Money due) {}

    /**
     * What a month's booked runs owe to each social body and to the tax office. Deferred amounts are due in the following year.
     */
    @Transactional(readOnly = true)
    public List<BodyDue> due(YearMonth month) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT);
        return jdbc.sql("""
                        WITH booked AS (
                            SELECT s.* FROM payslip s JOIN payroll_run r ON r.id = s.run_id
                            WHERE s.month = :month AND s.entry_id IS NOT NULL
                                AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)
                        ), line AS (
                            SELECT l->>'body' AS body,
                                ((l->>'employerAmount')::numeric * 100)::bigint AS employer,
                                ((l->>'employeeAmount')::numeric * 100)::bigint AS employee,
                                (l->>'deferred')::boolean AS deferred
                            FROM booked, jsonb_array_elements(calculation->'lines') l
                        )
                        SELECT body, sum(employer) FILTER (WHERE NOT deferred) AS employer, sum(employee) AS employee,
                            sum(employer) FILTER (WHERE deferred) AS deferred
                        FROM line GROUP BY body
                        UNION ALL
                        SELECT 'TAX_OFFICE', 0, sum(income_tax_cents), 0 FROM booked HAVING count(*) > 0
                        ORDER BY 1""")
                .param("month", month.atDay(1))
                .query((row, n) -> {
                    Money employer = Money.ofCents(row.getLong("employer"));
                    Money employee = Money.ofCents(row.getLong("employee"));
                    return new BodyDue(
                            SocialBody.valueOf(row.getString("body")),
                            employer,
                            employee,
                            Money.ofCents(row.getLong("deferred")),
                            employer.plus(employee));
                })
                .list();
    }

    private PayrollRun run(ResultSet row) throws SQLException {
        OffsetDateTime approved = row.getObject("approved_at", OffsetDateTime.class);
        OffsetDateTime posted = row.getObject("posted_at", OffsetDateTime.class);
        OffsetDateTime previewed = row.getObject("previewed_at", OffsetDateTime.class);
        return new PayrollRun(
                row.getObject("id", UUID.class),
                YearMonth.from(row.getObject("month", LocalDate.class)),
                PayrollRun.Kind.valueOf(row.getString("kind")),
                row.getObject("pay_date", LocalDate.class),
                PayrollRun.State.valueOf(row.getString("state")),
                row.getLong("version"),
                row.getObject("prepared_by", UUID.class),
                row.getString("prepared_by_name"),
                row.getObject("prepared_at", OffsetDateTime.class).toInstant(),
                row.getString("approved_by_name"),
                approved == null ? null : approved.toInstant(),
                posted == null ? null : posted.toInstant(),
                row.getObject("payment_document_id", UUID.class),
                row.getLong("slips"),
                row.getLong("stopped"),
                Money.ofCents(row.getLong("gross")),
                Money.ofCents(row.getLong("cost")),
                Money.ofCents(row.getLong("tax")),
                Money.ofCents(row.getLong("net")),
                json.readValue(row.getString("notices"), NOTICES),
                row.getObject("job_id", UUID.class),
                previewed == null ? null : previewed.toInstant());
    }
}
