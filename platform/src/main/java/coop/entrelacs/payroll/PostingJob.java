package coop.entrelacs.payroll;

import coop.entrelacs.documents.Document;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.funds.FundRepayments;
import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.ledger.ThirdParties;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.payroll.PayrollRuns.RunParameters;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Books an approved run, prints its slips and makes its payment file. Every step takes what is not done yet and marks it done in the
 * transaction that does it, so a job killed anywhere goes on where it was and nothing is done twice.
 */
@Component
class PostingJob implements JobHandler<RunParameters> {

    static final String KIND = "payroll-posting";
    private static final int BOOK = 1000;
    private static final int PRINT = 20;

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final TransactionTemplate transaction;
    private final PayslipStore store;
    private final PayProfiles profiles;
    private final PayslipPrinter printer;
    private final Ledger ledger;
    private final Accounts accounts;
    private final ThirdParties thirdParties;
    private final Documents documents;
    private final FundRepayments repayments;
    private final JsonMapper json;
    private final PayrollPayments payments;
    private final LiveUpdates live;
    private final Clock clock;
    private final PostingRules rules = PostingRules.load();

    PostingJob(
            JdbcClient jdbc,
            JdbcTemplate template,
            PlatformTransactionManager transactions,
            PayslipStore store,
            PayProfiles profiles,
            PayslipPrinter printer,
            Ledger ledger,
            Accounts accounts,
            ThirdParties thirdParties,
            Documents documents,
            FundRepayments repayments,
            JsonMapper json,
            PayrollPayments payments,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.template = template;
        this.transaction = new TransactionTemplate(transactions);
        this.store = store;
        this.profiles = profiles;
        this.printer = printer;
        this.ledger = ledger;
        this.accounts = accounts;
        this.thirdParties = thirdParties;
        this.documents = documents;
        this.repayments = repayments;
        this.json = json;
        this.payments = payments;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "payroll-posting";
    }

    @Override
    public Class<RunParameters> parameters() {
        return RunParameters.class;
    }

    record Approved(UUID id, LocalDate payDate) {}

    @Override
    public JobReport run(RunParameters parameters, JobProgress progress) {
        JobReport.Builder report = JobReport.builder().result("/payroll/runs/" + parameters.run());
        Approved run = jdbc.sql("SELECT id, pay_date FROM payroll_run WHERE id = ? AND state = 'APPROVED'")
                .param(parameters.run())
                .query(Approved.class)
                .optional()
                .orElse(null);
        if (run == null) {
            return report.build();
        }
        long slips = jdbc.sql("SELECT count(*) FROM payslip WHERE run_id = ? AND stopped IS NULL")
                .param(run.id())
                .query(Long.class)
                .single();
        progress.total(slips * 2);
        long booked = book(run, progress);
        long printed = print(run, progress);
        UUID paymentFile = Objects.requireNonNull(
                        transaction.execute(tx -> payments.firstFile(run.id(), run.payDate())))
                .orElse(null);
        int done = jdbc.sql("UPDATE payroll_run SET state = 'POSTED', version = version + 1, posted_at = ?,"
                        + " payment_document_id = ? WHERE id = ? AND state = 'APPROVED'")
                .param(Timestamp.from(clock.instant()))
                .param(paymentFile)
                .param(run.id())
                .update();
        if (done == 1) {
            live.publish("payroll-run", run.id());
        }
        PayrollRuns.settle(jdbc, live);
        return report.count("payslipsBooked", booked)
                .count("payslipsPrinted", printed)
                .build();
    }

    private long book(Approved run, JobProgress progress) {
        transaction.executeWithoutResult(tx -> rules.accounts().forEach(accounts::ensure));
        long booked = 0;
        while (true) {
            int done = Objects.requireNonNull(transaction.execute(tx -> bookSome(run)));
            if (done == 0) {
                return booked;
            }
            booked += done;
            progress.advance(done);
        }
    }

