package coop.entrelacs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Pools of tenants that are closed while others ask for them. The tenants are names only: all log in as the provisioner. */
@EntrelacsTest
class TenantPoolsTest {

    private static final TenantId ONE = new TenantId("one-of-many");

    @Autowired
    TenancyProperties properties;

    @Autowired
    ControlPlane controlPlane;

    private TenantPools.Login login(String server) {
        return new TenantPools.Login(
                server,
                properties.postgres().url(),
                properties.postgres().user(),
                properties.postgres().password());
    }

    private TenantPools pools(int mostOpen, int connections) {
        return new TenantPools(
                tenant -> login("main"),
                new TenancyProperties.Pools(mostOpen, connections, 1),
                new SimpleMeterRegistry());
    }

    /** Backends of pools of this test: the application reaches tenants by their own logins. */
    private long backends() {
        return controlPlane
                .jdbc()
                .sql("SELECT count(*) FROM pg_stat_activity WHERE usename = ? AND application_name = 'entrelacs'")
                .param(properties.postgres().user())
                .query(Long.class)
                .single();
    }

    @Test
    void many_threads_and_few_open_pools_lose_no_request_and_leave_no_connection() throws Exception {
        int tenants = 24;
        int connections = 2;
        List<AtomicInteger> held = new ArrayList<>();
        for (int i = 0; i < tenants; i++) {
            held.add(new AtomicInteger());
        }
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        try (TenantPools pools = pools(3, connections);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Random random = new Random(i);
                running.add(threads.submit(() -> {
                    for (int turn = 0; turn < 60; turn++) {
                        int which = random.nextInt(tenants);
                        try (Connection connection = pools.connection(new TenantId("tenant-" + which), "main");
                                var statement = connection.createStatement()) {
                            if (held.get(which).incrementAndGet() > connections) {
                                wrong.add("tenant " + which + " has more connections than its pool allows");
                            }
                            statement.execute("SELECT 1");
                            held.get(which).decrementAndGet();
                        } catch (SQLException e) {
                            wrong.add(e.toString());
                        }
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get(2, TimeUnit.MINUTES);
            }

            assertThat(wrong).isEmpty();
            await().untilAsserted(() -> assertThat(pools.open()).isLessThanOrEqualTo(3));
            await().untilAsserted(() -> assertThat(backends()).isLessThanOrEqualTo(3L * connections));
        }
        await().untilAsserted(() -> assertThat(backends()).isZero());
    }

    @Test
    void a_caller_who_read_an_old_record_does_not_cut_off_those_at_work() throws Exception {
        try (TenantPools pools = pools(3, 2);
                Connection working = pools.connection(ONE, "main")) {
            try (Connection late = pools.connection(ONE, "where-it-lived-before")) {
                assertThat(late.isValid(1)).isTrue();
            }

            assertThat(working.isValid(1)).isTrue();
            assertThat(pools.open()).isOne();
        }
    }

    @Test
    void a_tenant_that_moved_is_reached_where_it_lives_now() throws Exception {
        AtomicReference<String> home = new AtomicReference<>("main");
        try (TenantPools pools = new TenantPools(
                tenant -> login(home.get()), new TenancyProperties.Pools(3, 2, 1), new SimpleMeterRegistry())) {
            Connection before = pools.connection(ONE, "main");
            home.set("second");

            try (Connection now = pools.connection(ONE, "second")) {
                assertThat(now.isValid(1)).isTrue();
                assertThat(before.isClosed() || !before.isValid(1)).isTrue();
            }
            assertThat(pools.open()).isOne();
        }
    }

    @Test
    void who_waits_for_a_connection_of_a_pool_that_closes_gets_one_of_the_next() throws Exception {
        try (TenantPools pools = pools(3, 1)) {
            Connection only = pools.connection(ONE, "main");
            CompletableFuture<Boolean> waits = CompletableFuture.supplyAsync(() -> {
                try (Connection next = pools.connection(ONE, "main")) {
                    return next.isValid(1);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> pools.waiting(ONE) == 1);

            pools.evict(ONE);

            assertThat(waits.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(only.isClosed() || !only.isValid(1)).isTrue();
        }
    }

    @Test
    void a_tenant_whose_record_cannot_be_read_leaves_no_pool_behind() {
        try (TenantPools pools = new TenantPools(
                tenant -> {
                    throw new TenantMoving(tenant);
                },
                new TenancyProperties.Pools(3, 1, 1),
                new SimpleMeterRegistry())) {
            assertThatThrownBy(() -> pools.connection(ONE, "main")).isInstanceOf(TenantMoving.class);

            assertThat(pools.open()).isZero();
        }
    }

    @Test
    void a_node_that_stops_opens_no_pool_again() {
        TenantPools pools = pools(3, 1);
        pools.close();

        assertThatThrownBy(() -> pools.connection(ONE, "main")).isInstanceOf(SQLTransientConnectionException.class);
        assertThat(pools.open()).isZero();
    }
}
