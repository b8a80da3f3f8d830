package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.members.ContractSpan;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.Members;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Slips: read by whom they concern and by those who make them, corrected by a new one, never changed. */
@Service
public class Payslips {

    private static final String ROWS = """
        SELECT s.*, (SELECT b.net_paid_cents FROM payslip b
            WHERE b.member_id = s.member_id AND b.month < s.month AND b.entry_id IS NOT NULL
            ORDER BY b.month DESC, b.id DESC LIMIT 1) AS net_before
        FROM payslip s JOIN payroll_run r ON r.id = s.run_id
        """;

    private final JdbcClient jdbc;
    private final Members members;
    private final Contracts contracts;
    private final PayslipStore store;
    private final PayrollRuns runs;
    private final SlipMaker maker;
    private final PayProfiles profiles;
    private final PayrollSettingsHistory settings;
    private final LegalIdentities identities;
    private final Documents documents;
    private final PayslipNews news;
    private final Audit audit;
    private final JsonMapper json;

    Payslips(
            JdbcClient jdbc,
            Members members,
            Contracts contracts,
            PayslipStore store,
            PayrollRuns runs,
            SlipMaker maker,
            PayProfiles profiles,
            PayrollSettingsHistory settings,
            LegalIdentities identities,
            Documents documents,
            PayslipNews news,
            Audit audit,
            JsonMapper json) {
        this.jdbc = jdbc;
        this.members = members;
        this.contracts = contracts;
        this.store = store;
        this.runs = runs;
        this.maker = maker;
        this.profiles = profiles;
        this.settings = settings;
        this.identities = identities;
        this.documents = documents;
        this.news = news;
        this.audit = audit;
        this.json = json;
    }

    /** The slips of a run, by number. They are other people's pay: reading them leaves a trace. */
    @Transactional
    public Page<PayslipRow> ofRun(UUID run, @Nullable String after, int limit) {
        return ofRun(run, Slips.ALL, after, limit);
    }

    /**
     * Which slips of a run to list.
     *
     * @param text found in the name or number, null for all
     * @param warning only those with this warning, null for all
     * @param toLookAt only those stopped or warned of
     */
    public record Slips(@Nullable String text, @Nullable String warning, boolean toLookAt) {
        static final Slips ALL = new Slips(null, null, false);
    }

