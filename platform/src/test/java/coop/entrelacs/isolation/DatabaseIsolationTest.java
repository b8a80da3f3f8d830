package coop.entrelacs.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a tenant's connection can do to another tenant: nothing, even through a query that splices what the attacker says into
 * SQL. The query below is deliberately injectable and exists in this test only.
 */
@EntrelacsTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseIsolationTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    DataSource dataSource;

    @Autowired
    JdbcClient jdbc;

    TenantId attacker;
    TenantId victim;

    /** The same two for all attacks: each must leave them as they were, for the next. */
    @BeforeAll
    void twoCooperatives() {
        attacker = tenants.aCooperative();
        victim = tenants.aCooperative();
        TestTenants.in(
                victim,
                () -> jdbc.sql("INSERT INTO document(id, name, media_type, sha256, content)"
                                + " VALUES (gen_random_uuid(), 'CANARY', 'text/plain', repeat('a', 64), 'x')")
                        .update());
    }

    static Stream<String> attacks() {
        return Stream.of(
                // straight at the other schema
                "SELECT name FROM VICTIM.document",
                "SELECT count(*) FROM VICTIM.journal_line",
                "INSERT INTO VICTIM.document SELECT * FROM document",
                "UPDATE VICTIM.legal_identity SET version = 99",
                "DELETE FROM VICTIM.document",
                "TRUNCATE VICTIM.document",
                "SELECT * FROM VICTIM.databasechangelog",
                "SELECT VICTIM.seal_entries()",
                "SELECT nextval('VICTIM.journal_entry_id')",
                "CREATE TABLE VICTIM.mine (id int)",
                "CREATE VIEW spy AS SELECT * FROM VICTIM.document",
                "LOCK TABLE VICTIM.document IN ACCESS SHARE MODE",
                "COPY VICTIM.document TO STDOUT",
                // as somebody else
                "SET ROLE OWN_VICTIM",
                "SET ROLE RUN_VICTIM",
                "SET ROLE OWN_ATTACKER",
                "SET ROLE entrelacs_control",
                "SET ROLE entrelacs_provisioner",
                "SET SESSION AUTHORIZATION RUN_VICTIM",
                "SELECT set_config('role', 'RUN_VICTIM', false)",
                "SELECT set_config('role', 'OWN_ATTACKER', true)",
                "SELECT set_config('session_authorization', 'RUN_VICTIM', false)",
                "GRANT RUN_VICTIM TO RUN_ATTACKER",
                "ALTER ROLE RUN_VICTIM PASSWORD 'mine'",
                "ALTER ROLE RUN_ATTACKER SUPERUSER",
                "ALTER ROLE RUN_ATTACKER CONNECTION LIMIT 1000",
                "ALTER ROLE RUN_ATTACKER CREATEROLE",
                "CREATE ROLE accomplice",
                // another path to the same table
                "SET search_path = VICTIM; SELECT name FROM document WHERE name = 'CANARY'",
                "SELECT set_config('search_path', 'VICTIM', false); SELECT count(*) FROM journal_line JOIN document ON true",
                "SELECT 1; SELECT name FROM VICTIM.document",
                "DO $$ BEGIN EXECUTE 'SELECT name FROM VICTIM.document'; END $$",
                "DO $$ BEGIN PERFORM set_config('role', 'RUN_VICTIM', true); END $$",
                "SELECT query_to_xml('SELECT * FROM VICTIM.document', true, false, '')",
                "CREATE FUNCTION pg_temp.f() RETURNS text LANGUAGE sql AS 'SELECT name FROM VICTIM.document LIMIT 1'",
                // what is nobody's
                "SELECT * FROM control.tenant",
                "SELECT * FROM control.scheduled_tasks",
                "CREATE TABLE public.drop_box (note text)",
                "CREATE SCHEMA mine",
                "CREATE TEMPORARY TABLE t (id int)",
                "CREATE EXTENSION dblink",
                "SELECT pg_read_file('/etc/passwd')",
                "COPY document TO PROGRAM 'cat'",
                "SELECT rolpassword FROM pg_authid",
                "SELECT lo_import('/etc/passwd')",
                "SELECT lo_creat(-1)",
                "SELECT lo_create(0)",
                "SELECT lo_from_bytea(0, 'x')",
                "SELECT pg_advisory_lock(1)",
                "SELECT pg_advisory_lock(1, 2)",
                "SELECT pg_advisory_lock_shared(1)",
                "SELECT pg_try_advisory_lock(1)",
                "SELECT pg_try_advisory_lock_shared(1, 2)",
                "ALTER SYSTEM SET work_mem = '1GB'",
                "ALTER TABLE document DISABLE TRIGGER ALL",
                "DROP TABLE document",
                "DROP SCHEMA ATTACKER CASCADE",
                // and in its own books, what nobody may
                "UPDATE journal_line SET amount_cents = 0",
                "DELETE FROM journal_entry",
                "INSERT INTO journal_entry(id, entry_date, journal_id, booked_by, label) VALUES (1, now(), 1, gen_random_uuid(), 'x')",
                "TRUNCATE journal_line",
                "UPDATE document SET name = 'other'",
                "DELETE FROM document");
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void isRefused(String attack) throws SQLException {
        String statement = attack.replace("OWN_VICTIM", victim.owner())
                .replace("RUN_VICTIM", victim.runner())
                .replace("OWN_ATTACKER", attacker.owner())
                .replace("RUN_ATTACKER", attacker.runner())
                .replace("VICTIM", victim.schema())
                .replace("ATTACKER", attacker.schema());

        assertThatThrownBy(() -> TestTenants.in(attacker, () -> {
                    injectable(statement);
                    return null;
                }))
                .as(statement)
                .hasStackTraceContaining("PSQLException");

        assertThat(TestTenants.in(
                        victim,
                        () -> jdbc.sql("SELECT count(*) FROM document WHERE name = 'CANARY'")
                                .query(Integer.class)
                                .single()))
                .isEqualTo(1);
    }

    @Test
    void whatAnInjectionLeavesOnAConnectionMeetsNobody() throws SQLException {
        TestTenants.in(tenants.aCooperative(), () -> {
            injectable("SET search_path = pg_catalog; SET statement_timeout = '1ms'; SET statement_timeout = 0");
            return null;
        });

        // The connection goes back to the attacker's own pool: the next of another tenant is another login altogether.
        assertThat(TestTenants.in(
                        victim,
                        () -> jdbc.sql("SELECT session_user || ' ' || current_schema()")
                                .query(String.class)
                                .single()))
                .isEqualTo(victim.runner() + " " + victim.schema());
    }

    @Test
    void rolesOfTenantsMayDoNothingBeyondTheirSchema() throws SQLException {
        List<String> powers = TestTenants.in(
                attacker,
                () -> jdbc.sql(
                                "SELECT rolname FROM pg_roles WHERE rolname LIKE 'run\\_%' AND (rolsuper OR rolcreaterole"
                                        + " OR rolcreatedb OR rolreplication OR rolbypassrls OR rolinherit OR rolconnlimit < 0)")
                        .query(String.class)
                        .list());
        assertThat(powers).isEmpty();

        List<String> memberships = TestTenants.in(
                attacker,
                () -> jdbc.sql("SELECT member::regrole::text || ' in ' || roleid::regrole::text FROM pg_auth_members"
                                + " WHERE member::regrole::text LIKE 'run\\_%'")
                        .query(String.class)
                        .list());
        assertThat(memberships).isEmpty();

        List<String> schemas = TestTenants.in(
                attacker,
                () -> jdbc.sql("SELECT nspname FROM pg_namespace WHERE has_schema_privilege(oid, 'USAGE')"
                                + " AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'")
                        .query(String.class)
                        .list());
        assertThat(schemas).containsExactly(attacker.schema());
    }

    private void injectable(String spliced) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SELECT 'before'; " + spliced);
            while (statement.getMoreResults() || statement.getUpdateCount() != -1) {
                // every statement of the stack is run to its end
            }
        }
    }
}
