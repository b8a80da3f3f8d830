package coop.entrelacs.payroll;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.members.ContractInForce;
import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Draws the true-ups of a year, one entrepreneur a transaction; begun again after a crash it finds those that are there. */
@Component
class AnnualTrueUpJob implements JobHandler<AnnualTrueUpJob.Year> {

    static final String KIND = "annual-true-up";

    /** @param approvedOn the day of the meeting that approved the accounts */
    record Year(LocalDate firstDay, LocalDate lastDay, LocalDate approvedOn) {}

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Contracts contracts;
    private final ActivityPay activityPay;
    private final LiveUpdates live;
    private final Clock clock;

    AnnualTrueUpJob(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            Contracts contracts,
            ActivityPay activityPay,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.contracts = contracts;
        this.activityPay = activityPay;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "annual-true-up";
    }

    @Override
    public Class<Year> parameters() {
        return Year.class;
    }

    @Override
    public JobReport run(Year year, JobProgress progress) {
        List<ContractInForce> entrepreneurs = contracts.inForce(year.lastDay(), ContractKind.ENTREPRENEUR_EMPLOYEE);
        progress.total(entrepreneurs.size());
        long drawn = 0;
        long over = 0;
        Money owed = Money.ZERO;
        for (ContractInForce one : entrepreneurs) {
            progress.checkCancelled();
            Optional<Money> amount = Objects.requireNonNull(transaction.execute(tx -> draw(one.member(), year)));
            if (amount.isPresent()) {
                drawn++;
                over += amount.get().isNegative() ? 1 : 0;
                owed = owed.plus(amount.get().max(Money.ZERO));
            }
            progress.advance(1);
        }
        live.publish("payroll-run", new UUID(0, 0));
        return JobReport.builder()
                .count("trueUps", drawn)
                .count("trueUpsOver", over)
                .total("trueUpsOwed", owed)
                .build();
    }

    private Optional<Money> draw(UUID member, Year year) {
        PayFromActivity closed = activityPay.on(member, year.lastDay()).orElse(null);
        if (closed == null) {
            return Optional.empty();
        }
        int rows = jdbc.sql("""
                        INSERT INTO annual_true_up (id, member_id, year_first_day, year_last_day, approved_on, due_by,
                            distributable_cents, paid_cents, amount_cents, drawn_by, drawn_at)
                        VALUES (:id, :member, :first, :last, :approved, :due, :distributable, :paid, :amount, :by, :at)
                        ON CONFLICT (member_id, year_first_day) DO NOTHING""")
                .param("id", Ids.next())
                .param("member", member)
                .param("first", year.firstDay())
                .param("last", year.lastDay())
                .param("approved", year.approvedOn())
                .param("due", PayFromActivity.trueUpBy(year.approvedOn()))
                .param("distributable", closed.distributable().cents())
                .param("paid", closed.alreadySpent().minus(closed.owedBefore()).cents())
                .param("amount", closed.trueUp().cents())
                .param("by", CurrentTenant.actor().subject())
                .param("at", Timestamp.from(clock.instant()))
                .update();
        return rows == 0 ? Optional.empty() : Optional.of(closed.trueUp());
    }
}
