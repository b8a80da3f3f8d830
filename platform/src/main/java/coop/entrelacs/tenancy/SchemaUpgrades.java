package coop.entrelacs.tenancy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings every tenant's schema to this version of the changelog: pending changes are rendered once for all tenants in the same
 * state, then applied tenant by tenant, several at once, each in its own transaction. What a crash leaves undone the next start
 * does; a tenant that fails is closed to requests with its reason, and blocks no other. Changes only expand or contract, so
 * nodes of the version before go on working meanwhile.
 */
@Component
class SchemaUpgrades {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaUpgrades.class);
    /** Held while schemas are upgraded, and while one is carried, restored or dropped. */
    private static final long LOCK = 0x75706772L; // "upgr"

    private final ControlPlane controlPlane;
    private final DatabaseServers servers;
    private final TenantSchemas schemas;
    private final TenantRecords records;

    SchemaUpgrades(ControlPlane controlPlane, DatabaseServers servers, TenantSchemas schemas, TenantRecords records) {
        this.controlPlane = controlPlane;
        this.servers = servers;
        this.schemas = schemas;
        this.records = records;
    }

    /** How an upgrade of all tenants went. */
    record Outcome(int upToDate, int upgraded, Map<TenantId, String> failed) {}

    interface Work {
        void run() throws SQLException;
    }

    /**
     * Does something while no schema is upgraded, moved or brought back on any node: the tables stay those that they are.
     *
     * @throws SQLException if the control plane is away, or from the work
     */
    static void alone(ControlPlane controlPlane, Work work) throws SQLException {
        try (Connection lock = controlPlane.dataSource().getConnection();
                Statement statement = lock.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            try {
                work.run();
            } finally {
                statement.execute("SELECT pg_advisory_unlock(" + LOCK + ")");
            }
        }
    }

    Outcome upgradeAll(Changelog changelog) {
        return java.util.Objects.requireNonNull(controlPlane.transaction().execute(status -> {
            // One node at a time; the lock goes with this transaction, which writes nothing else.
            controlPlane
                    .jdbc()
                    .sql("SELECT pg_advisory_xact_lock(" + LOCK + ")")
                    .query(Object.class)
                    .list();
            return upgrade(changelog);
        }));
    }

    private Outcome upgrade(Changelog changelog) {
        List<Tenant> behind = new ArrayList<>();
        int upToDate = 0;
        for (Tenant tenant : records.all()) {
            if (changelog.fingerprint().equals(tenant.schemaVersion()) && tenant.upgradeError() == null) {
                upToDate++;
            } else if (tenant.schemaVersion() != null) {
                behind.add(tenant);
            }
        }
        if (behind.isEmpty()) {
            return new Outcome(upToDate, 0, Map.of());
        }
        Map<List<Changelog.Applied>, Changelog.PendingScript> scripts = new HashMap<>();
        Map<TenantId, String> failed = new ConcurrentHashMap<>();
        List<String> done = java.util.Collections.synchronizedList(new ArrayList<>());
        try (var workers = Executors.newFixedThreadPool(
                DatabaseServers.PARALLEL, Thread.ofVirtual().name("upgrade-", 0).factory())) {
            List<Future<?>> running = new ArrayList<>();
            for (Tenant tenant : behind) {
                running.add(workers.submit(() -> {
                    try {
                        DatabaseServer server = servers.get(tenant.server());
                        List<Changelog.Applied> applied = schemas.applied(server, tenant.id());
                        Changelog.PendingScript script;
                        synchronized (scripts) {
                            script = scripts.computeIfAbsent(applied, changelog::pending);
                        }
                        if (script.changes() > 0) {
                            int after = applied.size() + script.changes();
                            schemas.upgrade(server, tenant.id(), script.forTenant(tenant.id()), after);
                        } else if (applied.size() > changelog.changes() && tenant.upgradeError() == null) {
                            return; // A newer node was here: its version is the one to note, not ours.
                        }
                        done.add(tenant.id().value());
                    } catch (SQLException | RuntimeException e) {
                        LOG.error("the upgrade of {} failed", tenant.id(), e);
                        failed.put(tenant.id(), String.valueOf(e.getMessage()));
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the upgrade was interrupted; the next start goes on", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
        controlPlane
                .jdbc()
                .sql("UPDATE tenant SET schema_version = ?, upgrade_error = NULL WHERE id = ANY (?)")
                .params(changelog.fingerprint(), done.toArray(String[]::new))
                .update();
        failed.forEach((id, reason) -> controlPlane
                .jdbc()
                .sql("UPDATE tenant SET upgrade_error = ? WHERE id = ?")
                .params(reason, id.value())
                .update());
        behind.forEach(tenant -> records.forget(tenant.id()));
        LOG.info("upgraded {} tenants, {} failed", done.size(), failed.size());
        return new Outcome(upToDate, done.size(), Map.copyOf(failed));
    }
}
