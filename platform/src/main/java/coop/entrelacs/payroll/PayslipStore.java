package coop.entrelacs.payroll;

import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.Types;
import java.time.YearMonth;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of slips: written in batches, read as the records they were. */
@Component
class PayslipStore {

    static final TypeReference<List<String>> CODES = new TypeReference<>() {};
    static final TypeReference<List<Withheld>> WITHHELD = new TypeReference<>() {};

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final PayrollParameters parameters;

    PayslipStore(JdbcTemplate template, JdbcClient jdbc, JsonMapper json, PayrollParameters parameters) {
        this.parameters = parameters;
        this.template = template;
        this.jdbc = jdbc;
        this.json = json;
    }

    /** A slip as made; once its run is approved it is what was approved. */
    record Slip(
            UUID id,
            UUID run,
            YearMonth month,
            String number,
            @Nullable String stopped,
            Employee employee,
            Employer employer,
            PayCalculation pay,
            List<String> warnings,
            Money recovered,
            @Nullable UUID activity,
            @Nullable UUID corrects,
            @Nullable LeaveAccount leave,
            List<Withheld> deductions,
            @Nullable String stoppedField,
            List<String> stoppedArguments) {

        /** What goes to the person's account: the net less what was advanced and what is withheld for loans. */
        Money transferred() {
            return pay.netPaid().minus(recovered).minus(Withheld.sum(deductions));
        }
    }

    /** What came before a month: the year so far (null in a new year), the last net, and the leave account if there is one. */
    record Before(
            @Nullable YearToDate yearToDate,
            @Nullable Money netPaid,
            @Nullable LeaveAccount leave) {

        /** One slip of the year and one of another year: the later one's pay and leave, the year of either. */
        private Before with(Before other, boolean otherIsLater) {
            YearToDate year = yearToDate == null ? other.yearToDate : yearToDate;
            return otherIsLater ? new Before(year, other.netPaid, other.leave) : new Before(year, netPaid, leave);
        }

        private Before lessReductionSmic(BigDecimal excess) {
            return yearToDate == null
                    ? this
                    : new Before(
                            yearToDate.withReductionSmic(
                                    yearToDate.reductionSmic().subtract(excess).max(BigDecimal.ZERO)),
                            netPaid,
                            leave);
        }

        /** What comes before a second slip of the same month: the first one, and no month to compare its net with. */
        static Before after(Slip slip) {
            return new Before(slip.pay().yearToDate(), null, carried(slip.leave(), slip.employee(), slip.month()));
        }

        /** Whoever left was paid the days that were left: another contract begins with none. */
        static @Nullable LeaveAccount carried(@Nullable LeaveAccount leave, Employee employee, YearMonth month) {
            java.time.LocalDate last = employee.contractLastDay();
            return leave != null && last != null && !last.isAfter(month.atEndOfMonth())
                    ? LeaveAccount.opening(java.math.BigDecimal.ZERO)
                    : leave;
        }
    }

    /** What somebody has to give back: advances on pay, and what was paid too much. */
    record Owed(Money advances, Money overpaid) {
        static final Owed NOTHING = new Owed(Money.ZERO, Money.ZERO);
    }

    void insert(List<Slip> slips) {
        template.batchUpdate("""
                INSERT INTO payslip (id, run_id, member_id, month, number, stopped, employee, employer, calculation, warnings,
                    gross_cents, employer_cost_cents, employer_contributions_cents, employee_contributions_cents,
                    reduction_cents, benefits_cents, net_taxable_cents, income_tax_cents, net_paid_cents, recovered_cents,
                    corrects, activity_id, leave, deductions, deducted_cents, contract_id, stopped_field, stopped_arguments)
                VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?,
                    ?, ?, ?::jsonb)""", slips, 200, this::bind);
    }

    private void bind(PreparedStatement row, Slip slip) throws java.sql.SQLException {
        PayCalculation pay = slip.pay();
        row.setObject(1, slip.id());
        row.setObject(2, slip.run());
        row.setObject(3, slip.employee().member());
        row.setObject(4, slip.month().atDay(1));
        row.setString(5, slip.number());
        row.setString(6, slip.stopped());
        row.setString(7, json.writeValueAsString(slip.employee()));
        row.setString(8, json.writeValueAsString(slip.employer()));
        row.setString(9, json.writeValueAsString(pay));
        row.setString(10, json.writeValueAsString(slip.warnings()));
        row.setLong(11, pay.gross().cents());
        row.setLong(12, pay.employerCost().cents());
        row.setLong(13, pay.employerContributions().cents());
        row.setLong(14, pay.employeeContributions().cents());
        row.setLong(15, pay.reduction().cents());
        row.setLong(16, pay.benefitsInKind().cents());
        row.setLong(17, pay.netTaxable().cents());
        row.setLong(18, pay.incomeTax().cents());
        row.setLong(19, pay.netPaid().cents());
        row.setLong(20, slip.recovered().cents());
        row.setObject(21, slip.corrects(), Types.OTHER);
        row.setObject(22, slip.activity(), Types.OTHER);
        row.setString(23, slip.leave() == null ? null : json.writeValueAsString(slip.leave()));
        row.setString(24, json.writeValueAsString(slip.deductions()));
        row.setLong(25, Withheld.sum(slip.deductions()).cents());
        row.setObject(26, slip.employee().contract(), Types.OTHER);
        row.setString(27, slip.stoppedField());
        row.setString(28, json.writeValueAsString(slip.stoppedArguments()));
    }

