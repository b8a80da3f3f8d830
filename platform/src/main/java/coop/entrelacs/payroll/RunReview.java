package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What somebody looks at before approving a run: what differs from the month before, what is warned of, who is missing. */
@Service
public class RunReview {

    private final JdbcClient jdbc;
    private final PayrollRuns runs;
    private final PayChanges open;
    private final Members members;
    private final Audit audit;

    RunReview(JdbcClient jdbc, PayrollRuns runs, PayChanges open, Members members, Audit audit) {
        this.open = open;
        this.members = members;
        this.jdbc = jdbc;
        this.runs = runs;
        this.audit = audit;
    }

    /**
     * @param warnings how many slips have each, by code
     * @param before the booked run of the month before, null if there was none
     * @param newcomers paid now and not the month before
     * @param gone paid the month before and not now
     * @param changes what was changed since the last approval, by whom, the newest first
     * @param accounts whose pay goes to another account than before, and who said so
     * @param mine whether the present actor answers for the run or for one of the changes, and so cannot approve it
     */
    public record Review(
            Map<String, Long> warnings,
            @Nullable MonthBefore before,
            List<Person> newcomers,
            List<Person> gone,
            List<Change> changes,
            List<Change> accounts,
            boolean mine) {
        public Review {
            warnings = new LinkedHashMap<>(warnings);
            newcomers = List.copyOf(newcomers);
            gone = List.copyOf(gone);
            changes = List.copyOf(changes);
            accounts = List.copyOf(accounts);
        }
    }

    /**
     * Something the run rests on that was changed.
     *
     * @param kind message {@code payroll.change.<kind>}
     * @param member whom it is about; empty for what concerns all
     * @param afterPreview whether the slips were worked out before it
     */
    public record Change(String kind, String member, String by, Instant at, boolean afterPreview) {}

    /** The sums of an earlier month. */
    public record MonthBefore(YearMonth month, long slips, Money gross, Money netPaid, Money employerCost) {}

    /** @param netPaid of the slip at hand: now for a newcomer, the month before for who is gone */
    public record Person(UUID member, String number, String name, Money netPaid) {}

    /** Looks at a run. It names people and what they are paid: reading it leaves a trace. */
    @Transactional
    public Review of(UUID run) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT);
        PayrollRun seen = runs.get(run);
        audit.record("payroll-run.reviewed", "payroll-run:" + run, "");
        Map<String, Long> warnings = new LinkedHashMap<>();
        jdbc.sql("""
                        SELECT w.code, count(*) AS slips FROM payslip s, jsonb_array_elements_text(s.warnings) AS w(code)
                        WHERE s.run_id = ? GROUP BY w.code ORDER BY 2 DESC, 1""")
                .param(run)
                .query((row, n) -> warnings.put(row.getString("code"), row.getLong("slips")))
                .list();
        MonthBefore before = seen.kind() != PayrollRun.Kind.REGULAR
                ? null
                : jdbc.sql("""
                        SELECT s.month, count(*) AS slips, sum(gross_cents) AS gross, sum(net_paid_cents) AS net,
                            sum(employer_cost_cents) AS cost
                        FROM payslip s WHERE s.entry_id IS NOT NULL AND s.month = (SELECT max(b.month) FROM payslip b
                                WHERE b.month < :month AND b.entry_id IS NOT NULL)
                            AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)
                        GROUP BY s.month""")
                        .param("month", seen.month().atDay(1))
                        .query((row, n) -> new MonthBefore(
                                YearMonth.from(row.getObject("month", LocalDate.class)),
                                row.getLong("slips"),
                                Money.ofCents(row.getLong("gross")),
                                Money.ofCents(row.getLong("net")),
                                Money.ofCents(row.getLong("cost"))))
                        .optional()
                        .orElse(null);
        List<Change> changes = changes(seen, "run_id IS NULL AND (month IS NULL OR month <= :month)");
        List<Change> accounts = changes(
                seen,
                "kind = 'IBAN' AND run_id IS NULL AND EXISTS (SELECT FROM payslip s WHERE s.run_id = :run"
                        + " AND s.member_id = c.member_id)");
        boolean undecided = seen.state() == PayrollRun.State.PREVIEW || seen.state() == PayrollRun.State.COMPUTING;
        boolean mine = undecided && !CurrentTenant.actor().isSecondPersonTo(first(seen));
        if (!undecided) {
            changes = List.of();
            accounts = List.of();
        }
        if (before == null) {
            return new Review(warnings, null, List.of(), List.of(), changes, accounts, mine);
        }
        return new Review(
                warnings,
                before,
                people("""
                        s.run_id = :run AND s.stopped IS NULL AND NOT EXISTS (SELECT FROM payslip b
                            WHERE b.member_id = s.member_id AND b.month = :before AND b.entry_id IS NOT NULL)""", run, before.month()),
                people("""
                        s.month = :before AND s.entry_id IS NOT NULL AND s.corrects IS NULL AND NOT EXISTS (SELECT FROM payslip b
                            WHERE b.member_id = s.member_id AND b.run_id = :run AND b.stopped IS NULL)""", run, before.month()),
                changes,
                accounts,
                mine);
    }

    private Set<UUID> first(PayrollRun run) {
        Set<UUID> first = new HashSet<>(open.openBy(run.month()));
        first.add(run.preparedBy());
        return first;
    }

    private List<Change> changes(PayrollRun run, String which) {
        record Row(String kind, @Nullable UUID member, String by, Instant at, boolean after) {}
        List<Row> rows = jdbc.sql("""
                        SELECT c.kind, c.changed_by_name, c.changed_at, c.member_id,
                            CAST(:previewed AS timestamptz) IS NOT NULL AND c.changed_at > :previewed AS after
                        FROM pay_change c WHERE %s ORDER BY c.changed_at DESC""".formatted(which))
                .param("run", run.id())
                .param("month", run.month().atDay(1))
                .param("previewed", run.previewedAt() == null ? null : Timestamp.from(run.previewedAt()))
                .query((row, n) -> new Row(
                        row.getString("kind"),
                        row.getObject("member_id", UUID.class),
                        row.getString("changed_by_name"),
                        row.getTimestamp("changed_at").toInstant(),
                        row.getBoolean("after")))
                .list();
        Map<UUID, MemberName> names = members.names(rows.stream()
                .map(Row::member)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
        return rows.stream()
                .map(row -> {
                    MemberName name = row.member() == null ? null : names.get(row.member());
                    return new Change(
                            row.kind(), name == null ? "" : name.displayName(), row.by(), row.at(), row.after());
                })
                .toList();
    }

    private List<Person> people(String which, UUID run, YearMonth before) {
        return jdbc.sql("""
                        SELECT s.member_id, s.employee->>'number' AS number, s.employee->>'name' AS name, s.net_paid_cents
                        FROM payslip s WHERE %s ORDER BY 2""".formatted(which))
                .param("run", run)
                .param("before", before.atDay(1))
                .query((row, n) -> new Person(
                        row.getObject("member_id", UUID.class),
                        row.getString("number"),
                        row.getString("name"),
                        Money.ofCents(row.getLong("net_paid_cents"))))
                .list();
    }
}
