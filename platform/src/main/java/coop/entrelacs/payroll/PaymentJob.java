package coop.entrelacs.payroll;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.payroll.PayrollRuns.RunParameters;
import coop.entrelacs.payroll.PayslipStore.Slip;
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

/** Books what is noted as paid of a run, a thousand a transaction; what was done before a crash is not done again. */
@Component
class PaymentJob implements JobHandler<RunParameters> {

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
    public Class<RunParameters> parameters() {
        return RunParameters.class;
    }

    @Override
    public JobReport run(RunParameters parameters, JobProgress progress) {
        long paid = 0;
        int done;
        do {
            done = Objects.requireNonNull(transaction.execute(tx -> some(parameters.run())));
            paid += done;
            progress.advance(done);
        } while (done > 0);
        PayrollRuns.settle(jdbc, live);
        live.publish("payroll-run", parameters.run());
        return JobReport.builder()
                .count("payslipsPaid", paid)
                .result("/payroll/runs/" + parameters.run())
                .build();
    }

    private int some(UUID run) {
        // The run's row is the lock: a second worker of the same job waits here and then finds nothing left.
        jdbc.sql("SELECT id FROM payroll_run WHERE id = ? FOR UPDATE")
                .param(run)
                .query(UUID.class)
                .single();
        Map<UUID, PayslipStore.Paid> paid = store.toBook(run, BOOK);
        if (paid.isEmpty()) {
            return 0;
        }
        List<Slip> slips = store.find("s.id IN (:ids) ORDER BY s.id", Map.of("ids", paid.keySet()));
        List<Long> ids = ledger.post(slips.stream()
                .map(slip -> PayslipEntry.payment(slip, rules, Objects.requireNonNull(paid.get(slip.id()))))
                .toList());
        template.batchUpdate(
                "UPDATE payslip SET paid_entry_id = ? WHERE id = ? AND paid_entry_id IS NULL",
                IntStream.range(0, ids.size())
                        .mapToObj(i -> new Object[] {ids.get(i), slips.get(i).id()})
                        .toList());
        return slips.size();
    }
}
