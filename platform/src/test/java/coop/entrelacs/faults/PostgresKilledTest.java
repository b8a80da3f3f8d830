package coop.entrelacs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.infra.DevServices;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.ledger.LedgerVerifier;
import coop.entrelacs.payroll.PayingCooperative;
import coop.entrelacs.payroll.PayrollRun;
import coop.entrelacs.payroll.PayrollRuns;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

@EntrelacsTest
class PostgresKilledTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    Ledger ledger;

    @Autowired
    LedgerVerifier verifier;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    @Autowired
    Jobs jobs;

    @Autowired
    PayrollRuns runs;

    @Autowired
    ApplicationContext spring;

    @Autowired
    Environment environment;

    @Test
    void nothingAnsweredIsLostAndNothingRetriedIsDoubled() throws Exception {
        assumeThat(environment.getRequiredProperty("entrelacs.postgres.url"))
                .as("a PostgreSQL of our own to kill; a container engine answered")
                .startsWith(DevServices.fast().postgresUrl());
        TenantId cooperative = tenants.aCooperative();
        Set<String> answered = ConcurrentHashMap.newKeySet();
        Set<String> tried = ConcurrentHashMap.newKeySet();
        AtomicBoolean enough = new AtomicBoolean();
        List<Thread> clients = new ArrayList<>();
        for (int c = 0; c < 4; c++) {
            clients.add(Thread.ofVirtual().start(() -> {
                while (!enough.get()) {
                    String source = "sale:" + UUID.randomUUID();
                    tried.add(source);
                    try {
                        TestTenants.in(cooperative, () -> ledger.post(sale(source)));
                        answered.add(source);
                    } catch (RuntimeException outOfReach) {
                        // tried again below, as a client would
                    }
                }
            }));
        }
        await().until(() -> answered.size() > 200);
        DevServices.fast().killPostgres();
        DevServices.fast().startPostgres();
        int before = answered.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> answered.size() > before + 50);
        enough.set(true);
        for (Thread client : clients) {
            client.join();
        }

        Set<String> booked = TestTenants.in(
                cooperative,
                () -> jdbc.sql("SELECT source FROM journal_entry")
                        .query(String.class)
                        .set());
        assertThat(booked).containsAll(answered);
        // Whoever got no answer asks again: what was booked all the same is refused, what was not is booked now.
        for (String source : tried) {
            if (!answered.contains(source)) {
                try {
                    TestTenants.in(cooperative, () -> ledger.post(sale(source)));
                } catch (coop.entrelacs.shared.Refusal alreadyBooked) {
                    assertThat(booked).contains(source);
                }
            }
        }
        assertThat(TestTenants.in(
                        cooperative,
                        () -> jdbc.sql("SELECT count(*) FROM journal_entry")
                                .query(Integer.class)
                                .single()))
                .isEqualTo(tried.size());
        assertThat(TestTenants.in(cooperative, verifier::verify).faults()).isEmpty();
    }

    @Test
    void aPayrollWhoseDatabaseDiesAgainAndAgainIsFinishedEachSlipOnce() throws Exception {
        PayingCooperative cooperative = new PayingCooperative(spring);
        int people = 60;
        for (int i = 0; i < people; i++) {
            cooperative.banked(cooperative.entrepreneur("1900"));
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        YearMonth month = YearMonth.of(2026, 3);

        // when: the connections are cut while the preview is computed
        PayrollRuns.Started preview =
                TestTenants.as(cooperative.officer, () -> runs.start(month, month.atEndOfMonth()));
        cutWhile(cooperative, preview.job(), random, 3, false);
        PayrollRun seen = TestTenants.as(cooperative.officer, () -> runs.get(preview.run()));
        // and while it is booked and printed, the server itself killed in between
        PayrollRuns.Started posting =
                TestTenants.as(cooperative.manager, () -> runs.approve(seen.id(), seen.version()));
        cutWhile(cooperative, posting.job(), random, 8, true);
        PayrollRun posted = TestTenants.as(cooperative.officer, () -> runs.get(seen.id()));
        // and while its transfers are booked
        PayrollRuns.Started payment =
                TestTenants.as(cooperative.officer, () -> runs.paid(posted.id(), posted.version(), posted.payDate()));
        cutWhile(cooperative, payment.job(), random, 2, false);

        // then: nothing is missing and nothing is there twice
        String as = "seed " + seed;
        assertThat(cooperative.count("SELECT count(*) FROM payslip")).as(as).isEqualTo(people);
        assertThat(cooperative.count("SELECT count(*) FROM journal_entry WHERE source LIKE 'payslip:%'"))
                .as(as)
                .isEqualTo(2L * people);
        assertThat(cooperative.count("SELECT count(DISTINCT entry_id) FROM payslip"))
                .as(as)
                .isEqualTo(people);
        assertThat(cooperative.count("SELECT count(DISTINCT paid_entry_id) FROM payslip"))
                .as(as)
                .isEqualTo(people);
        assertThat(cooperative.count("SELECT count(DISTINCT document_id) FROM payslip"))
                .as(as)
                .isEqualTo(people);
        assertThat(cooperative.count("SELECT count(*) FROM document WHERE name LIKE 'bulletin-%'"))
                .as(as)
                .isEqualTo(people);
        assertThat(cooperative.balance("421")).as(as).isEqualTo(Money.ZERO);
        assertThat(TestTenants.in(cooperative.id, verifier::verify).faults()).isEmpty();
    }

    /** Cuts every connection of the cooperative at random moments until the job has ended; once the server is killed instead. */
    private void cutWhile(PayingCooperative cooperative, UUID job, Random random, int cuts, boolean server)
            throws Exception {
        boolean ours = environment
                .getRequiredProperty("entrelacs.postgres.url")
                .startsWith(DevServices.fast().postgresUrl());
        int killed = server && ours ? 2 + random.nextInt(3) : -1;
        for (int cut = 0; cut < cuts && !ended(cooperative, job); cut++) {
            Thread.sleep(random.nextInt(400));
            if (cut == killed) {
                DevServices.fast().killPostgres();
                DevServices.fast().startPostgres();
            } else {
                try {
                    cooperative.count("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                            + " WHERE usename = current_user AND pid <> pg_backend_pid()");
                } catch (RuntimeException alsoCut) {
                    // one of ours was cut before: the next one does it
                }
            }
        }
        await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> ended(cooperative, job));
        // The pool lends a connection untested when it was used less than half a second ago, and the last cut may be
        // younger than that: what comes next asks as a person does who reads the page a moment later.
        Thread.sleep(1_000);
        assertThat(TestTenants.in(cooperative.id, () -> jobs.get(job)).state()).isEqualTo(Job.State.SUCCEEDED);
    }

    private boolean ended(PayingCooperative cooperative, UUID job) {
        try {
            return TestTenants.in(cooperative.id, () -> jobs.get(job)).state().ended();
        } catch (RuntimeException away) {
            return false;
        }
    }

    private JournalEntry sale(String source) {
        return new JournalEntry(
                "VT",
                LocalDate.now(clock),
                "Vente",
                null,
                null,
                source,
                List.of(JournalLine.debit("411", Money.of("120.00")), JournalLine.credit("706", Money.of("120.00"))));
    }
}
