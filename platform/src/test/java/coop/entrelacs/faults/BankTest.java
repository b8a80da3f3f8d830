package coop.entrelacs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.federation.Bank;
import coop.entrelacs.infra.DevServices;
import coop.entrelacs.ledger.LedgerVerifier;
import coop.entrelacs.tenancy.MoreServers;
import coop.entrelacs.tenancy.NewTenant;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.Crossings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Eight cooperatives and their federation on two nodes and two PostgreSQL servers owe, pay and net at random, while connections, nodes,
 * a whole server and Redis die at random. Every reading of all sides comes to zero counting what is in transit; at rest nothing is in
 * transit, both sides of everything are alike, nothing is there twice and nothing is lost.
 *
 * <p>Short among the tests; {@code ./entrelacs bench bank} runs it for at least 100,000 crossings (the variable {@code
 * ENTRELACS_BANK_CROSSINGS} says how many).
 */
@EntrelacsTest
class BankTest {

    private static final int COOPERATIVES = 8;
    private static final int CLIENTS = 6;
    private static final long SHORT_CROSSINGS = 1_200;

    @Autowired
    TestTenants some;

    @Autowired
    Tenants tenants;

    @Autowired
    MoreServers servers;

    @Autowired
    Bank bank;

    @Autowired
    Crossings crossings;

    @Autowired
    LedgerVerifier verifier;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Environment environment;

    private DevServices second;
    private final List<TenantId> all = new ArrayList<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger readings = new AtomicInteger();
    private final AtomicInteger kills = new AtomicInteger();

    @Test
    void every_reading_of_all_sides_comes_to_zero_whatever_dies(@TempDir Path folder) throws Exception {
        assumeThat(environment.getRequiredProperty("entrelacs.postgres.url"))
                .as("servers of our own to kill; a container engine answered")
                .startsWith(DevServices.fast().postgresUrl());
        String asked = System.getenv("ENTRELACS_BANK_CROSSINGS");
        long target = asked == null ? SHORT_CROSSINGS : Long.parseLong(asked);
        boolean whole = asked != null;
        second = DevServices.durable(Files.createDirectories(folder.resolve("second")));
        String name = "second-" + UUID.randomUUID().toString().substring(0, 6);
        servers.add(name, second.postgresUrl(), second.provisioner(), second.provisionerPassword());
        bank.forget();
        TenantId federation = some.aFederation();
        all.add(federation);
        for (int i = 0; i < COOPERATIVES; i++) {
            all.add(i % 2 == 0 ? some.aCooperativeOf(federation) : onServer(name, federation, i));
        }
        Map<String, String> more = Map.of(
                "entrelacs.servers." + name + ".url", second.postgresUrl(),
                "entrelacs.servers." + name + ".user", second.provisioner(),
                "entrelacs.servers." + name + ".password", second.provisionerPassword());
        long started = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int c = 0; c < CLIENTS; c++) {
            Random random = new Random(c);
            threads.add(Thread.ofVirtual().start(() -> client(random)));
        }
        threads.add(Thread.ofVirtual().start(() -> coordinator(new Random(71), federation)));
        threads.add(Thread.ofVirtual().start(this::checker));
        threads.add(Thread.ofVirtual().start(() -> killer(new Random(72), whole)));
        Thread nodes = Thread.ofVirtual().start(() -> nodes(more, whole));

        await().atMost(Duration.ofHours(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> !wrong.isEmpty() || reached(target));
        enough.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        nodes.join();
        second.startPostgres();
        DevServices.fast().startRedis();
        double seconds = (System.nanoTime() - started) / 1e9;

        assertThat(wrong).as("readings that are not zero, of " + readings).isEmpty();
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    bank.decide(new Random(1), all);
                    all.forEach(tenant -> TestTenants.in(tenant, () -> {
                        crossings.tryAgain();
                        return null;
                    }));
                    return bank.undelivered(all) == 0;
                });
        assertThat(bank.readAll(all)).isEmpty();
        assertThat(bank.atRest(all)).isEmpty();
        for (TenantId tenant : all) {
            assertThat(TestTenants.in(tenant, verifier::verify).faults())
                    .as(tenant.value())
                    .isEmpty();
        }
        System.out.printf(
                "bank: %,d crossings in %.0f s, %,d readings all zero, %d kills, %,d sides paid, %,d netted%n",
                bank.crossings(all),
                seconds,
                readings.get(),
                kills.get(),
                bank.settled(all, "PAYMENT"),
                bank.settled(all, "NETTING"));
        assertThat(readings.get()).isPositive();
    }

    /** Half of them live on a server that ends with this test: nobody is to look for them there any more. */
    @AfterEach
    void theTenantsOfServersThatAreGoneAreClosed() {
        all.forEach(tenants::suspend);
    }

    private boolean reached(long target) {
        try {
            return bank.crossings(all) >= target;
        } catch (RuntimeException outOfReach) {
            return false;
        }
    }

    private TenantId onServer(String server, TenantId federation, int number) {
        TenantId id = new TenantId("bank-" + UUID.randomUUID().toString().substring(0, 8));
        String name = "Coopérative d’ailleurs " + number;
        tenants.add(new NewTenant(id, name, Tenant.Kind.COOPERATIVE, federation, TestTenants.legal(name), server));
        return id;
    }

    private void client(Random random) {
        while (!enough.get()) {
            if (random.nextInt(5) == 0) {
                bank.pay(random, all);
            } else {
                bank.owe(random, all);
            }
        }
    }

    private void coordinator(Random random, TenantId federation) {
        while (!enough.get()) {
            bank.net(random, federation, all);
            pause(300);
        }
    }

    private void checker() {
        while (!enough.get()) {
            try {
                wrong.addAll(bank.readAll(all));
                readings.incrementAndGet();
            } catch (RuntimeException outOfReach) {
                // a side cannot be read just now: read again
            }
            pause(100);
        }
    }

    /** Cuts off connections of tenants at random; in the long form also crashes a whole server, and stops Redis. */
    private void killer(Random random, boolean whole) {
        while (!enough.get()) {
            pause(700 + random.nextInt(1500));
            try {
                int what = random.nextInt(whole ? 20 : 10);
                if (what == 19) {
                    second.killPostgres();
                    pause(1500);
                    second.startPostgres();
                } else if (what == 18) {
                    DevServices.fast().stopRedis();
                    pause(2000);
                    DevServices.fast().startRedis();
                } else {
                    cutOff(random.nextBoolean() ? second : DevServices.fast());
                }
                kills.incrementAndGet();
            } catch (RuntimeException | SQLException e) {
                // the server was down already
            }
        }
    }

    private static void cutOff(DevServices server) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        server.postgresUrl(), server.superuser(), server.superuserPassword());
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE (usename LIKE 'run\\_bank%' OR usename LIKE 'run\\_coop%' OR usename LIKE 'run\\_fed%')"
                    + " AND random() < 0.3");
        }
    }

    /** The second node: killed at random and started again in the long form, once in the short one. */
    private void nodes(Map<String, String> more, boolean whole) {
        do {
            try (Node node = Node.start(environment, more)) {
                for (int i = 0; i < (whole ? 200 : 30) && !enough.get(); i++) {
                    pause(100);
                }
                node.kill();
                kills.incrementAndGet();
            } catch (Exception e) {
                if (!enough.get()) {
                    pause(1000); // a server was down when it started
                }
            }
        } while (whole && !enough.get());
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