    /**
     * What the next slip of each member goes on from: the slip booked last, whatever its month, for a complement is booked after later
     * months; the year so far is that of the slip booked last in the same year. A corrected slip no longer counts.
     *
     * @param without slips that do not count, as those being corrected
     */
    Map<UUID, Before> before(Collection<UUID> members, YearMonth month, Collection<UUID> without) {
        Map<UUID, Before> found = new HashMap<>();
        if (members.isEmpty()) {
            return found;
        }
        Map<UUID, String> order = new HashMap<>();
        // Runs follow each other, so their ids tell the order; within one run a member's contracts do.
        jdbc.sql("""
                        SELECT DISTINCT ON (s.member_id, y.same) s.member_id, s.month, s.employee,
                            s.net_paid_cents, s.leave, s.calculation->'yearToDate' AS ytd,
                            s.run_id || (s.employee->>'contractFirstDay') AS nth
                        FROM payslip s, LATERAL (SELECT extract(year FROM s.month) = :year AS same) y
                        WHERE s.member_id = ANY (:members) AND s.entry_id IS NOT NULL AND s.id <> ALL (:without)
                            AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)
                        ORDER BY s.member_id, y.same, s.run_id DESC, s.employee->>'contractFirstDay' DESC""")
                .param("members", members.toArray(UUID[]::new))
                .param("without", without.toArray(UUID[]::new))
                .param("year", month.getYear())
                .query((row, n) -> {
                    UUID member = row.getObject("member_id", UUID.class);
                    YearToDate year = json.readValue(row.getString("ytd"), YearToDate.class);
                    Before one = new Before(
                            year.year() == month.getYear() ? year : null,
                            Money.ofCents(row.getLong("net_paid_cents")),
                            Before.carried(
                                    leave(row),
                                    json.readValue(row.getString("employee"), Employee.class),
                                    YearMonth.from(row.getObject("month", java.time.LocalDate.class))));
                    String nth = row.getString("nth");
                    String other = order.get(member);
                    boolean last = other == null || nth.compareTo(other) > 0;
                    if (last) {
                        order.put(member, nth);
                    }
                    return found.merge(member, one, (was, is) -> was.with(is, last));
                })
                .list();
        ReductionSmic.of(jdbc, parameters, members, month)
                .forEach((member, excess) ->
                        found.computeIfPresent(member, (same, before) -> before.lessReductionSmic(excess)));
        return found;
    }

    /** All that the booked slips of some contracts before a month paid, gross, by contract. */
    Map<UUID, Money> grossBefore(Collection<ContractInForce> contracts, YearMonth month) {
        Map<UUID, Money> found = new HashMap<>();
        jdbc.sql("""
                        SELECT c.contract, coalesce(sum(s.gross_cents), 0) AS gross
                        FROM unnest(CAST(:contracts AS uuid[]), CAST(:members AS uuid[]), CAST(:firsts AS text[]))
                            AS c(contract, member, first)
                        LEFT JOIN payslip s ON s.member_id = c.member AND s.month < :month AND s.entry_id IS NOT NULL
                            AND s.employee->>'kind' = 'EMPLOYMENT' AND s.employee->>'contractFirstDay' = c.first
                            AND NOT EXISTS (SELECT FROM payslip r WHERE r.corrects = s.id AND r.entry_id IS NOT NULL)
                        GROUP BY c.contract""")
                .param(
                        "contracts",
                        contracts.stream().map(ContractInForce::contract).toArray(UUID[]::new))
                .param(
                        "members",
                        contracts.stream().map(ContractInForce::member).toArray(UUID[]::new))
                .param(
                        "firsts",
                        contracts.stream()
                                .map(contract -> contract.firstDay().toString())
                                .toArray(String[]::new))
                .param("month", month.atDay(1))
                .query((row, n) ->
                        found.put(row.getObject("contract", UUID.class), Money.ofCents(row.getLong("gross"))))
                .list();
        return found;
    }

    /** What a person's slips of a year add up to: printed on each slip with this one included. */
    record YearSums(Money netTaxable, Money incomeTax, Money netPaid) {
        static final YearSums NONE = new YearSums(Money.ZERO, Money.ZERO, Money.ZERO);
    }

