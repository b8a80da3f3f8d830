package coop.entrelacs.tenancy;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.postgresql.util.PasswordUtil;

/**
 * What a tenant is inside PostgreSQL: an owner that cannot log in, a runner that can, a schema. Every method is one transaction
 * (or part of the caller's) on one server, as the provisioner.
 */
final class TenantSchemas {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Changelog changelog;
    private final int roleConnections;
    private final Iterable<SchemaSeed> seeds;

    TenantSchemas(Changelog changelog, int roleConnections, Iterable<SchemaSeed> seeds) {
        this.changelog = changelog;
        this.roleConnections = roleConnections;
        this.seeds = seeds;
    }

    /** A password nobody chose: 192 random bits. */
    static String randomPassword() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Creates roles, schema, every table and what all tenants begin with, in one transaction and few round trips. */
    void create(DatabaseServer server, TenantId tenant, String password) throws SQLException {
        try (Connection connection = server.connect()) {
            inTransaction(connection, () -> {
                // The server never sees the password itself, so no log of it can either.
                String verifier = PasswordUtil.encodeScramSha256(password.toCharArray());
                execute(connection, """
                        CREATE ROLE %2$s NOLOGIN;
                        CREATE ROLE %3$s LOGIN NOINHERIT PASSWORD '%4$s' CONNECTION LIMIT %5$d;
                        %6$s
                        CREATE SCHEMA %1$s AUTHORIZATION %2$s;
                        SET LOCAL ROLE %2$s;
                        SET LOCAL search_path = %1$s;
                        -- an upgrade checks the bodies of functions; here they are the ones that tests have run
                        SET LOCAL check_function_bodies = off;
                        GRANT USAGE ON SCHEMA %1$s TO %3$s;
                        ALTER DEFAULT PRIVILEGES IN SCHEMA %1$s GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %3$s;
                        ALTER DEFAULT PRIVILEGES IN SCHEMA %1$s GRANT USAGE ON SEQUENCES TO %3$s;
                        """.formatted(
                                tenant.schema(),
                                tenant.owner(),
                                tenant.runner(),
                                verifier,
                                roleConnections,
                                runnerSettings(tenant)));
                execute(connection, changelog.fullFor(tenant));
                for (SchemaSeed seed : seeds) {
                    seed.fill(connection);
                }
                execute(connection, "REVOKE ALL ON databasechangelog FROM " + tenant.runner() + "; RESET ROLE");
            });
        }
    }

    boolean exists(DatabaseServer server, TenantId tenant) throws SQLException {
        try (Connection connection = server.connect();
                PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_namespace WHERE nspname = ?")) {
            query.setString(1, tenant.schema());
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        }
    }

    /**
     * Gives a spare schema its tenant's name. Functions pin their search path by name, so they are pinned anew: by replacing
     * them, since a function that is altered is looked up among those of all tenants, which have the same names.
     */
    void rename(DatabaseServer server, TenantId spare, TenantId tenant) throws SQLException {
        try (Connection connection = server.connect()) {
            inTransaction(connection, () -> {
                execute(connection, """
                        ALTER SCHEMA %s RENAME TO %s;
                        ALTER ROLE %s RENAME TO %s;
                        ALTER ROLE %s RENAME TO %s;
                        %s
                        SET LOCAL check_function_bodies = off;
                        """.formatted(
                                spare.schema(),
                                tenant.schema(),
                                spare.owner(),
                                tenant.owner(),
                                spare.runner(),
                                tenant.runner(),
                                runnerSettings(tenant)));
                String functions;
                try (PreparedStatement query = connection.prepareStatement("""
                        SELECT string_agg(replace(pg_get_functiondef(p.oid), ?, ?), ';')
                        FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid
                        WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_namespace'::regclass
                        AND d.refobjid = ?::regnamespace AND p.proconfig IS NOT NULL""")) {
                    query.setString(1, spare.schema());
                    query.setString(2, tenant.schema());
                    query.setString(3, tenant.schema());
                    try (ResultSet row = query.executeQuery()) {
                        row.next();
                        functions = row.getString(1);
                    }
                }
                if (functions != null) {
                    execute(connection, functions);
                }
            });
        }
    }

