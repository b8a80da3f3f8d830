package coop.entrelacs.tenancy;

import org.springframework.stereotype.Component;

/** Adds a PostgreSQL server to the running application of the tests, as its configuration would. */
@Component
public class MoreServers {

    private final DatabaseServers servers;

    MoreServers(DatabaseServers servers) {
        this.servers = servers;
    }

    public void add(String name, String url, String user, String password) {
        servers.add(name, new TenancyProperties.Server(url, user, password));
    }
}
