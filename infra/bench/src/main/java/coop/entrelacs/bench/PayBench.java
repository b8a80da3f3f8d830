package coop.entrelacs.bench;

import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.payroll.Establishment;
import coop.entrelacs.payroll.PayCalculator;
import coop.entrelacs.payroll.PayInput;
import coop.entrelacs.payroll.PayTarget;
import coop.entrelacs.payroll.PayrollParameters;
import coop.entrelacs.payroll.PayrollRun;
import coop.entrelacs.payroll.PayrollRuns;
import coop.entrelacs.payroll.PayrollSettings;
import coop.entrelacs.payroll.PayrollSettingsHistory;
import coop.entrelacs.payroll.WorkingTime;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The engine alone, and runs of the payroll from preview to the last paper. */
final class PayBench {

    private static final int SLIPS = 20_000;
    private static final int INVERSIONS = 3_000;
    private static final int COOPERATIVE = 700;
    private static final int LARGEST = 35_000;
    private static final Establishment EMPLOYER =
            new Establishment(300, Rate.percent("2.08"), Rate.percent("2.95"), false, Rate.ZERO);
    private static final PayInput.HealthCover COVER = new PayInput.HealthCover(Money.of("40.00"), Rate.percent("50"));

    private final Deployment deployment;
    private final JdbcClient jdbc;
    private final PayrollRuns runs;
    private final Jobs jobs;
    private final YearMonth month;

    PayBench(Deployment deployment) {
        this.deployment = deployment;
        this.jdbc = deployment.bean(JdbcClient.class);
        this.runs = deployment.bean(PayrollRuns.class);
        this.jobs = deployment.bean(Jobs.class);
        this.month = YearMonth.now(deployment.bean(Clock.class));
    }

    void run(List<Result> results) throws Exception {
        engine(results);
        cooperative(results);
        largest(results);
    }

    /** One core, no database: what the engine itself takes. */
    private void engine(List<Result> results) {
        PayCalculator calculator = new PayCalculator(PayrollParameters.load());
        Random random = new Random(7);
        List<PayInput> gross = inputs(random, SLIPS, PayTarget.Gross::new);
        List<PayInput> budgets = inputs(random, INVERSIONS, PayTarget.EmployerCost::new);
        List<PayInput> nets = inputs(random, INVERSIONS, PayTarget.NetBeforeTax::new);
        for (int warm = 0; warm < 3; warm++) {
            aSecond(calculator, gross);
            aSecond(calculator, budgets);
            aSecond(calculator, nets);
        }
        double straight = aSecond(calculator, gross);
        results.add(new Result(
                "the pay engine on one core, gross to every line", straight, Double.NaN, "/s", straight, 20_000, true));
        results.add(Result.share(
                "from a budget to the highest gross, against gross to lines",
                aSecond(calculator, budgets),
                straight,
                0));
        results.add(Result.share(
                "from a net to the highest gross, against gross to lines", aSecond(calculator, nets), straight, 0));
    }

    private interface Target {
        PayTarget of(Money amount);
    }

