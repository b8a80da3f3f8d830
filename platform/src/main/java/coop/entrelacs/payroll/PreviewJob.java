package coop.entrelacs.payroll;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.ContractSpan;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberName;
import coop.entrelacs.members.Members;
import coop.entrelacs.payroll.PayrollRuns.RunParameters;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.LegalIdentities;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    private static final int MONTHS_LOOKED_BACK = 12;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Contracts contracts;
    private final PayrollSettingsHistory settings;
    private final LegalIdentities identities;
    private final SlipMaker maker;
    private final ForgottenPay forgotten;
    private final PayslipStore store;
    private final PayChoices choices;
    private final Members members;
    private final LiveUpdates live;
    private final JsonMapper json;
    private final Clock clock;

    PreviewJob(
            JdbcClient jdbc,
            org.springframework.transaction.PlatformTransactionManager transactions,
            Contracts contracts,
            PayrollSettingsHistory settings,
            LegalIdentities identities,
            SlipMaker maker,
            ForgottenPay forgotten,
            PayslipStore store,
            PayChoices choices,
            Members members,
            LiveUpdates live,
            JsonMapper json,
            Clock clock) {
        this.clock = clock;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.contracts = contracts;
        this.settings = settings;
        this.identities = identities;
        this.maker = maker;
        this.forgotten = forgotten;
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
        record Dates(LocalDate month, LocalDate payDate, String kind, long nth) {}
        Dates dates = jdbc.sql("""
                        SELECT r.month, r.pay_date, r.kind, (SELECT count(*) FROM payroll_run o
                            WHERE o.month = r.month AND o.kind = r.kind AND o.state <> 'CANCELLED') AS nth
                        FROM payroll_run r WHERE r.id = ?""").param(run).query(Dates.class).single();
        YearMonth month = YearMonth.from(dates.month());
        transaction.executeWithoutResult(tx -> jdbc.sql("SELECT discard_payslips(?)")
                .param(run)
                .query(Integer.class)
                .single());

        PayrollSettings holds = settings.on(month.atDay(1)).orElseThrow(PayrollSettings::missing);
        Employer employer = holds.employer(identities.current().legal());
        SlipMaker.Chosen chosen = choices.of(month);
        List<ContractSpan> all = contracts.during(month.atDay(1), month.atEndOfMonth());
        List<ContractSpan> employed = all.stream()
                .filter(span -> span.contract().kind() != ContractKind.BUSINESS_SUPPORT)
                .toList();
        boolean complement = dates.kind().equals(PayrollRun.Kind.COMPLEMENT.name());
        List<ContractSpan> paid = complement ? forgotten.among(month, employed) : employed;
        SlipMaker.Numbers numbers = SlipMaker.Numbers.of(month, employed, complement ? dates.nth() : 0);
        progress.total(paid.size());
        long stopped = 0;
        Money net = Money.ZERO;
        Money cost = Money.ZERO;
        int to;
        for (int from = 0; from < paid.size(); from = to) {
            to = Math.min(paid.size(), from + CHUNK);
            // A member's contracts stay together: the second slip begins where the first one ends.
            while (to < paid.size() && member(paid, to).equals(member(paid, to - 1))) {
                to++;
            }
            List<ContractSpan> chunk = paid.subList(from, to);
            List<PayslipStore.Slip> slips = java.util.Objects.requireNonNull(transaction.execute(tx -> {
                List<PayslipStore.Slip> made =
                        maker.make(run, numbers, dates.payDate(), holds, employer, chunk, chosen);
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
        // A complement is about its own people; the rest was said by the month's run.
        List<PayrollRun.Notice> notices = complement ? List.of() : notices(month, all, chosen);
        if (!notices.isEmpty()) {
            report.finding(JobReport.Severity.WARNING, null, null, "payroll-notices", notices.size());
        }
        jdbc.sql("UPDATE payroll_run SET state = 'PREVIEW', version = version + 1, notices = CAST(? AS jsonb),"
                        + " previewed_at = ? WHERE id = ? AND state = 'COMPUTING'")
                .params(json.writeValueAsString(notices), Timestamp.from(clock.instant()), run)
                .update();
        live.publish("payroll-run", run);
        return report.count("payslips", paid.size() - stopped)
                .count("payslipsStopped", stopped)
                .total("netPaid", net)
                .total("employerCost", cost)
                .build();
    }

    private static UUID member(List<ContractSpan> spans, int index) {
        return spans.get(index).contract().member();
    }

    /** What the officer should know of people who get no slip, or more than one, or none for an earlier month. */
    private List<PayrollRun.Notice> notices(YearMonth month, List<ContractSpan> all, SlipMaker.Chosen chosen) {
        Map<UUID, ContractSpan> paid = new LinkedHashMap<>();
        List<PayrollRun.Notice> notices = new ArrayList<>();
        for (ContractSpan span : all) {
            if (span.contract().kind() != ContractKind.BUSINESS_SUPPORT
                    && paid.put(span.contract().member(), span) != null) {
                notices.add(new PayrollRun.Notice(
                        "SECOND_CONTRACT",
                        span.contract().member(),
                        span.contract().memberName(),
                        span.firstDay()));
            }
        }
        for (ContractSpan span : all) {
            LocalDate last = span.contract().lastDay();
            if (span.contract().kind() == ContractKind.BUSINESS_SUPPORT
                    && last != null
                    && !last.isAfter(month.atEndOfMonth())
                    && !paid.containsKey(span.contract().member())
                    && all.stream()
                            .noneMatch(other -> other.contract()
                                            .member()
                                            .equals(span.contract().member())
                                    && other.firstDay().isAfter(last))) {
                notices.add(new PayrollRun.Notice(
                        "CAPE_ENDED", span.contract().member(), span.contract().memberName(), last));
            }
        }
        // Days of contract of the year before that no slip paid: each month's complement pays them.
        for (ForgottenPay.Gap gap : forgotten.of(month.minusMonths(MONTHS_LOOKED_BACK), month.minusMonths(1))) {
            notices.add(new PayrollRun.Notice("FORGOTTEN_MONTH", gap.member(), gap.memberName(), gap.firstDay()));
        }
        Set<UUID> choosing = new TreeSet<>(chosen.choices().keySet());
        choosing.addAll(chosen.unreadable().keySet());
        List<UUID> unpaid =
                choosing.stream().filter(member -> !paid.containsKey(member)).toList();
        Map<UUID, MemberName> names = members.names(unpaid);
        for (UUID member : unpaid) {
            MemberName name = names.get(member);
            notices.add(new PayrollRun.Notice(
                    "CHOICE_WITHOUT_CONTRACT", member, name == null ? "" : name.displayName(), null));
        }
        return notices;
    }
}
