package coop.entrelacs.tenancy;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param postgres the main server and its provisioner
 * @param servers further servers by name, on which tenants can be created or moved to
 * @param masterKey 32 bytes in base64, from outside the database; null: kept in the file {@code master.key} of {@code data}
 * @param data the folder for what must survive a restart and is not in a database
 * @param pools the limits of the tenants' connections
 * @param spareSchemas how many provisioned schemas wait for a new tenant
 * @param wholeLook how often a tenant is looked at for work that nobody marked
 */
@ConfigurationProperties("entrelacs")
record TenancyProperties(
        Server postgres,
        @DefaultValue Map<String, Server> servers,
        @Nullable String masterKey,
        @Nullable String data,
        @DefaultValue Pools pools,
        @DefaultValue("3") int spareSchemas,
        @DefaultValue("4h") Duration wholeLook) {

    record Server(String url, String user, String password) {}

    /**
     * @param mostOpen how many tenants' pools stay open at once; the least recently used closes first. All the cooperatives of the
     *     country's federation (165) fit: a tenant whose pool was closed pays for its next connection many times a request
     * @param connections the most connections a tenant has on one node
     * @param nodes for how many application nodes a tenant's role may hold connections
     */
    record Pools(
            @DefaultValue("200") int mostOpen,
            @DefaultValue("4") int connections,
            @DefaultValue("4") int nodes) {}
}
