package coop.entrelacs.tenancy;

import coop.entrelacs.shared.InvalidField;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The PostgreSQL servers of the deployment, by name. */
final class DatabaseServers implements AutoCloseable {

    /** How many schemas are worked on at once by provisioning and upgrades, a server and node. */
    static final int PARALLEL = 8;

    private final Map<String, DatabaseServer> servers = new LinkedHashMap<>();

    DatabaseServers(TenancyProperties properties) {
        add(DatabaseServer.MAIN, properties.postgres());
        properties.servers().forEach(this::add);
    }

    void add(String name, TenancyProperties.Server server) {
        servers.put(name, new DatabaseServer(name, server.url(), server.user(), server.password(), PARALLEL));
    }

    DatabaseServer main() {
        return get(DatabaseServer.MAIN);
    }

    /** @throws InvalidField if the deployment has no server of that name */
    DatabaseServer get(String name) {
        DatabaseServer server = servers.get(name);
        if (server == null) {
            throw new InvalidField("server", "server-unknown", name);
        }
        return server;
    }

    Set<String> names() {
        return servers.keySet();
    }

    @Override
    public void close() {
        servers.values().forEach(DatabaseServer::close);
    }
}
