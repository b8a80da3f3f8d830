package coop.entrelacs.payroll;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.payroll.PayrollRuns.PaymentParameters;
import coop.entrelacs.payroll.PayslipStore.Slip;
import coop.entrelacs.shared.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Books the transfers of a run, a thousand a transaction; what was done before a crash is not done again. */
@Component
class PaymentJob implements JobHandler<PaymentParameters> {

    static final String KIND = "payroll-payment";
    private static final int BOOK = 1000;

    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final TransactionTemplate transaction;
    private final PayslipStore store;
    private final Ledger ledger;
    private final LiveUpdates live;
    private final PostingRules rules = PostingRules.load();

    PaymentJob(
            JdbcClient jdbc,
            JdbcTemplate template,
            PlatformTransactionManager transactions,
            PayslipStore store,
            Ledger ledger,
            LiveUpdates live) {
        this.jdbc = jdbc;
        this.template = template;
        this.transaction = new TransactionTemplate(transactions);
        this.store = store;
        this.ledger = ledger;
        this.live = live;
    }

    @Override
    public String kind() {
        return "payroll-payment";
    }

    @Override
    public Class<PaymentParameters> parameters() {
        return PaymentParameters.class;
    }

    @Override
    public JobReport run(PaymentParameters parameters, JobProgress progress) {
        long paid = 0;
        int done;
        do {
            done = Objects.requireNonNull(transaction.execute(tx -> some(parameters)));
            paid += done;
            progress.advance(done);
        } while (done > 0);
        jdbc.sql("UPDATE payroll_run SET state = 'PAID', version = version + 1 WHERE id = ? AND state = 'POSTED'")
                .param(parameters.run())
                .update();
        live.publish("payroll-run", parameters.run());
        return JobReport.builder()
                .count("payslipsPaid", paid)
                .result("/payroll/runs/" + parameters.run())
                .build();
    }

    private int some(PaymentParameters run) {
        String state = jdbc.sql("SELECT state FROM payroll_run WHERE id = ? FOR UPDATE")
                .param(run.run())
                .query(String.class)
                .single();
        if (!state.equals("POSTED")) {
            return 0;
        }
        Map<UUID, Money> paidBefore = store.paidBefore(run.run());
        List<Slip> slips = new ArrayList<>();
        List<JournalEntry> entries = new ArrayList<>();
        for (Slip slip : store.find("""
                s.run_id = :run AND s.paid_entry_id IS NULL AND s.stopped IS NULL
                AND s.net_paid_cents - s.recovered_cents - s.deducted_cents
                    > coalesce((SELECT o.net_paid_cents - o.recovered_cents - o.deducted_cents FROM payslip o WHERE o.id = s.corrects), 0)
                ORDER BY s.id LIMIT\s""" + BOOK, Map.of("run", run.run()))) {
            Money due = slip.transferred().minus(paidBefore.getOrDefault(slip.id(), Money.ZERO));
            slips.add(slip);
            entries.add(PayslipEntry.payment(slip, rules, run.paidOn(), due));
        }
        if (slips.isEmpty()) {
            return 0;
        }
        List<Long> ids = ledger.post(entries);
        template.batchUpdate(
                "UPDATE payslip SET paid_entry_id = ? WHERE id = ? AND paid_entry_id IS NULL",
                IntStream.range(0, ids.size())
                        .mapToObj(i -> new Object[] {ids.get(i), slips.get(i).id()})
                        .toList());
        return slips.size();
    }
}
