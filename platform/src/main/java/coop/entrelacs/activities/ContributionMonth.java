package coop.entrelacs.activities;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Closes a month's contributions for every activity: fixed parts, minimums of periods that end, what waited for the month's end. Each
 * activity is closed in its own transaction and once, so a job that was killed or started twice ends in the same books.
 */
@Service
public class ContributionMonth implements JobHandler<ContributionMonth.Parameters> {

    static final String KIND = "contribution-month";

    private final Jobs jobs;
    private final ContributionActivities activities;
    private final ContributionCharges charges;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ContributionMonth(
            Jobs jobs,
            ContributionActivities activities,
            ContributionCharges charges,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Clock clock) {
        this.jobs = jobs;
        this.activities = activities;
        this.charges = charges;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** The month to close. */
    public record Parameters(YearMonth month) {}

    /**
     * Queues the closing of a month.
     *
     * @return the job
     * @throws InvalidField if the month is not over
     */
    @Transactional
    public UUID close(YearMonth month) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        if (month == null) {
            throw new InvalidField("month", "required");
        }
        if (!month.isBefore(YearMonth.now(clock))) {
            throw new InvalidField("month", "month-not-over", month);
        }
        return jobs.submit(KIND, new Parameters(month));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public JobReport run(Parameters parameters, JobProgress progress) {
        YearMonth month = parameters.month();
        transaction.executeWithoutResult(_ -> jdbc.sql("""
            INSERT INTO contribution_closing (month_end, closed_at) VALUES (:last, :at) ON CONFLICT DO NOTHING\
            """)
                .param("last", month.atEndOfMonth())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .update());
        List<UUID> open = Objects.requireNonNull(transaction.execute(_ -> activities.toClose(month)));
        progress.total(open.size());
        JobReport.Builder report = JobReport.builder();
        Money sum = Money.ZERO;
        long charged = 0;
        for (UUID activity : open) {
            try {
                Money amount = charges.closeMonth(activity, month);
                sum = sum.plus(amount);
                charged += amount.isZero() ? 0 : 1;
            } catch (Refusal refusal) {
                // One activity that the books refuse must not keep the others open; its month stays open and the next
                // run takes it.
                report.finding(
                        JobReport.Severity.ERROR,
                        null,
                        null,
                        "contribution-activity-refused",
                        activity,
                        refusal.code());
            }
            progress.advance(1);
        }
        return report.count("activities", open.size())
                .count("contributionsCharged", charged)
                .total("contribution", sum)
                .build();
    }
}
