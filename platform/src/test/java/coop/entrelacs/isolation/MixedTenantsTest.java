package coop.entrelacs.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.TenantId;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Work of many tenants at once, of two federations, on the same threads and pools: each sees its own canary, always. */
@EntrelacsTest
class MixedTenantsTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    EntityManager entities;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    Jobs jobs;

    @Autowired
    LiveUpdates live;

    @Test
    void nobodySeesAnothersCanary() throws Exception {
        List<TenantId> everyone = new ArrayList<>();
        for (int federation = 0; federation < 2; federation++) {
            TenantId parent = tenants.aFederation();
            everyone.add(parent);
            for (int i = 0; i < 3; i++) {
                everyone.add(tenants.aCooperativeOf(parent));
            }
        }
        everyone.forEach(tenant -> TestTenants.in(
                tenant,
                () -> jdbc.sql("INSERT INTO document(id, name, media_type, sha256, content)"
                                + " VALUES (gen_random_uuid(), ?, 'text/plain', repeat('a', 64), 'x')")
                        .param(canary(tenant))
                        .update()));

        Map<TenantId, Set<String>> heard = new HashMap<>();
        List<LiveUpdates.Subscription> subscriptions = new ArrayList<>();
        for (TenantId tenant : everyone) {
            Set<String> words = ConcurrentHashMap.newKeySet();
            heard.put(tenant, words);
            subscriptions.add(live.subscribe(tenant, change -> words.add(change.tenant() + "/" + change.topic())));
        }

        Map<UUID, TenantId> submitted = new ConcurrentHashMap<>();
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int round = 0; round < 60; round++) {
                int turn = round;
                for (TenantId tenant : everyone) {
                    all.add(threads.submit(() -> TestTenants.in(tenant, () -> {
                        List<String> byJdbc = jdbc.sql("SELECT name FROM document")
                                .query(String.class)
                                .list();
                        assertThat(byJdbc).containsOnly(canary(tenant));
                        transaction.executeWithoutResult(status -> {
                            assertThat(entities.createNativeQuery("SELECT DISTINCT name FROM document", String.class)
                                            .getSingleResult())
                                    .isEqualTo(canary(tenant));
                            assertThat(jdbc.sql("SELECT current_user")
                                            .query(String.class)
                                            .single())
                                    .isEqualTo(tenant.runner());
                        });
                        live.publish(canary(tenant), turn);
                        if (turn % 20 == 0) {
                            submitted.put(jobs.submit("test-canary", new CanaryJob.Expected(canary(tenant))), tenant);
                        }
                        return null;
                    })));
                }
            }
            for (Future<?> one : all) {
                one.get();
            }
        }

        submitted.forEach((job, tenant) -> await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                TestTenants.in(tenant, () -> jobs.get(job)).state())
                        .isEqualTo(Job.State.SUCCEEDED)));
        submitted.forEach((job, tenant) -> everyone.stream()
                .filter(other -> !other.equals(tenant))
                .forEach(other -> assertThat(TestTenants.in(
                                other,
                                () -> jdbc.sql("SELECT count(*) FROM job WHERE id = ?")
                                        .param(job)
                                        .query(Integer.class)
                                        .single()))
                        .isZero()));
        for (TenantId tenant : everyone) {
            await().untilAsserted(() -> assertThat(heard.get(tenant)).contains(tenant + "/" + canary(tenant)));
            assertThat(heard.get(tenant)).allMatch(word -> word.startsWith(tenant + "/"));
        }
        subscriptions.forEach(LiveUpdates.Subscription::close);
    }

    private static String canary(TenantId tenant) {
        return "canary-of-" + tenant;
    }
}
