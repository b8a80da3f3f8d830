package coop.entrelacs.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.web.Page;
import coop.entrelacs.web.Words;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EntrelacsTest
class AuditTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    Audit audit;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    org.springframework.core.env.Environment environment;

    private TenantId tenant;
    private Actor manager;

    @BeforeEach
    void aManager() {
        tenant = tenants.aCooperative();
        manager = TestTenants.manager(tenant);
    }

    @Test
    void entries_are_found_by_what_was_done_by_whom_and_when() {
        record("pay.read", "person:1");
        record("fund.opened", "fund:1");
        LocalDate today = LocalDate.now(Words.ZONE);

        assertThat(found(new AuditFilter(null, Set.of("fund.opened"), null, false, null, null)))
                .containsExactly("fund.opened");
        assertThat(found(new AuditFilter(null, Set.of(), manager.name().toUpperCase(Locale.ROOT), false, null, null)))
                .contains("fund.opened", "pay.read");
        assertThat(found(new AuditFilter(null, Set.of("pay.read"), "nobody of that name", true, null, null)))
                .containsExactly("pay.read");
        assertThat(found(new AuditFilter(null, Set.of("pay.read"), "nobody of that name", false, null, null)))
                .as("an act and a person are both meant")
                .isEmpty();
        assertThat(found(new AuditFilter(null, Set.of("pay.read"), manager.name(), false, null, null)))
                .containsExactly("pay.read");
        assertThat(found(new AuditFilter(null, Set.of(), "nobody of that name", false, null, null)))
                .isEmpty();
        assertThat(found(new AuditFilter(null, Set.of(), null, false, today, today)))
                .contains("fund.opened", "pay.read");
        assertThat(found(new AuditFilter(null, Set.of(), null, false, null, today.minusDays(1))))
                .isEmpty();
    }

    private List<String> found(AuditFilter filter) {
        return TestTenants.as(manager, () -> audit.search(filter, null, 50)).items().stream()
                .map(AuditEntry::action)
                .toList();
    }

    private void record(String action, String subject) {
        TestTenants.as(manager, () -> {
            audit.record(action, subject, "");
            return null;
        });
    }

    @Test
    void entriesAreListedNewestFirstInPages() {
        IntStream.rangeClosed(1, 5).forEach(i -> record("pay.read", "person:" + i));

        Page<AuditEntry> first = TestTenants.as(manager, () -> audit.newest(null, null, 3));
        Page<AuditEntry> second = TestTenants.as(manager, () -> audit.newest(null, Long.valueOf(first.next()), 3));

        assertThat(first.items()).extracting(AuditEntry::subject).containsExactly("person:5", "person:4", "person:3");
        assertThat(second.items()).extracting(AuditEntry::subject).startsWith("person:2", "person:1");
        assertThat(TestTenants.as(manager, () -> audit.newest("person:2", null, 3))
                        .items())
                .singleElement()
                .satisfies(e -> assertThat(e.actorName()).isEqualTo(manager.name()));
        assertThatThrownBy(() -> TestTenants.as(TestTenants.accountant(tenant), () -> audit.newest(null, null, 3)))
                .isInstanceOf(NotAllowed.class);
    }

    @Test
    void whatIsRolledBackLeavesNoEntry() {
        TestTenants.as(manager, () -> {
            new TransactionTemplate(transactions).executeWithoutResult(tx -> {
                audit.record("pay.read", "person:gone", "");
                tx.setRollbackOnly();
            });
            return null;
        });

        assertThat(TestTenants.as(manager, () -> audit.newest("person:gone", null, 3))
                        .items())
                .isEmpty();
    }

    @Test
    void theChainHoldsHoweverManyWriteAtOnce() {
        try (var threads = Executors.newFixedThreadPool(6)) {
            IntStream.range(0, 60).forEach(i -> threads.execute(() -> record("pay.read", "person:" + i)));
        }

        assertThat(TestTenants.as(manager, () -> audit.firstBroken())).isEmpty();
        assertThat(TestTenants.as(
                        manager,
                        () -> jdbc.sql("SELECT count(*) = max(number) AND count(*) >= 60 FROM audit_entry")
                                .query(Boolean.class)
                                .single()))
                .as("numbered without a gap")
                .isTrue();
    }

    @Test
    void aTransactionThatLastsHoldsUpNoOther() throws Exception {
        TestTenants.as(manager, () -> {
            new TransactionTemplate(transactions).executeWithoutResult(_ -> {
                audit.record("import.done", "job:1", "");
                // Another's entry, meanwhile, from another connection: it would wait for ever if writing took a lock.
                Thread other = Thread.ofPlatform().start(() -> record("pay.read", "person:1"));
                try {
                    assertThat(other.join(java.time.Duration.ofSeconds(10))).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            return null;
        });

        assertThat(TestTenants.as(manager, () -> audit.firstBroken())).isEmpty();
    }

    /** The owner of the schema can write anything; what they write shows. */
    @Test
    void aChangeMadeBehindTheApplicationShows() throws Exception {
        IntStream.rangeClosed(1, 4).forEach(i -> record("pay.read", "person:" + i));
        assertThat(TestTenants.as(manager, () -> audit.firstBroken())).isEmpty();
        long third = TestTenants.as(
                manager,
                () -> jdbc.sql("SELECT number FROM audit_entry WHERE subject = 'person:3'")
                        .query(Long.class)
                        .single());

        asOwner("UPDATE audit_entry SET subject = 'person:9' WHERE subject = 'person:3'");
        assertThat(TestTenants.as(manager, () -> audit.firstBroken())).hasValue(third);

        asOwner("UPDATE audit_entry SET subject = 'person:3' WHERE subject = 'person:9'");
        assertThat(TestTenants.as(manager, () -> audit.firstBroken())).isEmpty();

        asOwner("DELETE FROM audit_entry WHERE subject = 'person:4'");
        assertThat(TestTenants.as(manager, () -> audit.firstBroken()))
                .as("cut off at the end")
                .hasValue(third + 1);

        asOwner("DELETE FROM audit_entry WHERE subject = 'person:2'");
        assertThat(TestTenants.as(manager, () -> audit.firstBroken()))
                .as("a hole")
                .hasValue(third - 1);
    }

    private void asOwner(String sql) throws java.sql.SQLException {
        try (var connection = java.sql.DriverManager.getConnection(
                        environment.getRequiredProperty("entrelacs.postgres.url"),
                        environment.getRequiredProperty("entrelacs.postgres.user"),
                        environment.getRequiredProperty("entrelacs.postgres.password"));
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE " + tenant.owner());
            statement.execute("SET search_path = " + tenant.schema());
            statement.execute(sql);
        }
    }

    @Test
    void theApplicationItselfCannotChangeWhatIsWritten() {
        record("pay.read", "person:1");

        for (String sql : new String[] {
            "UPDATE audit_entry SET detail = 'other'",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_entry",
            "INSERT INTO audit_entry (at, actor, actor_name, action, subject, detail) SELECT at, actor, actor_name, action, subject, detail FROM audit_entry",
            "UPDATE audit_head SET number = 0",
            "ALTER TABLE audit_entry DISABLE TRIGGER ALL"
        }) {
            assertThatThrownBy(() -> TestTenants.as(manager, () -> jdbc.sql(sql).update()))
                    .as(sql)
                    .isInstanceOf(DataAccessException.class);
        }
    }
}
