package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Audit audit;

    RunReview(JdbcClient jdbc, PayrollRuns runs, Audit audit) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.audit = audit;
    }

    /**
     * @param warnings how many slips have each, by code
     * @param before the booked run of the month before, null if there was none
     * @param newcomers paid now and not the month before
     * @param gone paid the month before and not now
     */
    public record Review(
            Map<String, Long> warnings, @Nullable MonthBefore before, List<Person> newcomers, List<Person> gone) {
        public Review {
            warnings = new LinkedHashMap<>(warnings);
            newcomers = List.copyOf(newcomers);
            gone = List.copyOf(gone);
        }
    }

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
        MonthBefore before = seen.kind() == PayrollRun.Kind.CORRECTION
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
        if (before == null) {
            return new Review(warnings, null, List.of(), List.of());
        }
        return new Review(warnings, before, people("""
                        s.run_id = :run AND s.stopped IS NULL AND NOT EXISTS (SELECT FROM payslip b
                            WHERE b.member_id = s.member_id AND b.month = :before AND b.entry_id IS NOT NULL)""", run, before.month()), people("""
                        s.month = :before AND s.entry_id IS NOT NULL AND s.corrects IS NULL AND NOT EXISTS (SELECT FROM payslip b
                            WHERE b.member_id = s.member_id AND b.run_id = :run AND b.stopped IS NULL)""", run, before.month()));
    }

    private List<Person> people(String which, UUID run, YearMonth before) {
        return jdbc.sql("""
                        SELECT s.member_id, s.employee->>'number' AS number, s.employee->>'name' AS name, s.net_paid_cents
                        FROM payslip s WHERE %s ORDER BY 2 LIMIT 100""".formatted(which))
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