    private List<PayInput> inputs(Random random, int count, Target target) {
        List<PayInput> inputs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            inputs.add(new PayInput(
                    LocalDate.of(2026, 1 + random.nextInt(12), 1),
                    random.nextInt(10) == 0,
                    random.nextInt(5) == 0,
                    random.nextInt(4) == 0
                            ? new WorkingTime.PartTime(new BigDecimal(14 + random.nextInt(20)))
                            : random.nextBoolean() ? new WorkingTime.FullTime() : new WorkingTime.EquivalentHours(),
                    target.of(Money.ofCents(150_000 + random.nextInt(700_000))),
                    List.of(),
                    Money.ZERO,
                    COVER,
                    null,
                    random.nextBoolean() ? Rate.percent("7.3") : null,
                    EMPLOYER,
                    null));
        }
        return inputs;
    }

    private static double aSecond(PayCalculator calculator, List<PayInput> inputs) {
        long sum = 0;
        long start = System.nanoTime();
        for (PayInput input : inputs) {
            sum += calculator.calculate(input).netPaid().cents();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (sum == 42) {
            throw new IllegalStateException("the compiler must not leave the work out");
        }
        return inputs.size() / seconds;
    }

    /** @param posted preview and entries, in seconds; what waits for the scheduler is not counted */
    private record Ran(double posted, double printed, long heap) {}

    private void cooperative(List<Result> results) throws Exception {
        run(paying(COOPERATIVE)); // warms the compiler and the fonts
        TenantId tenant = paying(COOPERATIVE);
        Ran ran = run(tenant);
        deployment.tenants.upgradeTo("db/bench/plain-slips.yaml");
        double limit = oneCommit(tenant);
        results.add(Result.cost(
                "a run of %d, computed and booked, against one commit of the same rows without key or check"
                        .formatted(COOPERATIVE),
                ran.posted() * 1000,
                limit * 1000,
                5));
        results.add(Result.time("a run of %d, computed and booked".formatted(COOPERATIVE), ran.posted(), 1, "s"));
        results.add(Result.time("its %d payslips as PDF/A, kept".formatted(COOPERATIVE), ran.printed(), 60, "s"));
    }

    /** Booked but not printed to the end: memory shows in computing, booking and the first papers. */
    private void largest(List<Result> results) throws Exception {
        long small = run(paying(COOPERATIVE), false).heap();
        Ran ran = run(paying(LARGEST), false);
        results.add(Result.time("a run of %,d, computed and booked".formatted(LARGEST), ran.posted(), 120, "s"));
        results.add(new Result(
                "live memory of that run, above that of a run of %d".formatted(COOPERATIVE),
                Math.max(0, ran.heap() - small) / 1e6,
                Double.NaN,
                "MB",
                Math.max(0, ran.heap() - small) / 1e6,
                150,
                false));
    }

    private Ran run(TenantId tenant) throws Exception {
        return run(tenant, true);
    }

    private Ran run(TenantId tenant, boolean toTheLastPaper) throws Exception {
        Actor officer = new Actor(tenant, UUID.randomUUID(), "Paie", Set.of(Role.PAYROLL_OFFICER));
        Actor manager = new Actor(tenant, UUID.randomUUID(), "Direction", Set.of(Role.MANAGER));
        try (Heap heap = new Heap()) {
            PayrollRuns.Started preview = CurrentTenant.call(officer, () -> runs.start(month, month.atEndOfMonth()));
            double computed = took(officer, preview.job());
            PayrollRun seen = CurrentTenant.call(officer, () -> runs.get(preview.run()));
            PayrollRuns.Started posting = CurrentTenant.call(manager, () -> runs.approve(seen.id(), seen.version()));
            while (job(officer, posting.job()).startedAt() == null) {
                Thread.sleep(2);
            }
            long start = System.nanoTime();
            while (left(officer, seen.id()) > 0) {
                Thread.sleep(5);
            }
            double booked = (System.nanoTime() - start) / 1e9;
            if (!toTheLastPaper) {
                CurrentTenant.call(manager, () -> {
                    jobs.cancel(posting.job());
                    return null;
                });
                ended(officer, posting.job());
                return new Ran(computed + booked, 0, heap.most());
            }
            start = System.nanoTime();
            ended(officer, posting.job());
            return new Ran(computed + booked, (System.nanoTime() - start) / 1e9, heap.most());
        }
    }

    private long left(Actor actor, UUID run) throws Exception {
        return CurrentTenant.call(
                actor,
                () -> jdbc.sql("SELECT count(*) FROM (SELECT FROM payslip WHERE run_id = ? AND entry_id IS NULL"
                                + " AND stopped IS NULL LIMIT 1) s")
                        .param(run)
                        .query(Long.class)
                        .single());
    }

    private Job job(Actor actor, UUID job) throws Exception {
        return CurrentTenant.call(actor, () -> jobs.get(job));
    }

    private Job ended(Actor actor, UUID job) throws Exception {
        Job now = job(actor, job);
        while (!now.state().ended()) {
            Thread.sleep(5);
            now = job(actor, job);
        }
        return now;
    }

    private double took(Actor actor, UUID id) throws Exception {
        Job end = ended(actor, id);
        if (end.state() != Job.State.SUCCEEDED) {
            throw new IllegalStateException("the preview failed: " + end.report());
        }
        return Duration.between(Objects.requireNonNull(end.startedAt()), Objects.requireNonNull(end.endedAt()))
                        .toNanos()
                / 1e9;
    }

    /** The rows of the run again: as many slips, entries and lines in one transaction, into tables without a rule. */
    private double oneCommit(TenantId tenant) throws Exception {
        record Slip(UUID id, UUID member, String number, String employee, String employer, String calculation) {}
        List<Slip> slips = Deployment.in(
                tenant,
                () -> jdbc.sql("SELECT id, member_id AS member, number, employee::text AS employee,"
                                + " employer::text AS employer, calculation::text AS calculation FROM payslip")
                        .query(Slip.class)
                        .list());
        long lines = Deployment.in(
                tenant,
                () -> jdbc.sql("SELECT count(*) FROM journal_line")
                        .query(Long.class)
                        .single());
        double best = Double.MAX_VALUE;
        for (int turn = 0; turn < 5; turn++) {
            long start = System.nanoTime();
            Deployment.in(tenant, () -> {
                try (Connection connection = deployment.bean(DataSource.class).getConnection()) {
                    connection.setAutoCommit(false);
                    try (PreparedStatement slip = connection.prepareStatement(
                                    "INSERT INTO plain_slip VALUES (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?)");
                            PreparedStatement entry = connection.prepareStatement(
                                    "INSERT INTO plain_entry(id, entry_date, journal_id, booked_by, label, source) VALUES (?, ?, ?, ?, ?, ?)");
                            PreparedStatement line = connection.prepareStatement(
                                    "INSERT INTO plain_line(entry_id, line_no, amount_cents, account_id, entry_date) VALUES (?, ?, ?, ?, ?)")) {
                        long no = 0;
                        for (Slip one : slips) {
                            slip.setObject(1, one.id());
                            slip.setObject(2, one.id());
                            slip.setObject(3, one.member());
                            slip.setObject(4, month.atDay(1));
                            slip.setString(5, one.number());
                            slip.setString(6, one.employee());
                            slip.setString(7, one.employer());
                            slip.setString(8, one.calculation());
                            slip.setLong(9, 1);
                            slip.setLong(10, 1);
                            slip.addBatch();
                            entry.setLong(1, ++no);
                            entry.setObject(2, month.atDay(1));
                            entry.setInt(3, 1);
                            entry.setObject(4, one.id());
                            entry.setString(5, "Paie");
                            entry.setString(6, "payslip:" + one.id());
                            entry.addBatch();
                        }
                        for (long i = 0; i < lines; i++) {
                            line.setLong(1, i);
                            line.setInt(2, 1);
                            line.setLong(3, i);
                            line.setInt(4, 421);
                            line.setObject(5, month.atDay(1));
                            line.addBatch();
                        }
                        slip.executeBatch();
                        entry.executeBatch();
                        line.executeBatch();
                    }
                    connection.commit();
                }
                return null;
            });
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }

    /** A cooperative whose people are written straight into its tables: what is measured is their pay, not their hiring. */
    private TenantId paying(int people) throws Exception {
        TenantId tenant = deployment.addCooperative();
        LocalDate first = month.atDay(1).withDayOfYear(1);
        Deployment.in(tenant, () -> {
            deployment
                    .bean(PayrollSettingsHistory.class)
                    .hold(new PayrollSettings(first, EMPLOYER, COVER, "73282932000074", "8299Z", "Syntec"));
            jdbc.sql("""
                            INSERT INTO member (id, no, first_name, last_name, search_name, applied_on)
                            SELECT gen_random_uuid(), n, 'Prénom', 'Nom ' || n, 'nom ' || n, :first FROM generate_series(1, :people) n""").param("first", first).param("people", people).update();
            jdbc.sql("""
                            INSERT INTO contract (id, member_id, member_no, kind, signed_on, first_day, objectives, means, contribution,
                                variable_pay, statutes, clientele, fixed_pay_cents, associate_by, monthly_hours)
                            SELECT gen_random_uuid(), id, no, 'ENTREPRENEUR_EMPLOYEE', :first, :first, 'o', 'm', 'c', 'v', 's', 'k',
                                150000 + (no * 7919) % 300000, CAST(:first AS date) + 1000, 151.67 FROM member""").param("first", first).update();
            return null;
        });
        return tenant;
    }

    /** The most memory that survives collections while something runs, in bytes. */
    private static final class Heap implements AutoCloseable {
        private final AtomicLong most = new AtomicLong();
        private final AtomicBoolean over = new AtomicBoolean();
        private final Thread watcher;

        Heap() {
            watcher = Thread.ofPlatform().daemon().start(() -> {
                while (!over.get()) {
                    most.accumulateAndGet(live(), Math::max);
                    try {
                        Thread.sleep(200);
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            });
        }

        /** What the last collection left, over all pools. */
        private static long live() {
            return java.lang.management.ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
                    .map(java.lang.management.MemoryPoolMXBean::getCollectionUsage)
                    .filter(Objects::nonNull)
                    .mapToLong(java.lang.management.MemoryUsage::getUsed)
                    .sum();
        }

        long most() {
            return most.get();
        }

        @Override
        public void close() {
            over.set(true);
            watcher.interrupt();
        }
    }
}