    /** The sums of the booked slips of a year up to a month; a slip that was replaced does not count. */
    Map<UUID, YearSums> yearSums(Collection<UUID> members, YearMonth month) {
        Map<UUID, YearSums> found = new HashMap<>();
        if (members.isEmpty()) {
            return found;
        }
        jdbc.sql("""
            SELECT s.member_id, sum(s.net_taxable_cents) AS taxable, sum(s.income_tax_cents) AS tax,
                sum(s.net_paid_cents) AS net
            FROM payslip s
            WHERE s.member_id IN (:members) AND s.month BETWEEN :first AND :month AND s.entry_id IS NOT NULL
                AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)
            GROUP BY s.member_id\
            """)
                .param("members", members)
                .param("first", month.withMonth(1).atDay(1))
                .param("month", month.atDay(1))
                .query((row, n) -> found.put(
                        row.getObject("member_id", UUID.class),
                        new YearSums(
                                Money.ofCents(row.getLong("taxable")),
                                Money.ofCents(row.getLong("tax")),
                                Money.ofCents(row.getLong("net")))))
                .list();
        return found;
    }

    Map<UUID, Money> openAdvances(Collection<UUID> members) {
        Map<UUID, Money> found = new HashMap<>();
        owed(members)
                .forEach((member, owed) -> found.put(member, owed.advances().plus(owed.overpaid())));
        return found;
    }

    /** What some have to give back. */
    Map<UUID, Owed> owed(Collection<UUID> members) {
        Map<UUID, Owed> found = new HashMap<>();
        if (!members.isEmpty()) {
            jdbc.sql("""
                            SELECT member_id, coalesce(sum(amount_cents - recovered_cents) FILTER (WHERE kind = 'ADVANCE'), 0) AS advances,
                                coalesce(sum(amount_cents - recovered_cents) FILTER (WHERE kind = 'OVERPAYMENT'), 0) AS overpaid
                            FROM pay_advance
                            WHERE member_id IN (:members) AND recovered_cents < amount_cents GROUP BY member_id""")
                    .param("members", members)
                    .query((row, n) -> found.put(
                            row.getObject("member_id", UUID.class),
                            new Owed(Money.ofCents(row.getLong("advances")), Money.ofCents(row.getLong("overpaid")))))
                    .list();
        }
        return found;
    }

    /** How a slip was paid. */
    record Paid(UUID payment, Money amount, java.time.LocalDate on, boolean file, String reference) {}

    /** What is noted as paid of a run and not booked yet, slip by slip. */
    Map<UUID, Paid> toBook(UUID run, int most) {
        Map<UUID, Paid> found = new HashMap<>();
        jdbc.sql("""
                        SELECT s.id, ps.amount_cents, p.paid_on, p.means, p.reference, p.id AS payment FROM payroll_payment p
                        JOIN payroll_payment_slip ps ON ps.payment_id = p.id JOIN payslip s ON s.id = ps.payslip_id
                        WHERE p.run_id = :run AND p.paid_on IS NOT NULL AND NOT ps.withdrawn AND s.paid_entry_id IS NULL
                        ORDER BY s.id LIMIT :most""")
                .param("run", run)
                .param("most", most)
                .query((row, n) -> found.put(
                        row.getObject("id", UUID.class),
                        new Paid(
                                row.getObject("payment", UUID.class),
                                Money.ofCents(row.getLong("amount_cents")),
                                row.getObject("paid_on", java.time.LocalDate.class),
                                row.getString("means").equals("FILE"),
                                row.getString("reference"))))
                .list();
        return found;
    }

    /** Slips in full, those the condition names. */
    List<Slip> find(String where, Map<String, ?> parameters) {
        return jdbc.sql("SELECT s.* FROM payslip s WHERE " + where)
                .params(parameters)
                .query((row, n) -> new Slip(
                        row.getObject("id", UUID.class),
                        row.getObject("run_id", UUID.class),
                        YearMonth.from(row.getObject("month", java.time.LocalDate.class)),
                        row.getString("number"),
                        row.getString("stopped"),
                        json.readValue(row.getString("employee"), Employee.class),
                        json.readValue(row.getString("employer"), Employer.class),
                        json.readValue(row.getString("calculation"), PayCalculation.class),
                        json.readValue(row.getString("warnings"), CODES),
                        Money.ofCents(row.getLong("recovered_cents")),
                        row.getObject("activity_id", UUID.class),
                        row.getObject("corrects", UUID.class),
                        leave(row),
                        json.readValue(row.getString("deductions"), WITHHELD),
                        row.getString("stopped_field"),
                        json.readValue(row.getString("stopped_arguments"), CODES)))
                .list();
    }

    private @Nullable LeaveAccount leave(java.sql.ResultSet row) throws java.sql.SQLException {
        String leave = row.getString("leave");
        return leave == null ? null : json.readValue(leave, LeaveAccount.class);
    }
}
