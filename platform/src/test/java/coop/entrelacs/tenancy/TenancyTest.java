package coop.entrelacs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EntrelacsTest
class TenancyTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    Tenants registry;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    EntityManagerFactory entityManagers;

    @Autowired
    TenantSchemas schemas;

    @Autowired
    DatabaseServers servers;

    @Autowired
    Changelog changelog;

    @Test
    void aCooperativeIsUsableAsSoonAsItIsAdded() {
        TenantId cooperative = tenants.aCooperative();

        assertThat(registry.get(cooperative).state()).isEqualTo(Tenant.State.ACTIVE);
        assertThat(TestTenants.in(
                        cooperative,
                        () -> jdbc.sql("SELECT current_user || ' ' || current_schema()")
                                .query(String.class)
                                .single()))
                .isEqualTo(cooperative.runner() + " " + cooperative.schema());
    }

    @Test
    void aTenantMadeFromScratchAndOneMadeFromASpareSchemaAreAlike() throws Exception {
        registry.refillSpares(1);
        TenantId fromSpare = tenants.aCooperative();
        TenantId fromScratch = new TenantId("scratch-" + System.nanoTime() % 1_000_000);
        schemas.create(servers.main(), fromScratch, TenantSchemas.randomPassword());

        String shape = """
                SELECT string_agg(line, E'\\n' ORDER BY line) FROM (
                  SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS line
                    FROM information_schema.columns WHERE table_schema = ?
                  UNION ALL
                  SELECT p.proname || ' ' || replace(array_to_string(p.proconfig, ';'), ?, 'SCHEMA')
                    FROM pg_proc p WHERE p.pronamespace = ?::regnamespace AND p.proconfig IS NOT NULL
                  UNION ALL
                  SELECT c.relname || ' ' || replace(array_to_string(c.relacl, ';'), ?, 'TENANT')
                    FROM pg_class c WHERE c.relnamespace = ?::regnamespace AND c.relkind = 'r') x""";
        List<String> shapes = new java.util.ArrayList<>();
        try (var connection = servers.main().connect();
                var query = connection.prepareStatement(shape)) {
            for (TenantId tenant : List.of(fromSpare, fromScratch)) {
                query.setString(1, tenant.schema());
                query.setString(2, tenant.schema());
                query.setString(3, tenant.schema());
                query.setString(4, tenant.schema().substring(2));
                query.setString(5, tenant.schema());
                try (var row = query.executeQuery()) {
                    row.next();
                    shapes.add(row.getString(1));
                }
            }
        }
        assertThat(shapes.get(0)).isNotBlank().isEqualTo(shapes.get(1));
        schemas.drop(servers.main(), fromScratch);
    }

    @Test
    void withoutATenantThereIsNoConnection() {
        assertThatThrownBy(() -> jdbc.sql("SELECT 1").query(Integer.class).single())
                .hasRootCauseInstanceOf(NoTenantBound.class);
        assertThatThrownBy(entityManagers::createEntityManager).isInstanceOf(NoTenantBound.class);
    }

    @Test
    void aNameIsGivenOnce() {
        TenantId cooperative = tenants.aCooperative();

        assertThatThrownBy(() -> registry.add(new NewTenant(
                        cooperative,
                        "Encore",
                        Tenant.Kind.COOPERATIVE,
                        tenants.theFederation(),
                        TestTenants.legal("Encore"),
                        null)))
                .isInstanceOf(TenantRefusals.TenantExists.class);
    }

    @Test
    void aSuspendedTenantIsClosedUntilItIsActivated() {
        TenantId cooperative = tenants.aCooperative();

        registry.suspend(cooperative);
        assertThatThrownBy(() -> TestTenants.in(
                        cooperative,
                        () -> jdbc.sql("SELECT 1").query(Integer.class).single()))
                .isInstanceOf(TenantUnavailable.class);

        registry.activate(cooperative);
        assertThat(TestTenants.in(
                        cooperative,
                        () -> jdbc.sql("SELECT 1").query(Integer.class).single()))
                .isEqualTo(1);
        assertThatThrownBy(() -> registry.close(cooperative)).isInstanceOf(TenantRefusals.TenantStateConflict.class);
    }

    /** PostgreSQL lets every role change its own password: an injection may. */
    @Test
    void aLoginWhosePasswordWasChangedIsSetBackWithTheTenantsActivation() {
        TenantId cooperative = tenants.aCooperative();
        TestTenants.in(
                cooperative,
                () -> jdbc.sql("ALTER ROLE CURRENT_USER PASSWORD 'mine'").update());

        registry.suspend(cooperative);
        registry.activate(cooperative);

        assertThat(TestTenants.in(
                        cooperative,
                        () -> jdbc.sql("SELECT 1").query(Integer.class).single()))
                .isEqualTo(1);
    }

    @Test
    void anUpgradeReachesEveryTenantButTheBrokenOne() {
        TenantId whole = tenants.aCooperative();
        TenantId broken = tenants.aCooperative();
        // Someone made, by hand and as the owner, what the upgrade is about to make.
        try (var connection = servers.main().connect();
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE " + broken.owner());
            statement.execute("CREATE TABLE " + broken.schema() + ".test_upgrade (id int)");
            statement.execute("RESET ROLE");
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }

        registry.upgradeTo("db/test/index-with-one-more.yaml");

        assertThat(TestTenants.in(
                        whole,
                        () -> jdbc.sql("SELECT count(*) FROM test_upgrade")
                                .query(Integer.class)
                                .single()))
                .isZero();
        assertThat(registry.get(broken).upgradeError()).contains("test_upgrade");
        assertThatThrownBy(() -> TestTenants.in(
                        broken, () -> jdbc.sql("SELECT 1").query(Integer.class).single()))
                .isInstanceOf(TenantUnavailable.class)
                .hasMessageContaining("UPGRADE_FAILED");
    }

    @Test
    void secretsOfOneTenantOpenInNoOther() {
        TenantId one = tenants.aCooperative();
        TenantId other = tenants.aCooperative();
        byte[] sealed = TestTenants.in(one, () -> registry.box().seal("2 85 05 78 006 084 36", "member.nir:1"));

        assertThat(TestTenants.in(one, () -> registry.box().open(sealed, "member.nir:1")))
                .isEqualTo("2 85 05 78 006 084 36");
        assertThatThrownBy(() -> TestTenants.in(other, () -> registry.box().open(sealed, "member.nir:1")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> TestTenants.in(one, () -> registry.box().open(sealed, "member.nir:2")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesOfTenantsAreChecked() {
        for (String bad : Set.of("A", "x", "-a", "a--b", "a_b", "été", "api", "a".repeat(33), "a;drop")) {
            assertThatThrownBy(() -> new TenantId(bad)).as(bad).hasMessageContaining("tenant-id");
        }
    }
}
