package coop.entrelacs.payroll;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.payroll.PayrollRuns.RunParameters;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.LegalIdentities;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Computes a run's slips, some hundreds a transaction. Started again after a crash it throws the half-made preview away and computes
 * it whole: nobody has approved it.
 */
@Component
class PreviewJob implements JobHandler<RunParameters> {

    static final String KIND = "payroll-preview";
    private static final int CHUNK = 500;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Contracts contracts;
    private final PayrollSettingsHistory settings;
    private final LegalIdentities identities;
    private final SlipMaker maker;
    private final PayslipStore store;
    private final PayChoices choices;
    private final LiveUpdates live;

    PreviewJob(
            JdbcClient jdbc,
            org.springframework.transaction.PlatformTransactionManager transactions,
            Contracts contracts,
            PayrollSettingsHistory settings,
            LegalIdentities identities,
            SlipMaker maker,
            PayslipStore store,
            PayChoices choices,
            LiveUpdates live) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.contracts = contracts;
        this.settings = settings;
        this.identities = identities;
        this.maker = maker;
        this.store = store;
        this.choices = choices;
        this.live = live;
    }

    @Override
    public String kind() {
        return "payroll-preview";
    }

    @Override
    public Class<RunParameters> parameters() {
        return RunParameters.class;
    }

    @Override
    public JobReport run(RunParameters parameters, JobProgress progress) {
        UUID run = parameters.run();
        JobReport.Builder report = JobReport.builder().result("/payroll/runs/" + run);
        String state = jdbc.sql("SELECT state FROM payroll_run WHERE id = ?")
                .param(run)
                .query(String.class)
                .optional()
                .orElse("CANCELLED");
        if (!state.equals("COMPUTING")) {
            return report.build();
        }
        YearMonth month = YearMonth.from(jdbc.sql("SELECT month FROM payroll_run WHERE id = ?")
                .param(run)
                .query(LocalDate.class)
                .single());
        transaction.executeWithoutResult(tx -> jdbc.sql("SELECT discard_payslips(?)")
                .param(run)
                .query(Integer.class)
                .single());

        PayrollSettings holds = settings.on(month.atDay(1)).orElseThrow(PayrollSettings::missing);
        Employer employer = Employer.of(identities.current().legal(), holds);
        Map<UUID, PayChoice> chosen = choices.of(month);
        List<ContractInForce> paid = paid(month);
        progress.total(paid.size());
        long stopped = 0;
        Money net = Money.ZERO;
        Money cost = Money.ZERO;
        for (int from = 0; from < paid.size(); from += CHUNK) {
            List<ContractInForce> chunk = paid.subList(from, Math.min(paid.size(), from + CHUNK));
            List<PayslipStore.Slip> slips = java.util.Objects.requireNonNull(transaction.execute(tx -> {
                List<PayslipStore.Slip> made = maker.make(run, month, holds, employer, chunk, chosen);
                store.insert(made);
                return made;
            }));
            for (PayslipStore.Slip slip : slips) {
                if (slip.stopped() != null) {
                    stopped++;
                    report.finding(
                            JobReport.Severity.WARNING,
                            null,
                            null,
                            "payslip-stopped",
                            slip.employee().name(),
                            slip.stopped());
                } else {
                    net = net.plus(slip.pay().netPaid());
                    cost = cost.plus(slip.pay().employerCost());
                }
            }
            progress.advance(chunk.size());
        }
        Collection<UUID> withContract =
                paid.stream().map(ContractInForce::member).toList();
        long without = chosen.keySet().stream()
                .filter(member -> !withContract.contains(member))
                .count();
        if (without > 0) {
            report.finding(JobReport.Severity.WARNING, null, null, "choice-without-contract", without);
        }
        jdbc.sql("UPDATE payroll_run SET state = 'PREVIEW', version = version + 1 WHERE id = ? AND state = 'COMPUTING'")
                .param(run)
                .update();
        live.publish("payroll-run", run);
        return report.count("payslips", paid.size() - stopped)
                .count("payslipsStopped", stopped)
                .total("netPaid", net)
                .total("employerCost", cost)
                .build();
    }

    /** Everyone with a paid contract on some day of the month: at its end, or at its beginning for those who left. */
    private List<ContractInForce> paid(YearMonth month) {
        Map<UUID, ContractInForce> byMember = new LinkedHashMap<>();
        contracts.inForce(month.atEndOfMonth(), null).forEach(c -> byMember.put(c.member(), c));
        contracts.inForce(month.atDay(1), null).forEach(c -> byMember.putIfAbsent(c.member(), c));
        return byMember.values().stream()
                .filter(contract -> contract.kind() != ContractKind.BUSINESS_SUPPORT)
                .toList();
    }
}
