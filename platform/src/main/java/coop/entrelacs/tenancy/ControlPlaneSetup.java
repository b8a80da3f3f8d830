package coop.entrelacs.tenancy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.postgresql.util.PasswordUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the control plane's login and schema, and brings its tables up to date. Several nodes may start at once: one does the
 * work, the others wait for it.
 */
final class ControlPlaneSetup {

    private static final Logger LOG = LoggerFactory.getLogger(ControlPlaneSetup.class);
    private static final String SCHEMA = "control";
    private static final String ROLE = "entrelacs_control";
    private static final long LOCK = 0x656e7472656cL; // "entrel"

    private ControlPlaneSetup() {}

    static HikariDataSource prepare(DatabaseServer server, Secrets secrets) {
        String password = secrets.derivedPassword(ROLE);
        try (Connection connection = server.connect()) {
            execute(connection, "SELECT pg_advisory_lock(" + LOCK + ")");
            try {
                warnIfSuperuser(connection);
                login(connection, password);
                closeToThePublic(connection);
                migrate(connection);
            } finally {
                execute(connection, "SELECT pg_advisory_unlock(" + LOCK + ")");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the control plane cannot be prepared on " + server.jdbcUrl() + ": " + e.getMessage()
                            + " (the provisioner needs CREATEROLE, and CREATE on the database)",
                    e);
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("control-plane");
        config.setJdbcUrl(server.jdbcUrl());
        config.setUsername(ROLE);
        config.setPassword(password);
        config.setSchema(SCHEMA);
        config.setMinimumIdle(1);
        config.setMaximumPoolSize(12);
        // What a failed statement held stays out of the words of the failure, and so out of the log.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("ApplicationName", "entrelacs-control");
        return new HikariDataSource(config);
    }

    private static void login(Connection connection, String password) throws SQLException {
        String verifier = PasswordUtil.encodeScramSha256(password.toCharArray());
        boolean exists;
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + ROLE + "'")) {
            exists = found.next();
        }
        execute(
                connection,
                (exists ? "ALTER" : "CREATE") + " ROLE " + ROLE + " LOGIN NOINHERIT PASSWORD '" + verifier + "'");
        execute(connection, """
            CREATE SCHEMA IF NOT EXISTS %1$s;
            GRANT USAGE ON SCHEMA %1$s TO %2$s;
            ALTER DEFAULT PRIVILEGES IN SCHEMA %1$s GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %2$s;
            ALTER DEFAULT PRIVILEGES IN SCHEMA %1$s GRANT USAGE ON SEQUENCES TO %2$s;
            -- where the administrator took these from the public (decision 0110); elsewhere it has them anyway
            GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint), pg_try_advisory_lock(bigint) TO %2$s;
            """.formatted(SCHEMA, ROLE));
    }

    /** Only tenants' own schemas are theirs. Where the provisioner does not own the database this is its administrator's to do. */
    static void closeToThePublic(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet owner = statement.executeQuery(
                        "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()")) {
            owner.next();
            if (owner.getBoolean(1)) {
                execute(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC");
                execute(
                        connection,
                        "DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC',"
                                + " current_database()); END $$");
            } else {
                LOG.warn("The provisioner does not own the database. As its owner, run once: REVOKE ALL ON SCHEMA"
                        + " public FROM PUBLIC");
            }
        }
    }

    private static void warnIfSuperuser(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")) {
            row.next();
            if (row.getBoolean(1)) {
                LOG.warn("The provisioner is a superuser. It needs only CREATEROLE and CREATE on the database: give it"
                        + " less.");
            }
        }
    }

    private static void migrate(Connection connection) {
        var resources = new ClassLoaderResourceAccessor(ControlPlaneSetup.class.getClassLoader());
        try {
            execute(connection, "SET search_path = " + SCHEMA);
            Map<String, Object> quietly =
                    Map.of(Scope.Attr.resourceAccessor.name(), resources, Scope.Attr.ui.name(), new LoggerUIService());
            Scope.child(quietly, () -> {
                // Not closed: that would close the connection, whose lock we still hold.
                var database =
                        DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
                database.setDefaultSchemaName(SCHEMA);
                database.setLiquibaseSchemaName(SCHEMA);
                @SuppressWarnings("resource")
                Liquibase liquibase = new Liquibase("db/control-plane/index.yaml", resources, database);
                liquibase.setShowSummary(UpdateSummaryEnum.OFF);
                liquibase.setChangeLogParameter("runner", ROLE);
                liquibase.update(new Contexts());
                return null;
            });
            if (!connection.getAutoCommit()) {
                connection.commit();
                connection.setAutoCommit(true);
            }
            execute(connection, "RESET search_path");
        } catch (Exception e) {
            throw new IllegalStateException("the control plane cannot be migrated: " + e.getMessage(), e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
