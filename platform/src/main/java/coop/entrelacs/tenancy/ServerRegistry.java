package coop.entrelacs.tenancy;

import coop.entrelacs.shared.InvalidField;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The PostgreSQL servers on which tenants can live: the main one, those of the configuration, those the operator added. */
@Service
public class ServerRegistry {

    private final DatabaseServers servers;
    private final ControlPlane controlPlane;
    private final Secrets secrets;
    private final TenantRecords records;

    ServerRegistry(DatabaseServers servers, ControlPlane controlPlane, Secrets secrets, TenantRecords records) {
        this.servers = servers;
        this.controlPlane = controlPlane;
        this.secrets = secrets;
        this.records = records;
        servers.lookUpIn(this::stored);
    }

    private static final String PARAMETER =
            "(sslmode|connectTimeout|socketTimeout|loginTimeout|tcpKeepAlive|targetServerType|ApplicationName)=[A-Za-z0-9_-]+";

    /** A server as the operator sees it; never its password. */
    public record Known(String name, String url, long tenants) {}

    /**
     * @param url {@code jdbc:postgresql://host:port/database}
     * @param user the provisioner there: may create roles, may create schemas in the database, is no superuser
     */
    public record NewServer(String name, String url, String user, String password) {

        /** Hosts, a database, and what says how to reach it. Other parameters of the driver load classes or read files. */
        private static final Pattern URL = Pattern.compile("jdbc:postgresql://[A-Za-z0-9.:,_\\[\\]-]+/[A-Za-z0-9_.-]+"
                + "(\\?(" + PARAMETER + ")(&(" + PARAMETER + "))*)?");

        public NewServer {
            if (name == null || !name.matches("[a-z](-?[a-z0-9])+") || name.length() > 32) {
                throw new InvalidField("name", "server-name");
            }
            if (url == null || !URL.matcher(url).matches()) {
                throw new InvalidField("url", "server-url");
            }
            if (user == null || user.isBlank()) {
                throw new InvalidField("user", "required");
            }
            if (password == null) {
                throw new InvalidField("password", "required");
            }
        }

        @Override
        public String toString() {
            return "NewServer[" + name + "]";
        }
    }

    /** Every server, by name, with how many tenants live there. */
    public List<Known> all() {
        controlPlane
                .jdbc()
                .sql("SELECT name FROM database_server")
                .query(String.class)
                .list()
                .forEach(servers::get);
        Map<String, Long> tenants =
                records.all().stream().collect(Collectors.groupingBy(Tenant::server, Collectors.counting()));
        Map<String, Known> known = new TreeMap<>();
        for (String name : servers.names()) {
            known.put(name, new Known(name, servers.get(name).jdbcUrl(), tenants.getOrDefault(name, 0L)));
        }
        return List.copyOf(known.values());
    }

    /**
     * Makes a server known, after it was reached and found fit.
     *
     * @throws InvalidField if it cannot be reached, is too old, its login may not make roles and schemas, or its name is taken
     */
    public Known add(NewServer wanted) {
        if (servers.names().contains(wanted.name()) || stored(wanted.name()) != null) {
            throw new InvalidField("name", "server-exists", wanted.name());
        }
        try (DatabaseServer tried =
                        new DatabaseServer(wanted.name(), wanted.url(), wanted.user(), wanted.password(), 1);
                Connection connection = tried.connect()) {
            requireFit(connection);
            ControlPlaneSetup.closeToThePublic(connection);
        } catch (SQLException e) {
            throw new InvalidField("url", "server-unreachable", String.valueOf(e.getMessage()));
        }
        int added = controlPlane
                .jdbc()
                .sql("INSERT INTO database_server(name, jdbc_url, username, password_sealed) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING")
                .params(
                        wanted.name(),
                        wanted.url(),
                        wanted.user(),
                        secrets.seal(wanted.password().getBytes(StandardCharsets.UTF_8), context(wanted.name())))
                .update();
        if (added == 0) {
            throw new InvalidField("name", "server-exists", wanted.name());
        }
        return new Known(wanted.name(), servers.get(wanted.name()).jdbcUrl(), 0);
    }

    private static void requireFit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                    SELECT current_setting('server_version_num')::int >= 160000 AS recent,
                           has_database_privilege(current_database(), 'CREATE') AND r.rolcreaterole AS able, r.rolsuper,
                           EXISTS (SELECT 1 FROM pg_roles c WHERE c.rolname = 'entrelacs_control') AS main
                    FROM pg_roles r WHERE r.rolname = current_user\
                    """)) {
            row.next();
            if (!row.getBoolean("recent")) {
                throw new InvalidField("url", "server-old");
            }
            if (row.getBoolean("rolsuper")) {
                throw new InvalidField("user", "server-superuser");
            }
            if (!row.getBoolean("able")) {
                throw new InvalidField("user", "server-unfit");
            }
            // Roles belong to the whole server: a second database on the main one is not a second server.
            if (row.getBoolean("main")) {
                throw new InvalidField("url", "server-is-main");
            }
        }
    }

    private TenancyProperties.@Nullable Server stored(String name) {
        return controlPlane
                .jdbc()
                .sql("SELECT jdbc_url, username, password_sealed FROM database_server WHERE name = ?")
                .param(name)
                .query((row, n) -> new TenancyProperties.Server(
                        row.getString(1),
                        row.getString(2),
                        new String(secrets.open(row.getBytes(3), context(name)), StandardCharsets.UTF_8)))
                .optional()
                .orElse(null);
    }

    private static String context(String name) {
        return "server:" + name + ":password";
    }
}