    /** A new password for the runner; sessions already open go on. */
    void changePassword(DatabaseServer server, TenantId tenant, String password) throws SQLException {
        try (Connection connection = server.connect()) {
            execute(
                    connection,
                    "ALTER ROLE " + tenant.runner() + " PASSWORD '"
                            + PasswordUtil.encodeScramSha256(password.toCharArray()) + "'");
        }
    }

    /** Whether the runner may log in; where it may not, its sessions end too and are gone on return. */
    void letIn(DatabaseServer server, TenantId tenant, boolean login) throws SQLException {
        try (Connection connection = server.connect()) {
            execute(connection, "ALTER ROLE " + tenant.runner() + (login ? " LOGIN" : " NOLOGIN"));
            if (login) {
                return;
            }
            String sessions = " FROM pg_stat_activity WHERE usename = '" + tenant.runner() + "'";
            for (int attempt = 0; attempt < 200; attempt++) {
                execute(connection, "SELECT pg_terminate_backend(pid)" + sessions);
                try (Statement statement = connection.createStatement();
                        ResultSet left = statement.executeQuery("SELECT count(*)" + sessions)) {
                    left.next();
                    if (left.getInt(1) == 0) {
                        return;
                    }
                }
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
            throw new SQLException("sessions of " + tenant + " do not end");
        }
    }

    /** Takes away a schema with all its data, and its roles. For spares and for tenants that never came to life. */
    void drop(DatabaseServer server, TenantId tenant) throws SQLException {
        try (Connection connection = server.connect()) {
            inTransaction(connection, () -> {
                execute(connection, "DROP SCHEMA IF EXISTS %s CASCADE".formatted(tenant.schema()));
                for (String role : List.of(tenant.runner(), tenant.owner())) {
                    if (roleExists(connection, role)) {
                        execute(connection, "DROP OWNED BY %1$s; DROP ROLE %1$s".formatted(role));
                    }
                }
            });
        }
    }

    List<Changelog.Applied> applied(DatabaseServer server, TenantId tenant) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, author, filename, md5sum FROM " + tenant.schema()
                        + ".databasechangelog ORDER BY orderexecuted, filename, id")) {
            List<Changelog.Applied> applied = new ArrayList<>();
            while (rows.next()) {
                applied.add(new Changelog.Applied(
                        rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)));
            }
            return applied;
        }
    }

    /**
     * Applies a rendered script as the schema's owner, in one transaction, and checks that all changes are there afterwards.
     *
     * @throws SQLException if anything failed: then the schema is as it was
     */
    void upgrade(DatabaseServer server, TenantId tenant, String script, int changesAfter) throws SQLException {
        try (Connection connection = server.connect()) {
            inTransaction(connection, () -> {
                // A long reader must not make the whole tenant queue behind our lock: fail, and try again later.
                execute(
                        connection,
                        "SET LOCAL lock_timeout = '5s'; SET LOCAL ROLE " + tenant.owner() + "; SET LOCAL search_path = "
                                + tenant.schema());
                execute(connection, script);
                try (Statement statement = connection.createStatement();
                        ResultSet count = statement.executeQuery("SELECT count(*) FROM databasechangelog")) {
                    count.next();
                    if (count.getInt(1) != changesAfter) {
                        throw new SQLException("after the upgrade " + tenant + " has " + count.getInt(1)
                                + " changes, not " + changesAfter);
                    }
                }
                execute(connection, "RESET ROLE");
            });
        }
    }

    private static String runnerSettings(TenantId tenant) {
        return """
                ALTER ROLE %1$s SET search_path = %2$s;
                ALTER ROLE %1$s SET idle_in_transaction_session_timeout = '60s';
                """.formatted(tenant.runner(), tenant.schema());
    }

    private static boolean roleExists(Connection connection, String role) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_roles WHERE rolname = ?")) {
            query.setString(1, role);
            try (ResultSet found = query.executeQuery()) {
                return found.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private interface SqlWork {
        void run() throws SQLException;
    }

    private static void inTransaction(Connection connection, SqlWork work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            work.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
            } catch (SQLException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }
}
