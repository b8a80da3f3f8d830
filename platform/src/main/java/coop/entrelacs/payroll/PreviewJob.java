package coop.entrelacs.payroll;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.payroll.PayrollRuns.RunParameters;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.LegalIdentities;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

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
    private final Members members;
    private final LiveUpdates live;
    private final JsonMapper json;

    PreviewJob(
            JdbcClient jdbc,
            org.springframework.transaction.PlatformTransactionManager transactions,
            Contracts contracts,
            PayrollSettingsHistory settings,
            LegalIdentities identities,
            SlipMaker maker,
            PayslipStore store,
            PayChoices choices,
            Members members,
            LiveUpdates live,
            JsonMapper json) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.contracts = contracts;
        this.settings = settings;
        this.identities = identities;
        this.maker = maker;
        this.store = store;
        this.choices = choices;
        this.members = members;
        this.live = live;
        this.json = json;
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
        record Dates(LocalDate month, LocalDate payDate) {}
        Dates dates = jdbc.sql("SELECT month, pay_date FROM payroll_run WHERE id = ?")
                .param(run)
                .query(Dates.class)
                .single();
        YearMonth month = YearMonth.from(dates.month());
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
                List<PayslipStore.Slip> made = maker.make(run, month, dates.payDate(), holds, employer, chunk, chosen);
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
        List<PayrollRun.Notice> notices = notices(month, paid, chosen);
        if (!notices.isEmpty()) {
            report.finding(JobReport.Severity.WARNING, null, null, "payroll-notices", notices.size());
        }
        jdbc.sql("UPDATE payroll_run SET state = 'PREVIEW', version = version + 1, notices = CAST(? AS jsonb)"
                        + " WHERE id = ? AND state = 'COMPUTING'")
                .params(json.writeValueAsString(notices), run)
                .update();
        live.publish("payroll-run", run);
        return report.count("payslips", paid.size() - stopped)
                .count("payslipsStopped", stopped)
                .total("netPaid", net)
                .total("employerCost", cost)
                .build();
    }

    /** What the officer should know of people who get no slip, or one too few. */
    private List<PayrollRun.Notice> notices(YearMonth month, List<ContractInForce> paid, Map<UUID, PayChoice> chosen) {
        Map<UUID, ContractInForce> byMember = new HashMap<>();
        paid.forEach(contract -> byMember.put(contract.member(), contract));
        List<PayrollRun.Notice> notices = new ArrayList<>();
        for (ContractInForce first : contracts.inForce(month.atDay(1), null)) {
            ContractInForce then = byMember.get(first.member());
            LocalDate last = first.lastDay();
            if (first.kind() == ContractKind.BUSINESS_SUPPORT) {
                if (then == null && last != null && !last.isAfter(month.atEndOfMonth())) {
                    notices.add(new PayrollRun.Notice("CAPE_ENDED", first.member(), first.memberName(), last));
                }
            } else if (then != null && !then.contract().equals(first.contract())) {
                notices.add(new PayrollRun.Notice("SECOND_CONTRACT", first.member(), first.memberName(), last));
            }
        }
        List<UUID> unpaid = chosen.keySet().stream()
                .filter(member -> !byMember.containsKey(member))
                .sorted()
                .toList();
        Map<UUID, MemberName> names = members.names(unpaid);
        for (UUID member : unpaid) {
            MemberName name = names.get(member);
            notices.add(new PayrollRun.Notice(
                    "CHOICE_WITHOUT_CONTRACT", member, name == null ? "" : name.displayName(), null));
        }
        return notices;
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
