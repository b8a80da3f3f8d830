package coop.entrelacs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.tenancy.crossing.Crossings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Who is looked at, and who is left at rest. */
@EntrelacsTest
class DueTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    ControlPlane controlPlane;

    @Autowired
    TenantRecords records;

    @Autowired
    TenancyProperties properties;

    @Autowired
    TenantPools pools;

    @Autowired
    DueMarks marks;

    @Autowired
    Tenants registry;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Crossings crossings;

    @Autowired
    Jobs jobs;

    @Autowired
    ApplicationContext spring;

    /** Letters of this test; nobody handles them. */
    record Letter(int version) {}

    record NoParameters() {}

    private final List<TenantId> looked = new CopyOnWriteArrayList<>();

    private DueSweep sweepFor(DueWork... works) {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        for (DueWork work : works) {
            beans.addBean(work.kind(), work);
        }
        DueSweep sweep = new DueSweep(controlPlane, records, beans.getBeanProvider(DueWork.class), properties);
        sweep.start();
        return sweep;
    }

    private DueWork noting(String kind, Optional<Duration> again) {
        return DueWork.whereMarked(kind, tenant -> {
            looked.add(CurrentTenant.id());
            return again;
        });
    }

    private void markNow(TenantId tenant, String kind) {
        controlPlane
                .jdbc()
                .sql("INSERT INTO tenant_due(tenant, kind, due_at) VALUES (?, ?, now())")
                .params(tenant.value(), kind)
                .update();
    }

    private List<String> marksOf(TenantId tenant) {
        return controlPlane
                .jdbc()
                .sql("SELECT kind FROM tenant_due WHERE tenant = ? ORDER BY kind, due_at")
                .param(tenant.value())
                .query(String.class)
                .list();
    }

    private static int sweep(DueSweep sweep) {
        return sweep.sweep(() -> false);
    }

    @Test
    void only_a_marked_tenant_is_looked_at_and_the_others_stay_at_rest() {
        TenantId marked = tenants.aCooperative();
        TenantId atRest = tenants.aCooperative();
        pools.evict(atRest);
        markNow(marked, "test-marked");

        sweep(sweepFor(noting("test-marked", Optional.empty())));

        assertThat(looked).contains(marked).doesNotContain(atRest);
        assertThat(marksOf(marked)).doesNotContain("test-marked");
    }

    @Test
    void what_nobody_marked_is_found_when_its_tenant_is_looked_at_whole() {
        TenantId tenant = tenants.aCooperative();
        DueSweep sweep = sweepFor(noting("test-unmarked", Optional.empty()));
        sweep(sweep);
        assertThat(looked).doesNotContain(tenant);
        assertThat(marksOf(tenant)).contains(DueSweep.WHOLE);

        controlPlane
                .jdbc()
                .sql("UPDATE tenant_due SET due_at = now() WHERE tenant = ? AND kind = ?")
                .params(tenant.value(), DueSweep.WHOLE)
                .update();
        // the application's own sweep may come first; then a mark of ours takes its place
        markNow(tenant, "test-unmarked");
        sweep(sweep);

        assertThat(looked).contains(tenant);
        await().untilAsserted(() -> assertThat(controlPlane
                        .jdbc()
                        .sql(
                                "SELECT count(*) FROM tenant_due WHERE tenant = ? AND kind = ? AND due_at > now() + interval '3 hours'")
                        .params(tenant.value(), DueSweep.WHOLE)
                        .query(Long.class)
                        .single())
                .isOne());
    }

    @Test
    void what_waits_is_looked_at_again_and_whole_looks_begin_no_second_row_of_looks() {
        TenantId tenant = tenants.aCooperative();
        DueSweep sweep = sweepFor(noting("test-again", Optional.of(Duration.ofHours(1))));
        for (int turn = 0; turn < 3; turn++) {
            markNow(tenant, "test-again");
            sweep(sweep);
        }

        assertThat(looked).containsExactly(tenant, tenant, tenant);
        assertThat(marksOf(tenant).stream().filter("test-again"::equals)).hasSize(1);
    }

    @Test
    void a_look_that_fails_comes_again_and_holds_up_no_other() {
        TenantId failing = tenants.aCooperative();
        TenantId other = tenants.aCooperative();
        markNow(failing, "test-failing");
        markNow(failing, "test-beside");
        markNow(other, "test-beside");

        sweep(sweepFor(
                DueWork.whereMarked("test-failing", tenant -> {
                    throw new IllegalStateException("as asked");
                }),
                noting("test-beside", Optional.empty())));

        assertThat(looked).contains(failing, other);
        assertThat(marksOf(failing)).contains("test-failing").doesNotContain("test-beside");
    }

    @Test
    void marks_of_a_suspended_tenant_wait_for_it() {
        TenantId tenant = tenants.aCooperative();
        registry.suspend(tenant);
        markNow(tenant, "test-suspended");
        DueSweep sweep = sweepFor(noting("test-suspended", Optional.empty()));

        sweep(sweep);
        assertThat(looked).doesNotContain(tenant);
        assertThat(marksOf(tenant)).contains("test-suspended");

        registry.activate(tenant);
        sweep(sweep);
        assertThat(looked).contains(tenant);
    }

    @Test
    void a_write_marks_its_tenant_once_for_all_who_tell_of_it_and_a_reading_does_not() {
        // In a federation of their own: the one that tests share offers newcomers its treaties, and the letters are
        // written here meanwhile.
        TenantId tenant = tenants.aCooperativeOf(tenants.aFederation());
        TenantId reader = tenants.aCooperativeOf(tenants.aFederation());
        settled(tenant);
        settled(reader);
        TransactionTemplate reading =
                new TransactionTemplate(java.util.Objects.requireNonNull(transaction.getTransactionManager()));
        reading.setReadOnly(true);

        TestTenants.in(
                reader,
                () -> reading.execute(status -> jdbc.sql("SELECT 1").query().singleValue()));
        for (int turn = 0; turn < 3; turn++) {
            TestTenants.in(
                    tenant,
                    () -> transaction.execute(
                            status -> jdbc.sql("SELECT 1").query().singleValue()));
        }

        assertThat(marksOf(reader)).doesNotContain("figures");
        assertThat(marksOf(tenant)).containsOnlyOnce("figures", "funds-told", "positions", "funds");
    }

    @Test
    void a_message_and_a_job_are_marked_before_their_commit_and_not_where_nothing_was_committed() {
        TenantId sender = tenants.aCooperative();
        TenantId recipient = tenants.aCooperative();
        TenantId undecided = tenants.aCooperative();
        settled(sender);
        settled(undecided);

        TestTenants.in(
                undecided,
                () -> transaction.execute(status -> {
                    crossings.send(recipient, "test-due", new Letter(1));
                    status.setRollbackOnly();
                    return 0;
                }));
        TestTenants.in(
                sender,
                () -> transaction.execute(status -> {
                    crossings.send(recipient, "test-due", new Letter(1));
                    crossings.send(recipient, "test-due", new Letter(1));
                    return jobs.submit("test-unknown-kind", new NoParameters());
                }));

        assertThat(marksOf(undecided)).doesNotContain("crossing");
        assertThat(marksOf(sender)).contains("crossing", "job");
    }

    /** As if the node had died between the commit and what follows it: only the mark is there. */
    @Test
    void a_job_whose_node_died_after_the_commit_is_run_because_of_its_mark() {
        TenantId tenant = tenants.aCooperative();
        TestTenants.in(
                tenant,
                () -> jdbc.sql("INSERT INTO job(id, kind, parameters, actor, actor_name, actor_roles, submitted_at)"
                                + " VALUES (gen_random_uuid(), 'test-unknown-kind', '{}', gen_random_uuid(), 'Anne', '{}',"
                                + " now() - interval '1 minute')")
                        .update());
        markNow(tenant, "job");

        sweep(spring.getBean(DueSweep.class));

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(TestTenants.in(
                                tenant,
                                () -> jdbc.sql("SELECT count(*) FROM job WHERE ended_at IS NOT NULL")
                                        .query(Long.class)
                                        .single()))
                        .isOne());
    }

    /** Provisioning writes, too: what it marked is put aside, and this node told so. */
    private void settled(TenantId tenant) {
        controlPlane
                .jdbc()
                .sql("DELETE FROM tenant_due WHERE tenant = ?")
                .param(tenant.value())
                .update();
        marks.forget(tenant);
    }

    @Test
    void a_busy_tenant_costs_one_mark_in_twenty_seconds_and_not_one_a_transaction() {
        TenantId tenant = tenants.aCooperativeOf(tenants.aFederation());
        settled(tenant);
        for (int turn = 0; turn < 50; turn++) {
            TestTenants.in(
                    tenant,
                    () -> transaction.execute(status -> {
                        marks.mark("test-busy");
                        return 0;
                    }));
        }

        assertThat(marksOf(tenant).stream().filter("test-busy"::equals).count()).isBetween(1L, 2L);
    }
}
