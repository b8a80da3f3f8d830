package coop.entrelacs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.infra.DevServices;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.ledger.LedgerVerifier;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
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
