package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.ledger.Statements;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.payments.CreditTransfers;
import coop.entrelacs.shared.BankNumbers;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Stale;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What goes out for a booked run: the file of transfers made at its booking, files made later for whose account was missing, and what was
 * paid otherwise. A file never changes under its message id, and what is booked as paid is what is in it.
 */
@Service
public class PayrollPayments {

    private static final int LONGEST_REFERENCE = 140;
    private static final int LONGEST_REASON = 300;

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final PayrollRuns runs;
    private final PayProfiles profiles;
    private final PayChanges changes;
    private final Documents documents;
    private final LegalIdentities identities;
    private final Statements statements;
    private final Ledger ledger;
    private final LiveUpdates live;
    private final Audit audit;
    private final Clock clock;
    private final PostingRules rules = PostingRules.load();

    PayrollPayments(
            JdbcClient jdbc,
            JdbcTemplate template,
            PayrollRuns runs,
            PayProfiles profiles,
            PayChanges changes,
            Documents documents,
            LegalIdentities identities,
            Statements statements,
            Ledger ledger,
            LiveUpdates live,
            Audit audit,
            Clock clock) {
        this.jdbc = jdbc;
        this.template = template;
        this.runs = runs;
        this.profiles = profiles;
        this.changes = changes;
        this.documents = documents;
        this.identities = identities;
        this.statements = statements;
        this.ledger = ledger;
        this.live = live;
        this.audit = audit;
        this.clock = clock;
    }

    /** How something was paid. */
    public enum Means {
        FILE,
        OTHER
    }

    /**
     * A file, or what was paid otherwise.
     *
     * @param reference the file's message id; else what was noted, as a cheque's number
     * @param paidOn null while the bank has not executed it, as far as is noted
     * @param withdrawnOn the day the bank refused it whole; null: it did not
     */
    public record Payment(
            UUID id,
            int no,
            Means means,
            String reference,
            long slips,
            Money amount,
            String madeBy,
            @Nullable LocalDate paidOn,
            @Nullable String notedBy,
            @Nullable LocalDate withdrawnOn,
            @Nullable String withdrawnBy,
            @Nullable String withdrawnWhy) {

        /** Whether it waits for the bank. */
        public boolean waits() {
            return paidOn == null && withdrawnOn == null;
        }
    }

    /** Why somebody's pay is in no file. Message {@code payroll.unpaid.<constant>}. */
    public enum Why {
        NO_IBAN,
        OUTSIDE_SEPA,
        /** The account is known by now: a file can be made. */
        READY,
        /** The cooperative's own account is not known. */
        NO_OWN_ACCOUNT
    }

    /** Somebody whose pay is due and in no file. */
    public record Open(
            UUID payslip, String number, UUID member, String memberNumber, String memberName, Money due, Why why) {}

    /** What a corrected slip of the run paid too much, and how much of it came back. */
    public record Overpaid(UUID member, String memberNumber, String memberName, Money amount, Money recovered) {}

    /**
     * A run's payments.
     *
     * @param toNote the sum of the files that are not noted as executed
     * @param bankAccount the account of the books that pays
     * @param bank what it stands at
     * @param bankAfter what it stands at once these files are executed and those in no file are paid
     */
    public record Payments(
            List<Payment> payments,
            List<Open> open,
            List<Overpaid> overpaid,
            Money toNote,
            String bankAccount,
            Money bank,
            Money bankAfter) {
        public Payments {
            payments = List.copyOf(payments);
            open = List.copyOf(open);
            overpaid = List.copyOf(overpaid);
        }

        /** What is due to those in no file. */
        public Money unpaid() {
            return Money.sum(open.stream().map(Open::due).toList());
        }
    }

