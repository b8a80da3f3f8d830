package coop.entrelacs.tenancy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A PostgreSQL server on which tenants live, seen as its provisioner: a role that may create roles and schemas, is no superuser
 * and serves no request.
 */
final class DatabaseServer implements AutoCloseable {

    /** Where the control plane lives, and tenants that asked for no other. */
    static final String MAIN = "main";

    private final String name;
    private final String jdbcUrl;
    private final HikariDataSource provisioner;

    DatabaseServer(String name, String jdbcUrl, String user, String password, int connections) {
        this.name = name;
        this.jdbcUrl = jdbcUrl;
        HikariConfig config = new HikariConfig();
        config.setPoolName("provisioner-" + name);
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(connections);
        config.setIdleTimeout(10_000);
        config.setInitializationFailTimeout(-1);
        // Since PostgreSQL 16 a role's maker may grant it on, but not act as it, unless it says so when making it.
        config.setConnectionInitSql("SET createrole_self_grant = 'set, inherit'");
        // What a failed statement held stays out of the words of the failure, and so out of the log.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("ApplicationName", "entrelacs-provisioner");
        this.provisioner = new HikariDataSource(config);
    }

    String name() {
        return name;
    }

    String jdbcUrl() {
        return jdbcUrl;
    }

    Connection connect() throws SQLException {
        return provisioner.getConnection();
    }

    @Override
    public void close() {
        provisioner.close();
    }
}