    private int bookSome(Approved run) {
        // The run's row is the lock: a second worker of the same job waits here and then finds nothing left.
        jdbc.sql("SELECT id FROM payroll_run WHERE id = ? FOR UPDATE")
                .param(run.id())
                .query(UUID.class)
                .single();
        List<Slip> slips = store.find(
                "s.run_id = :run AND s.entry_id IS NULL AND s.stopped IS NULL ORDER BY s.id LIMIT " + BOOK,
                Map.of("run", run.id()));
        if (slips.isEmpty()) {
            return 0;
        }
        List<JournalEntry> entries = new ArrayList<>(slips.size());
        thirdParties.ensureAll(slips.stream()
                .map(slip -> new ThirdParties.ThirdParty(
                        PayslipEntry.thirdParty(slip.employee()),
                        ThirdParties.Kind.EMPLOYEE,
                        slip.employee().name()))
                .distinct()
                .toList());
        for (Slip slip : slips) {
            entries.add(PayslipEntry.of(slip, rules, run.payDate()));
        }
        giveBack(slips, run.payDate());
        List<Long> ids = ledger.post(entries);
        template.batchUpdate(
                "UPDATE payslip SET entry_id = ? WHERE id = ? AND entry_id IS NULL",
                IntStream.range(0, ids.size())
                        .mapToObj(i -> new Object[] {ids.get(i), slips.get(i).id()})
                        .toList());
        for (Slip slip : slips) {
            if (slip.corrects() != null) {
                reverseOriginal(run, slip.corrects());
                reopen(slip, slip.corrects());
                claim(slip, run.payDate());
            } else if (slip.recovered().isPositive()) {
                recover(slip);
            }
        }
        return slips.size();
    }

    /**
     * Tells the funds what the slips withhold, in the transaction that books them: both or neither. Where a loan came back otherwise
     * since the approval less is taken, and the slip says so before it is printed and paid. A corrected slip told it already.
     */
    private void giveBack(List<Slip> slips, LocalDate payDate) {
        List<FundRepayments.OnPayslip> told = slips.stream()
                .filter(slip -> slip.corrects() == null)
                .flatMap(slip -> slip.deductions().stream()
                        .map(one -> new FundRepayments.OnPayslip(
                                PayslipEntry.source(slip.id()),
                                one.request(),
                                slip.employee().member(),
                                one.amount(),
                                slip.pay().netPaid())))
                .toList();
        if (told.isEmpty()) {
            return;
        }
        Map<FundRepayments.OnPayslip, FundRepayments.Taken> less = repayments.withhold(told, payDate);
        if (less.isEmpty()) {
            return;
        }
        Map<String, FundRepayments.Taken> taken = new HashMap<>();
        less.forEach((one, instead) -> taken.put(one.payslip() + one.request(), instead));
        for (Slip slip : slips) {
            List<Withheld> now = slip.deductions().stream()
                    .map(one -> {
                        FundRepayments.Taken instead = taken.get(PayslipEntry.source(slip.id()) + one.request());
                        return instead == null ? Optional.of(one) : one.taking(instead.amount(), instead.owed());
                    })
                    .flatMap(Optional::stream)
                    .toList();
            if (slip.corrects() == null && !now.equals(slip.deductions())) {
                jdbc.sql("UPDATE payslip SET deductions = CAST(? AS jsonb), deducted_cents = ? WHERE id = ?")
                        .params(json.writeValueAsString(now), Withheld.sum(now).cents(), slip.id())
                        .update();
            }
        }
    }

    /**
     * What the slips before the right one really paid beyond it is a claim; a claim that they made and the right one does not is given up.
     * So the person's account holds what is still to pay them, and nothing else.
     */
    private void claim(Slip slip, LocalDate payDate) {
        long received = jdbc.sql("SELECT payslip_received(?)")
                .param(slip.id())
                .query(Long.class)
                .single();
        record Claim(UUID id, long open) {}
        List<Claim> claims = jdbc.sql("""
                        WITH RECURSIVE chain AS (
                            SELECT id, corrects FROM payslip WHERE id = ?
                            UNION ALL SELECT o.id, o.corrects FROM chain c JOIN payslip o ON o.id = c.corrects)
                        SELECT a.id, a.amount_cents - a.recovered_cents AS open FROM pay_advance a JOIN chain ON chain.id = a.payslip_id
                        WHERE a.recovered_cents < a.amount_cents ORDER BY a.id DESC FOR UPDATE OF a""").param(slip.id()).query(Claim.class).list();
        long open = claims.stream().mapToLong(Claim::open).sum();
        long more = Math.max(0, received - slip.transferred().cents()) - open;
        if (more == 0) {
            return;
        }
        if (more > 0) {
            jdbc.sql("INSERT INTO pay_advance (id, member_id, paid_on, amount_cents, kind, payslip_id)"
                            + " VALUES (?, ?, ?, ?, 'OVERPAYMENT', ?)")
                    .params(Ids.next(), slip.employee().member(), payDate, more, slip.id())
                    .update();
        } else {
            long left = -more;
            for (Claim claim : claims) {
                long back = Math.min(left, claim.open());
                jdbc.sql("UPDATE pay_advance SET recovered_cents = recovered_cents + ? WHERE id = ?")
                        .params(back, claim.id())
                        .update();
                left -= back;
            }
        }
        ledger.post(List.of(PayslipEntry.overpaid(slip, rules, payDate, Money.ofCents(more))));
    }