    /** The slips of a run that fit, by number. */
    @Transactional
    public Page<PayslipRow> ofRun(UUID run, Slips which, @Nullable String after, int limit) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT);
        runs.get(run);
        audit.record("payslips.listed", "payroll-run:" + run, "");
        return Page.of(
                jdbc.sql(ROWS + """
                     WHERE s.run_id = :run AND s.number > :after
                        AND NOT EXISTS (SELECT FROM unnest(CAST(:words AS text[])) w
                            WHERE strpos(folded((s.employee->>'name') || ' ' || (s.employee->>'number')), w) = 0)
                        AND (CAST(:warning AS text) IS NULL OR jsonb_exists(s.warnings, :warning))
                        AND (NOT :look OR s.stopped IS NOT NULL OR s.warnings <> '[]'::jsonb)
                    ORDER BY s.number LIMIT :limit\
                    """)
                        .param("run", run)
                        .param("words", Folding.words(which.text()))
                        .param("warning", which.warning())
                        .param("look", which.toLookAt())
                        .param("after", after == null ? "" : after)
                        .param("limit", limit + 1)
                        .query((row, n) -> row(row))
                        .list(),
                limit,
                PayslipRow::number);
    }

    /** A member's booked slips, the newest first. */
    @Transactional
    public List<PayslipRow> ofMember(UUID member) {
        boolean own = PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER);
        if (!own) {
            audit.record("payslips.listed", "member:" + member, "");
        }
        return jdbc.sql(ROWS + " WHERE s.member_id = ? AND s.entry_id IS NOT NULL ORDER BY s.month DESC, s.id DESC")
                .param(member)
                .query((row, n) -> row(row))
                .list();
    }

    /** Every line of a slip. The member sees their own once it is booked. */
    @Transactional
    public PayCalculation calculation(UUID slip) {
        return readable(slip).pay();
    }

    /**
     * A slip with every line and the entries that booked and paid it.
     *
     * @param entry null before it is booked
     * @param paidEntry null before it is paid
     */
    public record Sheet(
            PayslipRow row,
            PayCalculation pay,
            @Nullable Long entry,
            @Nullable Long paidEntry) {}

    /** One slip as its page shows it. The member sees their own once it is booked. */
    @Transactional
    public Sheet sheet(UUID slip) {
        PayCalculation pay = readable(slip).pay();
        return jdbc.sql(ROWS + " WHERE s.id = ?")
                .param(slip)
                .query((row, n) -> new Sheet(
                        row(row),
                        pay,
                        row.getObject("entry_id", Long.class),
                        row.getObject("paid_entry_id", Long.class)))
                .single();
    }

    /**
     * The archived PDF.
     *
     * @throws PayrollRefused while it is not made yet
     */
    @Transactional
    public byte[] pdf(UUID slip) {
        readable(slip);
        UUID document = jdbc.sql("SELECT document_id FROM payslip WHERE id = ?")
                .param(slip)
                .query((row, n) -> java.util.Optional.ofNullable(row.getObject(1, UUID.class)))
                .single()
                .orElseThrow(() -> new PayrollRefused("payslip-not-printed"));
        return documents.content(document);
    }

    private Slip readable(UUID id) {
        Slip slip = store.find("s.id = :id", Map.of("id", id)).stream()
                .findFirst()
                .orElseThrow(() -> new NotFound("payslip", id));
        boolean own;
        try {
            own = PayAccess.requireOwnOr(members, slip.employee().member(), Role.PAYROLL_OFFICER);
        } catch (NotFound e) {
            throw new NotFound("payslip", id);
        }
        if (own && !CurrentTenant.actor().is(Role.PAYROLL_OFFICER) && !booked(id)) {
            throw new NotFound("payslip", id);
        }
        if (own && booked(id)) {
            news.seen(id);
        }
        PayAccess.read(audit, own, "payslip.read", "payslip:" + id, "");
        return slip;
    }

    private boolean booked(UUID slip) {
        return jdbc.sql("SELECT entry_id IS NOT NULL FROM payslip WHERE id = ?")
                .param(slip)
                .query(Boolean.class)
                .single();
    }

    /** What a year's slips add up to. */
    public record YearTotals(
            int year, long slips, Money gross, Money employerCost, Money netTaxable, Money incomeTax, Money netPaid) {}

    @Transactional
    public List<YearTotals> years(UUID member) {
        if (!PayAccess.requireOwnOr(members, member, Role.PAYROLL_OFFICER)) {
            audit.record("payslips.listed", "member:" + member, "years");
        }
        return jdbc.sql("""
            SELECT extract(year FROM s.month)::int AS year, count(*) AS slips, sum(s.gross_cents) AS gross,
                sum(s.employer_cost_cents) AS cost, sum(s.net_taxable_cents) AS taxable,
                sum(s.income_tax_cents) AS tax, sum(s.net_paid_cents) AS net
            FROM payslip s WHERE s.member_id = ? AND s.entry_id IS NOT NULL
                AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)
            GROUP BY 1 ORDER BY 1 DESC\
            """)
                .param(member)
                .query((row, n) -> new YearTotals(
                        row.getInt("year"),
                        row.getLong("slips"),
                        Money.ofCents(row.getLong("gross")),
                        Money.ofCents(row.getLong("cost")),
                        Money.ofCents(row.getLong("taxable")),
                        Money.ofCents(row.getLong("tax")),
                        Money.ofCents(row.getLong("net"))))
                .list();
    }

    /** What a slip should have been. */
    public record Correction(UUID payslip, PayChoice choice) {
        public Correction {
            PayInput.required("payslip", payslip);
            PayInput.required("choice", choice);
        }
    }

    /**
     * Begins a run that replaces booked slips of one month: each original's entry is reversed, the right one booked, only the
     * difference paid. The latest slip of a member can be corrected so; what earlier months lacked belongs on the present slip.
     */
    @Transactional
    public UUID correct(YearMonth month, LocalDate payDate, List<Correction> corrections) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER);
        PayrollSettings holds = settings.on(month.atDay(1)).orElseThrow(PayrollSettings::missing);
        Employer employer = holds.employer(identities.current().legal());
        UUID run = runs.begin(month, PayrollRun.Kind.CORRECTION, payDate);
        Map<UUID, Slip> originals = new HashMap<>();
        store.find(
                        "s.id IN (:ids) AND s.month = :month AND s.entry_id IS NOT NULL",
                        Map.of(
                                "ids",
                                corrections.stream().map(Correction::payslip).toList(),
                                "month",
                                month.atDay(1)))
                .forEach(slip -> originals.put(slip.id(), slip));
        List<UUID> concerned = originals.values().stream()
                .map(s -> s.employee().member())
                .distinct()
                .toList();
        List<ContractSpan> spans = contracts.during(concerned, month.atDay(1), month.atEndOfMonth()).stream()
                .filter(one -> originals.values().stream().anyMatch(original -> isOf(original, one)))
                .toList();
        SlipMaker.Bearing bearing =
                maker.bearing(spans.stream().map(ContractSpan::contract).toList(), month);
        SlipMaker.Leaves leaves = maker.leaves(spans, month);
        Map<UUID, PayProfiles.ForRun> known = profiles.forRun(concerned);
        Map<UUID, PayslipStore.Before> before = store.before(concerned, month, originals.keySet());
        List<Slip> made = new ArrayList<>();
        for (int i = 0; i < corrections.size(); i++) {
            Correction correction = corrections.get(i);
            Slip original = originals.get(correction.payslip());
            if (original == null) {
                throw new NotFound("payslip", correction.payslip());
            }
            UUID member = original.employee().member();
            requireLatest(original, member);
            ContractSpan span = spans.stream()
                    .filter(one -> isOf(original, one))
                    .findFirst()
                    .orElseThrow(() -> new PayrollRefused("no-contract-in-month"));
            Slip right = maker.make(
                    run,
                    month,
                    holds,
                    employer,
                    span,
                    again(original.number()),
                    known.getOrDefault(member, PayProfiles.ForRun.USUAL),
                    correction.choice(),
                    null,
                    before.get(member),
                    PayslipStore.Owed.NOTHING,
                    List.of(),
                    bearing,
                    leaves,
                    false,
                    original);
            if (right.stopped() != null) {
                throw new InvalidField(
                        "corrections[" + i + "].choice"
                                + (right.stoppedField() == null
                                        ? ""
                                        : "." + right.stoppedField().replace("target.amount", "amount")),
                        right.stopped(),
                        right.stoppedArguments().toArray());
            }
            made.add(right);
        }
        store.insert(made);
        jdbc.sql("UPDATE payroll_run SET state = 'PREVIEW', version = version + 1, previewed_at = now()"
                        + " WHERE id = ? AND state = 'COMPUTING'")
                .param(run)
                .update();
        return run;
    }

    /** A slip's number with which correction of it this is: no two slips ever have one. */
    private static String again(String number) {
        int at = number.lastIndexOf("-R");
        if (at < 0) {
            return number + "-R";
        }
        String nth = number.substring(at + 2);
        return number.substring(0, at) + "-R" + (nth.isEmpty() ? 2 : Integer.parseInt(nth) + 1);
    }

    private static boolean isOf(Slip slip, ContractSpan span) {
        return span.contract().member().equals(slip.employee().member())
                && span.contract().firstDay().equals(slip.employee().contractFirstDay());
    }

    private void requireLatest(Slip original, UUID member) {
        boolean later = jdbc.sql("""
                        SELECT EXISTS (SELECT FROM payslip WHERE member_id = :member AND entry_id IS NOT NULL AND id <> :id
                            AND (run_id > :run OR run_id = :run AND employee->>'contractFirstDay' > :first))""")
                .param("first", original.employee().contractFirstDay().toString())
                .param("member", member)
                .param("run", original.run())
                .param("id", original.id())
                .query(Boolean.class)
                .single();
        if (later) {
            throw new PayrollRefused("correct-the-latest", original.number());
        }
    }

    private PayslipRow row(ResultSet row) throws SQLException {
        Employee employee = json.readValue(row.getString("employee"), Employee.class);
        long before = row.getLong("net_before");
        Money netBefore = row.wasNull() ? null : Money.ofCents(before);
        String leave = row.getString("leave");
        return new PayslipRow(
                row.getObject("id", UUID.class),
                row.getObject("run_id", UUID.class),
                employee.member(),
                employee.number(),
                employee.name(),
                YearMonth.from(row.getObject("month", LocalDate.class)),
                row.getString("number"),
                row.getString("stopped"),
                json.readValue(row.getString("warnings"), PayslipStore.CODES),
                Money.ofCents(row.getLong("gross_cents")),
                Money.ofCents(row.getLong("employer_cost_cents")),
                Money.ofCents(row.getLong("income_tax_cents")),
                Money.ofCents(row.getLong("net_paid_cents")),
                netBefore,
                Money.ofCents(row.getLong("recovered_cents")),
                row.getObject("corrects", UUID.class),
                row.getObject("document_id", UUID.class),
                leave == null ? null : json.readValue(leave, LeaveAccount.class),
                json.readValue(row.getString("deductions"), PayslipStore.WITHHELD),
                row.getString("stopped_field"),
                json.readValue(row.getString("stopped_arguments"), PayslipStore.CODES));
    }
}
