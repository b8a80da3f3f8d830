package coop.entrelacs.tenancy;

import coop.entrelacs.shared.InvalidField;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL servers of the deployment, by name. */
final class DatabaseServers implements AutoCloseable {

    /** How many schemas are worked on at once by provisioning and upgrades, a server and node. */
    static final int PARALLEL = 8;

    private final Map<String, DatabaseServer> servers = new ConcurrentHashMap<>();
    private volatile @Nullable Lookup stored;

    /** Finds a server by its name, or nothing. */
    interface Lookup {
        TenancyProperties.@Nullable Server find(String name);
    }

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

    /** Where servers are looked up that the configuration does not name: another node may have added them. */
    void lookUpIn(Lookup source) {
        stored = source;
    }

    /** @throws InvalidField if the deployment has no server of that name */
    DatabaseServer get(String name) {
        DatabaseServer server = servers.get(name);
        Lookup lookup = stored;
        if (server == null && lookup != null) {
            TenancyProperties.Server found = lookup.find(name);
            if (found != null) {
                server = servers.computeIfAbsent(
                        name,
                        unknown -> new DatabaseServer(unknown, found.url(), found.user(), found.password(), PARALLEL));
            }
        }
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