    /** What the right slip no longer takes of the advances that the wrong one took is open again. */
    private void reopen(Slip slip, UUID original) {
        long left = jdbc.sql("SELECT recovered_cents FROM payslip WHERE id = ?")
                        .param(original)
                        .query(Long.class)
                        .single()
                - slip.recovered().cents();
        record Taken(UUID id, long recovered) {}
        for (Taken advance : left <= 0
                ? List.<Taken>of()
                : jdbc.sql("""
                        SELECT id, recovered_cents AS recovered FROM pay_advance
                        WHERE member_id = ? AND recovered_cents > 0 ORDER BY paid_on DESC, id DESC FOR UPDATE""")
                        .param(slip.employee().member())
                        .query(Taken.class)
                        .list()) {
            long back = Math.min(left, advance.recovered());
            jdbc.sql("UPDATE pay_advance SET recovered_cents = recovered_cents - ? WHERE id = ?")
                    .params(back, advance.id())
                    .update();
            left -= back;
        }
    }

    private void reverseOriginal(Approved run, UUID original) {
        Long entry = jdbc.sql("SELECT entry_id FROM payslip WHERE id = ?")
                .param(original)
                .query(Long.class)
                .single();
        ledger.reverse(entry, run.payDate(), "Annule et remplace le bulletin " + original);
    }

    /** Advances before what was paid too much, the oldest first; the check on the table keeps two runs from taking the same cent. */
    private void recover(Slip slip) {
        long left = slip.recovered().cents();
        record Open(UUID id, long open) {}
        for (Open advance :
                jdbc.sql("""
                        SELECT id, amount_cents - recovered_cents AS open FROM pay_advance
                        WHERE member_id = ? AND recovered_cents < amount_cents ORDER BY kind, paid_on, id FOR UPDATE""").param(slip.employee().member()).query(Open.class).list()) {
            long taken = Math.min(left, advance.open());
            jdbc.sql("UPDATE pay_advance SET recovered_cents = recovered_cents + ? WHERE id = ?")
                    .params(taken, advance.id())
                    .update();
            left -= taken;
            if (left == 0) {
                return;
            }
        }
        throw new IllegalStateException("advances of " + slip.employee().number() + " were recovered elsewhere");
    }

    private long print(Approved run, JobProgress progress) {
        long printed = 0;
        while (true) {
            progress.checkCancelled();
            List<Slip> slips = store.find(
                    "s.run_id = :run AND s.document_id IS NULL AND s.stopped IS NULL AND s.entry_id IS NOT NULL"
                            + " ORDER BY s.id LIMIT " + PRINT,
                    Map.of("run", run.id()));
            if (slips.isEmpty()) {
                return printed;
            }
            Map<UUID, PayProfiles.Sealed> sealed = profiles.unsealed(
                    slips.stream().map(s -> s.employee().member()).toList());
            Map<UUID, PayslipStore.YearSums> years = store.yearSums(
                    slips.stream().map(s -> s.employee().member()).toList(),
                    slips.getFirst().month());
            // Printing is arithmetic and fonts, no database: all cores share it; keeping is this thread's, bound to the
            // tenant.
            List<byte[]> papers = slips.parallelStream()
                    .map(slip -> printer.print(
                            slip,
                            run.payDate(),
                            sealed.getOrDefault(slip.employee().member(), PayProfiles.Sealed.NONE)
                                    .nir(),
                            years.getOrDefault(slip.employee().member(), PayslipStore.YearSums.NONE)))
                    .toList();
            transaction.executeWithoutResult(tx -> {
                for (int i = 0; i < slips.size(); i++) {
                    keep(slips.get(i), papers.get(i));
                }
            });
            printed += slips.size();
            progress.advance(slips.size());
        }
    }

    private void keep(Slip slip, byte[] paper) {
        Document kept = documents.store("bulletin-" + slip.number() + ".pdf", "application/pdf", paper);
        int first = jdbc.sql("UPDATE payslip SET document_id = ? WHERE id = ? AND document_id IS NULL")
                .params(kept.id(), slip.id())
                .update();
        if (first == 0) {
            throw new IllegalStateException("slip " + slip.id() + " was printed by someone else meanwhile");
        }
        live.publish("payslip", slip.employee().member());
    }
}