    /** A run's files and who is in none. It names people and what they are paid: reading it leaves a trace. */
    @Transactional
    public Payments of(UUID run) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.TREASURER, Role.ACCOUNTANT, Role.MANAGER);
        PayrollRun seen = runs.get(run);
        audit.record("payroll-payments.read", "payroll-run:" + run, "");
        List<Payment> payments = made(run);
        boolean own = identities.current().legal().iban() != null;
        List<Open> open = due(run).stream()
                .map(one -> new Open(
                        one.payslip(),
                        one.number(),
                        one.member(),
                        one.memberNumber(),
                        one.name(),
                        one.amount(),
                        one.iban() != null && !own ? Why.NO_OWN_ACCOUNT : one.why()))
                .toList();
        List<Overpaid> overpaid = jdbc.sql("""
                        SELECT s.member_id, s.employee->>'number' AS number, s.employee->>'name' AS name, a.amount_cents,
                            a.recovered_cents
                        FROM pay_advance a JOIN payslip s ON s.id = a.payslip_id WHERE s.run_id = ? ORDER BY 2""")
                .param(run)
                .query((row, n) -> new Overpaid(
                        row.getObject("member_id", UUID.class),
                        row.getString("number"),
                        row.getString("name"),
                        Money.ofCents(row.getLong("amount_cents")),
                        Money.ofCents(row.getLong("recovered_cents"))))
                .list();
        Money toNote = Money.sum(
                payments.stream().filter(Payment::waits).map(Payment::amount).toList());
        LocalDate today = LocalDate.now(clock);
        LocalDate on = today.isAfter(seen.payDate())
                        && today.getYear() == seen.payDate().getYear()
                ? today
                : seen.payDate();
        Money bank = statements.balance(rules.bank().account(), null, null, on);
        Money unpaid = Money.sum(open.stream().map(Open::due).toList());
        return new Payments(
                payments,
                open,
                overpaid,
                toNote,
                rules.bank().account(),
                bank,
                bank.minus(toNote).minus(unpaid));
    }

    private List<Payment> made(UUID run) {
        return jdbc.sql("SELECT * FROM payroll_payment WHERE run_id = ? ORDER BY no")
                .param(run)
                .query((row, n) -> new Payment(
                        row.getObject("id", UUID.class),
                        row.getInt("no"),
                        Means.valueOf(row.getString("means")),
                        row.getString("reference"),
                        row.getLong("slips"),
                        Money.ofCents(row.getLong("amount_cents")),
                        row.getString("made_by_name"),
                        row.getObject("paid_on", LocalDate.class),
                        row.getString("noted_by_name"),
                        row.getObject("withdrawn_on", LocalDate.class),
                        row.getString("withdrawn_by_name"),
                        row.getString("withdrawn_why")))
                .list();
    }

    private Payment of(UUID run, UUID payment) {
        return made(run).stream()
                .filter(one -> one.id().equals(payment))
                .findFirst()
                .orElseThrow(() -> new NotFound("payment-file", payment));
    }

    /** A slip with something to pay that is in no file. */
    private record Due(
            UUID payslip,
            String number,
            UUID member,
            String memberNumber,
            String name,
            YearMonth month,
            Money amount,
            @Nullable String iban,
            Why why) {}

    /**
     * What is due of a run and in no payment: the account is the one the slip was approved with; where that one is missing or cannot be
     * reached, the one that the profile names by now.
     */
    private List<Due> due(UUID run) {
        return jdbc.sql("""
                        SELECT s.id, s.number, s.member_id, s.employee->>'number' AS member_number, s.employee->>'name' AS name, s.month,
                            a.iban_sealed AS approved, p.iban_sealed AS now,
                            s.net_paid_cents - s.recovered_cents - s.deducted_cents - payslip_received(s.id) AS due
                        FROM payslip s LEFT JOIN payslip_account a ON a.payslip_id = s.id
                            LEFT JOIN pay_profile p ON p.member_id = s.member_id
                        WHERE s.run_id = ? AND s.entry_id IS NOT NULL AND s.paid_entry_id IS NULL
                            AND NOT EXISTS (SELECT FROM payroll_payment_slip x WHERE x.payslip_id = s.id AND NOT x.withdrawn)
                            AND NOT EXISTS (SELECT FROM payslip c WHERE c.corrects = s.id AND c.entry_id IS NOT NULL)
                            AND s.net_paid_cents - s.recovered_cents - s.deducted_cents > payslip_received(s.id)
                        ORDER BY s.number""")
                .param(run)
                .query((row, n) -> {
                    UUID member = row.getObject("member_id", UUID.class);
                    String approved = profiles.account(row.getBytes("approved"), member);
                    String now = profiles.account(row.getBytes("now"), member);
                    String iban = approved != null && BankNumbers.isInSepa(approved) ? approved : now;
                    boolean reached = iban != null && BankNumbers.isInSepa(iban);
                    return new Due(
                            row.getObject("id", UUID.class),
                            row.getString("number"),
                            member,
                            row.getString("member_number"),
                            row.getString("name"),
                            YearMonth.from(row.getObject("month", LocalDate.class)),
                            Money.ofCents(row.getLong("due")),
                            reached ? iban : null,
                            reached ? Why.READY : iban == null && approved == null ? Why.NO_IBAN : Why.OUTSIDE_SEPA);
                })
                .list();
    }

    /** Those due whose slip was approved with an account that can be reached, by their slips. */
    private List<Due> approved(UUID run) {
        Map<UUID, byte[]> sealed = jdbc
                .sql("""
                        SELECT a.payslip_id, a.iban_sealed FROM payslip_account a JOIN payslip s ON s.id = a.payslip_id
                        WHERE s.run_id = ? AND a.iban_sealed IS NOT NULL""")
                .param(run)
                .query((row, n) -> Map.entry(row.getObject(1, UUID.class), row.getBytes(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return due(run).stream()
                .filter(one -> {
                    String iban = profiles.account(sealed.get(one.payslip()), one.member());
                    return iban != null && BankNumbers.isInSepa(iban);
                })
                .toList();
    }

    /**
     * The file of a run, made once when it is booked, with the accounts it was approved with; none where the cooperative's own is not
     * known, or nobody is paid by it.
     */
    Optional<UUID> firstFile(UUID run, LocalDate payDate) {
        lock(run);
        Optional<UUID> made = jdbc.sql("SELECT document_id FROM payroll_payment WHERE run_id = ? AND no = 1")
                .param(run)
                .query(UUID.class)
                .optional();
        if (made.isPresent()) {
            return made;
        }
        LegalIdentity payer = identities.current().legal();
        List<Due> due = payer.iban() == null ? List.of() : approved(run);
        return due.isEmpty() ? Optional.empty() : Optional.of(write(run, payDate, payer, due));
    }

    /**
     * Makes a further file for those whose account is known by now. An account that nobody approved yet is not paid by who entered it, and
     * whoever withdrew a file does not make the one that pays its people again.
     *
     * @param execution when the bank is to pay
     * @return the payment
     */
    @Transactional
    public UUID file(UUID run, LocalDate execution) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.PAYROLL_OFFICER, Role.TREASURER);
        PayrollRun seen = runs.get(run);
        runs.requireExecution(seen, execution);
        lock(run);
        requirePosted(run);
        LegalIdentity payer = identities.current().legal();
        if (payer.iban() == null) {
            throw new PayrollRefused("payment-no-own-account");
        }
        List<Due> due = due(run).stream().filter(one -> one.iban() != null).toList();
        if (due.isEmpty()) {
            throw new PayrollRefused("payment-nobody-reached");
        }
        if (!actor.isSecondPersonTo(
                changes.openAccountsBy(due.stream().map(Due::member).toList()))) {
            throw new PayrollRefused("payment-account-by-you");
        }
        if (!actor.isSecondPersonTo(withdrawnBy(due.stream().map(Due::payslip).toList()))) {
            throw new PayrollRefused("payment-withdrawn-by-you");
        }
        UUID document = write(run, execution, payer, due);
        audit.record("payment-file.made", "payroll-run:" + run, execution.toString());
        live.publish("payroll-run", run);
        return jdbc.sql("SELECT id FROM payroll_payment WHERE document_id = ?")
                .param(document)
                .query(UUID.class)
                .single();
    }

    private UUID write(UUID run, LocalDate execution, LegalIdentity payer, List<Due> due) {
        UUID payment = Ids.next();
        String message = "PAIE-" + payment.toString().substring(9);
        List<CreditTransfers.Transfer> transfers = due.stream()
                .map(one -> new CreditTransfers.Transfer(
                        one.number(),
                        one.amount(),
                        one.name(),
                        java.util.Objects.requireNonNull(one.iban()),
                        "Paie " + one.month()))
                .toList();
        byte[] file = CreditTransfers.write(
                message,
                clock.instant(),
                execution,
                CreditTransfers.Purpose.SALARY,
                new CreditTransfers.Payer(payer.name(), java.util.Objects.requireNonNull(payer.iban()), payer.bic()),
                transfers);
        UUID document = documents
                .store("paie-" + execution + ".xml", "application/xml", file)
                .id();
        keep(payment, run, Means.FILE, message, document, due, null);
        return document;
    }

    private Set<UUID> withdrawnBy(List<UUID> slips) {
        return Set.copyOf(jdbc.sql("""
                        SELECT DISTINCT p.withdrawn_by FROM payroll_payment p JOIN payroll_payment_slip s ON s.payment_id = p.id
                        WHERE s.withdrawn AND s.payslip_id = ANY (?)""")
                .param(slips.toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }

    /**
     * Withdraws a file that the bank refused whole: its people are due their pay again. What was booked as paid by it is reversed, so that
     * the books say what the bank did. The file itself stays as it was made; another one has a message id of its own, and another
     * person makes it.
     *
     * @param on the day the bank refused it
     * @param why what the bank said
     * @throws PayrollRefused if it is no file, was withdrawn, or one of its slips was corrected since
     */
    @Transactional
    public void withdraw(UUID run, UUID payment, long version, LocalDate on, String why) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.PAYROLL_OFFICER, Role.TREASURER);
        actor.requirePerson();
        String reason = why.strip();
        if (reason.isEmpty()) {
            throw new InvalidField("why", "required");
        }
        if (reason.length() > LONGEST_REASON) {
            throw new InvalidField("why", "too-long", LONGEST_REASON);
        }
        runs.get(run);
        lock(run);
        PayrollRun seen = runs.get(run);
        if (seen.version() != version) {
            throw new Stale();
        }
        if (seen.state() != PayrollRun.State.POSTED && seen.state() != PayrollRun.State.PAID) {
            throw new PayrollRefused("run-state", seen.state());
        }
        Payment file = of(run, payment);
        if (file.means() != Means.FILE) {
            throw new PayrollRefused("payment-no-file");
        }
        if (file.withdrawnOn() != null) {
            throw new PayrollRefused("payment-withdrawn");
        }
        LocalDate paidOn = file.paidOn();
        if (on.isAfter(LocalDate.now(clock))) {
            throw new InvalidField("on", "date-in-future", on);
        }
        if (on.isBefore(paidOn == null ? seen.month().atDay(1) : paidOn)) {
            throw new InvalidField(
                    "on", "withdrawn-before-paid", paidOn == null ? seen.month().atDay(1) : paidOn);
        }
        jdbc.sql("""
                        SELECT s.paid_entry_id FROM payslip s JOIN payroll_payment_slip p ON p.payslip_id = s.id
                        WHERE p.payment_id = ? AND s.paid_entry_id IS NOT NULL ORDER BY s.paid_entry_id""")
                .param(payment)
                .query(Long.class)
                .list()
                .forEach(entry -> ledger.reverse(entry, on, "Virement refusé par la banque, " + file.reference()));
        try {
            jdbc.sql("""
                            UPDATE payroll_payment SET withdrawn_on = :on, withdrawn_at = :at, withdrawn_by = :by,
                                withdrawn_by_name = :name, withdrawn_why = :why
                            WHERE id = :id""")
                    .param("on", on)
                    .param("at", Timestamp.from(clock.instant()))
                    .param("by", actor.accountable())
                    .param("name", actor.name())
                    .param("why", reason)
                    .param("id", payment)
                    .update();
        } catch (DataIntegrityViolationException e) {
            if (String.valueOf(e.getMessage()).contains("payroll_payment_corrected")) {
                throw new PayrollRefused("payment-corrected-since");
            }
            throw e;
        }
        jdbc.sql("UPDATE payroll_run SET state = 'POSTED', version = version + 1 WHERE id = ?")
                .param(run)
                .update();
        audit.record("payment-file.withdrawn", "payroll-run:" + run, file.reference());
        live.publish("payroll-run", run);
    }

    /**
     * Notes that some of those in no file were paid otherwise, and has it booked.
     *
     * @param slips theirs
     * @param reference what the books show, as a cheque's number
     */
    @Transactional
    public PayrollRuns.Started otherwise(UUID run, List<UUID> slips, LocalDate paidOn, String reference) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.TREASURER, Role.ACCOUNTANT);
        String noted = reference.strip();
        if (noted.isEmpty()) {
            throw new InvalidField("reference", "required");
        }
        if (noted.length() > LONGEST_REFERENCE) {
            throw new InvalidField("reference", "too-long", LONGEST_REFERENCE);
        }
        if (slips.isEmpty()) {
            throw new InvalidField("payslips", "required");
        }
        PayrollRun seen = runs.get(run);
        runs.requirePayDay(seen, paidOn);
        lock(run);
        requirePosted(run);
        Map<UUID, Due> open = due(run).stream().collect(Collectors.toMap(Due::payslip, Function.identity()));
        List<Due> paid = new ArrayList<>();
        for (UUID slip : new HashSet<>(slips)) {
            Due due = open.get(slip);
            if (due == null) {
                throw new PayrollRefused("payment-not-open");
            }
            paid.add(due);
        }
        keep(Ids.next(), run, Means.OTHER, noted, null, paid, paidOn);
        audit.record("payroll-run.paid-otherwise", "payroll-run:" + run, paidOn.toString());
        live.publish("payroll-run", run);
        return runs.book(run);
    }

    private void keep(
            UUID payment,
            UUID run,
            Means means,
            String reference,
            @Nullable UUID document,
            List<Due> due,
            @Nullable LocalDate paidOn) {
        Actor actor = CurrentTenant.actor();
        jdbc.sql("""
                        INSERT INTO payroll_payment (id, run_id, no, means, reference, document_id, slips, amount_cents, made_by,
                            made_by_name, made_at, paid_on, noted_by, noted_by_name)
                        SELECT :id, :run, coalesce(max(no), 0) + 1, :means, :reference, CAST(:document AS uuid), :slips, :amount, :by,
                            :name, :at, CAST(:on AS date), CAST(:noted AS uuid), CAST(:notedName AS varchar)
                        FROM payroll_payment WHERE run_id = :run""")
                .param("id", payment)
                .param("run", run)
                .param("means", means.name())
                .param("reference", reference)
                .param("document", document)
                .param("slips", due.size())
                .param(
                        "amount",
                        Money.sum(due.stream().map(Due::amount).toList()).cents())
                .param("by", actor.accountable())
                .param("name", actor.name())
                .param("at", Timestamp.from(clock.instant()))
                .param("on", paidOn)
                .param("noted", paidOn == null ? null : actor.accountable())
                .param("notedName", paidOn == null ? null : actor.name())
                .update();
        template.batchUpdate(
                "INSERT INTO payroll_payment_slip (payslip_id, payment_id, amount_cents) VALUES (?, ?, ?)",
                due.stream()
                        .map(one -> new Object[] {
                            one.payslip(), payment, one.amount().cents()
                        })
                        .toList());
    }

    /** One file as it was made. */
    @Transactional
    public byte[] content(UUID run, UUID payment) {
        CurrentTenant.actor().require(Role.PAYROLL_OFFICER, Role.TREASURER);
        UUID document = jdbc.sql(
                        "SELECT document_id FROM payroll_payment WHERE run_id = ? AND id = ? AND means = 'FILE'")
                .params(run, payment)
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> new NotFound("payment-file", payment));
        audit.record("payment-file.read", "payroll-run:" + run, payment.toString());
        return documents.content(document);
    }

    private void lock(UUID run) {
        jdbc.sql("SELECT id FROM payroll_run WHERE id = ? FOR UPDATE")
                .param(run)
                .query(UUID.class)
                .single();
    }

    private void requirePosted(UUID run) {
        PayrollRun now = runs.get(run);
        if (now.state() != PayrollRun.State.POSTED) {
            throw new PayrollRefused("run-state", now.state());
        }
    }
}
