package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.documents.Document;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Stale;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What a month owes to each social body and to the tax office, what was paid of it, and the files of the social declaration made of it.
 * A body is paid slip by slip in the records, so however often and by however many it is pressed, nothing is paid twice.
 */
@Service
public class Declarations {

    /** A body's part of each line of the month's valid slips, in cents; a correction counts instead of what it corrects. */
    private static final String LINES = """
            WITH booked AS (
                SELECT s.* FROM payslip s WHERE s.month = :month AND s.entry_id IS NOT NULL
                    AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)
            ), line AS (
                SELECT booked.id AS slip, l->>'code' AS code, l->>'body' AS body,
                    ((l->>'base')::numeric * 100)::bigint AS base,
                    ((l->>'employerAmount')::numeric * 100)::bigint AS employer,
                    ((l->>'employeeAmount')::numeric * 100)::bigint AS employee,
                    (l->>'deferred')::boolean AS deferred, l->>'employerRate' AS rate
                FROM booked, jsonb_array_elements(calculation->'lines') l
                UNION ALL
                SELECT id, 'income-tax', 'TAX_OFFICE', net_taxable_cents, 0, income_tax_cents, false, NULL FROM booked
            )
            """;

    /** What each slip still owes to one body: what it says, less what the slip it corrects had paid already. */
    private static final String OPEN = """
            WITH said AS (
                SELECT s.id, s.activity_id, s.corrects, s.entry_id,
                    CASE WHEN :body = 'TAX_OFFICE' THEN s.income_tax_cents ELSE (
                        SELECT coalesce(sum(((l->>'employerAmount')::numeric + (l->>'employeeAmount')::numeric) * 100), 0)::bigint
                        FROM jsonb_array_elements(s.calculation->'lines') l
                        WHERE l->>'body' = :body AND NOT (l->>'deferred')::boolean) END AS cents
                FROM payslip s WHERE s.month = :month AND s.entry_id IS NOT NULL
            ), open AS (
                SELECT s.id, s.activity_id,
                    s.cents - coalesce((SELECT o.cents FROM said o JOIN social_payment_slip p ON p.payslip_id = o.id AND p.body = :body
                        WHERE o.id = s.corrects), 0) AS cents
                FROM said s
                WHERE NOT EXISTS (SELECT FROM said c WHERE c.corrects = s.id)
                    AND NOT EXISTS (SELECT FROM social_payment_slip p WHERE p.payslip_id = s.id AND p.body = :body)
            )
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Accounts accounts;
    private final Documents documents;
    private final DsnMaker dsn;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;
    private final PostingRules rules = PostingRules.load();

    Declarations(
            JdbcClient jdbc,
            Ledger ledger,
            Accounts accounts,
            Documents documents,
            DsnMaker dsn,
            Audit audit,
            LiveUpdates live,
            Clock clock) {
        this.clock = clock;
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.accounts = accounts;
        this.documents = documents;
        this.dsn = dsn;
        this.audit = audit;
        this.live = live;
    }

    /**
     * One kind of line of all slips of a month.
     *
     * @param code message {@code payroll.line.<code>}
     * @param deferred due in the following year
     */
    public record LineSum(String code, Money base, Money employer, Money employee, boolean deferred) {}

    /**
     * What one body is owed for a month.
     *
     * @param due now, both parts, reductions deducted
     * @param deferred due in the following year
     * @param paid what was booked as paid
     */
    public record BodyMonth(
            SocialBody body,
            @Nullable BodyIdentity identity,
            List<LineSum> lines,
            Money employer,
            Money employee,
            Money due,
            Money deferred,
            Money paid) {

        public BodyMonth {
            lines = List.copyOf(lines);
        }

        public Money open() {
            return due.minus(paid);
        }
    }

    /** @param files the newest first */
    public record DeclaredMonth(
            YearMonth month, long people, Money gross, List<BodyMonth> bodies, List<DeclarationFile> files) {
        public DeclaredMonth {
            bodies = List.copyOf(bodies);
            files = List.copyOf(files);
        }
    }

    /**
     * One file made of a month, as it was made.
     *
     * @param no its order among the month's files
     * @param findings what kept it from being complete
     */
    public record DeclarationFile(
            YearMonth month, int no, long people, int findings, String madeByName, java.time.Instant madeAt) {}

    /** How a body knows the cooperative. */
    public record BodyIdentity(SocialBody body, String name, String identifier, String contract, long version) {
        public BodyIdentity {
            Objects.requireNonNull(body);
            name = name == null ? "" : name.strip();
            identifier = identifier == null ? "" : identifier.replace(" ", "");
            contract = contract == null ? "" : contract.strip();
            if (name.isEmpty() || name.length() > 120) {
                throw new InvalidField("name", name.isEmpty() ? "required" : "too-long", 120);
            }
            if (!identifier.matches("[0-9A-Z]{1,14}")) {
                throw new InvalidField("identifier", "social-body-identifier");
            }
            if (contract.length() > 30) {
                throw new InvalidField("contract", "too-long", 30);
            }
        }
    }

    /** The months with booked slips, the newest first. */
    @Transactional(readOnly = true)
    public List<YearMonth> months() {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT);
        return jdbc.sql("SELECT DISTINCT month FROM payroll_run WHERE state IN ('POSTED', 'PAID') ORDER BY month DESC")
                .query((row, n) -> YearMonth.from(row.getObject("month", LocalDate.class)))
                .list();
    }

    /** What a month's booked slips owe to whom. */
    @Transactional(readOnly = true)
    public DeclaredMonth month(YearMonth month) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT);
        Map<SocialBody, List<LineSum>> lines = new EnumMap<>(SocialBody.class);
        jdbc.sql(LINES + """
                        SELECT body, code, deferred, sum(base) AS base, sum(employer) AS employer, sum(employee) AS employee
                        FROM line GROUP BY body, code, deferred ORDER BY body, deferred, code""")
                .param("month", month.atDay(1))
                .query((row, n) -> lines.computeIfAbsent(
                                SocialBody.valueOf(row.getString("body")), body -> new ArrayList<>())
                        .add(new LineSum(
                                row.getString("code"),
                                Money.ofCents(row.getLong("base")),
                                Money.ofCents(row.getLong("employer")),
                                Money.ofCents(row.getLong("employee")),
                                row.getBoolean("deferred"))))
                .list();
        Map<SocialBody, Money> paid = new EnumMap<>(SocialBody.class);
        jdbc.sql("SELECT body, sum(amount_cents) AS cents FROM social_payment WHERE month = ? GROUP BY body")
                .param(month.atDay(1))
                .query((row, n) ->
                        paid.put(SocialBody.valueOf(row.getString("body")), Money.ofCents(row.getLong("cents"))))
                .list();
        Map<SocialBody, BodyIdentity> identities = known();
        List<BodyMonth> bodies = new ArrayList<>();
        lines.forEach((body, theirs) ->
                bodies.add(bodyMonth(body, identities.get(body), theirs, paid.getOrDefault(body, Money.ZERO))));
        record Whole(long people, long gross) {}
        Whole whole = jdbc.sql("""
                        SELECT count(DISTINCT s.member_id) AS people, coalesce(sum(s.gross_cents), 0) AS gross FROM payslip s
                        WHERE s.month = ? AND s.entry_id IS NOT NULL
                            AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)""").param(month.atDay(1)).query(Whole.class).single();
        return new DeclaredMonth(month, whole.people(), Money.ofCents(whole.gross()), bodies, files(month));
    }

    private static BodyMonth bodyMonth(
            SocialBody body, @Nullable BodyIdentity identity, List<LineSum> lines, Money paid) {
        List<LineSum> now = lines.stream().filter(line -> !line.deferred()).toList();
        Money employer = Money.sum(now.stream().map(LineSum::employer).toList());
        Money employee = Money.sum(now.stream().map(LineSum::employee).toList());
        Money deferred = Money.sum(lines.stream()
                .filter(LineSum::deferred)
                .map(line -> line.employer().plus(line.employee()))
                .toList());
        return new BodyMonth(body, identity, lines, employer, employee, employer.plus(employee), deferred, paid);
    }

    /** How the bodies know the cooperative; those not named yet are missing. */
    @Transactional(readOnly = true)
    public List<BodyIdentity> bodies() {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER, Role.ACCOUNTANT);
        return List.copyOf(known().values());
    }

    private Map<SocialBody, BodyIdentity> known() {
        Map<SocialBody, BodyIdentity> found = new EnumMap<>(SocialBody.class);
        jdbc.sql("SELECT * FROM social_body")
                .query((row, n) -> {
                    SocialBody body = SocialBody.valueOf(row.getString("body"));
                    return found.put(
                            body,
                            new BodyIdentity(
                                    body,
                                    row.getString("name"),
                                    row.getString("identifier"),
                                    row.getString("contract"),
                                    row.getLong("version")));
                })
                .list();
        return found;
    }

    /**
     * Says how a body knows the cooperative.
     *
     * @throws Stale if it was changed since it was read; a first one has version 0
     */
    @Transactional
    public void name(BodyIdentity identity) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.MANAGER);
        int rows = jdbc.sql("""
                        INSERT INTO social_body (body, version, name, identifier, contract) VALUES (:body, 1, :name, :identifier, :contract)
                        ON CONFLICT (body) DO UPDATE SET version = social_body.version + 1, name = excluded.name,
                            identifier = excluded.identifier, contract = excluded.contract
                        WHERE social_body.version = :version""")
                .param("body", identity.body().name())
                .param("name", identity.name())
                .param("identifier", identity.identifier())
                .param("contract", identity.contract())
                .param("version", identity.version())
                .update();
        if (rows == 0) {
            throw new Stale();
        }
        audit.record("social-body.named", "social-body:" + identity.body(), "");
    }

    /** @param amount what left the account; the rest of the month is nothing */
    public record Paid(UUID id, SocialBody body, Money amount, LocalDate paidOn) {}

    /**
     * Books that a body was paid what the month still owes it: by activity, as its slips were booked.
     *
     * @throws PayrollRefused if nothing is owed, or somebody else pays it at this moment
     */
    @Transactional
    public Paid pay(YearMonth month, SocialBody body, LocalDate paidOn) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.PAYROLL_OFFICER, Role.ACCOUNTANT, Role.TREASURER);
        if (paidOn.isBefore(month.atDay(1))) {
            throw new InvalidField("paidOn", "pay-date-before-month", month);
        }
        if (paidOn.isAfter(LocalDate.now(clock))) {
            throw new InvalidField("paidOn", "date-in-future", paidOn);
        }
        record Part(@Nullable UUID activity, long cents) {}
        List<Part> parts = jdbc.sql(OPEN + """
                         SELECT activity_id AS activity, sum(cents)::bigint AS cents FROM open
                        GROUP BY activity_id HAVING sum(cents) <> 0 ORDER BY activity_id""")
                .param("month", month.atDay(1))
                .param("body", body.name())
                .query((row, n) -> new Part(row.getObject("activity", UUID.class), row.getLong("cents")))
                .list();
        Money amount = Money.ofCents(parts.stream().mapToLong(Part::cents).sum());
        if (parts.isEmpty() || amount.isZero()) {
            throw new PayrollRefused("social-body-nothing-open", body, month);
        }
        String owed = body == SocialBody.TAX_OFFICE ? rules.incomeTax().account() : rules.owed(body, false);
        rules.accounts().forEach(accounts::ensure);
        UUID id = Ids.next();
        List<JournalLine> lines = new ArrayList<>(parts.size() * 2);
        for (Part part : parts) {
            Money one = Money.ofCents(part.cents());
            lines.add(new JournalLine(owed, part.activity(), null, null, one));
            lines.add(new JournalLine(rules.bank().account(), part.activity(), null, null, one.negated()));
        }
        long entry = ledger.post(List.of(new JournalEntry(
                        rules.bankJournal(),
                        paidOn,
                        "Versement " + body + " " + month,
                        null,
                        paidOn,
                        "social-payment:" + id,
                        lines)))
                .getFirst();
        jdbc.sql("""
                        INSERT INTO social_payment (id, month, body, paid_on, amount_cents, entry_id, paid_by, paid_by_name)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(id, month.atDay(1), body.name(), paidOn, amount.cents(), entry, actor.subject(), actor.name())
                .update();
        long settled;
        try {
            // The slips are read again with the amounts: whoever settled one meanwhile makes the sum differ or the key
            // collide.
            settled = jdbc.sql(OPEN + """
                            , done AS (INSERT INTO social_payment_slip (payslip_id, body, payment_id)
                                SELECT id, :body, :payment FROM open RETURNING payslip_id)
                            SELECT coalesce(sum(open.cents), 0)::bigint FROM done JOIN open ON open.id = done.payslip_id""")
                    .param("month", month.atDay(1))
                    .param("body", body.name())
                    .param("payment", id)
                    .query(Long.class)
                    .single();
        } catch (DuplicateKeyException e) {
            throw new PayrollRefused("social-body-paid-meanwhile", body, month);
        }
        if (settled != amount.cents()) {
            throw new PayrollRefused("social-body-paid-meanwhile", body, month);
        }
        audit.record("social-body.paid", "social-body:" + body, month + " " + amount);
        live.publish("payroll-declaration", id);
        return new Paid(id, body, amount, paidOn);
    }

    /**
     * Makes the month's declaration and keeps it. It is a trial file: nothing of it is certified, and it has to pass the authorities' own
     * checker before anything is sent.
     *
     * @throws PayrollRefused if the month has no booked slip
     */
    @Transactional
    public DsnMaker.Made declare(YearMonth month) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.PAYROLL_OFFICER);
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtext(current_schema() || ':social_declaration'), hashtext(?))")
                .param(month.toString())
                .query((row, n) -> 0)
                .list();
        int no = jdbc.sql("SELECT coalesce(max(no), 0) + 1 FROM social_declaration WHERE month = ?")
                .param(month.atDay(1))
                .query(Integer.class)
                .single();
        Map<SocialBody, BodyIdentity> known = known();
        List<DsnMonth.BodyLine> bodies = new ArrayList<>();
        List<SocialBody> unnamed = new ArrayList<>();
        for (BodyMonth body : month(month).bodies()) {
            BodyIdentity identity = known.get(body.body());
            if (body.due().isZero()) {
                continue;
            }
            if (identity == null) {
                unnamed.add(body.body());
            } else {
                bodies.add(new DsnMonth.BodyLine(body.body(), identity.identifier(), identity.contract(), body.due()));
            }
        }
        List<DsnMonth.Aggregate> aggregates = jdbc.sql(LINES + """
                         SELECT code, rate, sum(base) AS base, sum(employer + employee) AS amount FROM line
                        WHERE body = 'URSSAF' AND NOT deferred GROUP BY code, rate ORDER BY code, rate""")
                .param("month", month.atDay(1))
                .query((row, n) -> {
                    String rate = row.getString("rate");
                    return new DsnMonth.Aggregate(
                            row.getString("code"),
                            rate == null ? null : coop.entrelacs.shared.Rate.percent(rate),
                            Money.ofCents(row.getLong("base")),
                            Money.ofCents(row.getLong("amount")));
                })
                .list();
        DsnMaker.Made made = dsn.make(month, no, bodies, unnamed, aggregates);
        Document kept = documents.store(fileName(month, no), "text/plain", made.file());
        jdbc.sql("""
                        INSERT INTO social_declaration (month, no, document_id, people, findings, made_by, made_by_name, made_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, now())""")
                .params(
                        month.atDay(1),
                        no,
                        kept.id(),
                        made.people(),
                        made.findings().size(),
                        actor.subject(),
                        actor.name())
                .update();
        audit.record("social-declaration.made", "social-declaration:" + month + "/" + no, "");
        live.publish("payroll-declaration", kept.id());
        return made;
    }

    /** The name says what the file is, wherever it is kept: a trial that nobody certified. */
    public static String fileName(YearMonth month, int no) {
        return "DSN-essai-non-certifie-" + month + "-" + no + ".dsn";
    }

    private List<DeclarationFile> files(YearMonth month) {
        return jdbc.sql("SELECT * FROM social_declaration WHERE month = ? ORDER BY no DESC")
                .param(month.atDay(1))
                .query((row, n) -> new DeclarationFile(
                        month,
                        row.getInt("no"),
                        row.getLong("people"),
                        row.getInt("findings"),
                        row.getString("made_by_name"),
                        row.getTimestamp("made_at").toInstant()))
                .list();
    }

    /**
     * One file as it was made. It holds everybody's number and pay: taking it leaves a trace.
     *
     * @throws NotFound if the month has no such file
     */
    @Transactional
    public byte[] file(YearMonth month, int no) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER);
        CurrentTenant.actor().requirePerson();
        UUID document = jdbc.sql("SELECT document_id FROM social_declaration WHERE month = ? AND no = ?")
                .params(month.atDay(1), no)
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> new NotFound("social-declaration", month + "/" + no));
        audit.record("social-declaration.exported", "social-declaration:" + month + "/" + no, "");
        return documents.content(document);
    }
}
