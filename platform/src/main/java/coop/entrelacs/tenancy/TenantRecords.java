package coop.entrelacs.tenancy;

import coop.entrelacs.shared.NotFound;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What the control plane knows of each tenant, kept for two seconds: a suspension is felt by every node that soon, and at once
 * by the one that did it.
 */
@Component
class TenantRecords {

    /** Bound while the one who carries a tenant looks at what arrived: everybody else finds it closed. */
    static final ScopedValue<TenantId> CARRYING = ScopedValue.newInstance();

    static final Duration KEPT = Duration.ofSeconds(2);
    private static final long KEPT_NANOS = KEPT.toNanos();
    static final String COLUMNS =
            "id, name, kind, federation, state, server, created_at, schema_version, upgrade_error, moving_to, password_sealed, box_salt";

    private final ControlPlane controlPlane;
    private final DatabaseServers servers;
    private final Secrets secrets;
    private final ConcurrentHashMap<TenantId, Entry> kept = new ConcurrentHashMap<>();
    private final ReentrantLock refreshing = new ReentrantLock();
    /** When this node last changed a tenant: what was read before is not kept. */
    private volatile long forgotten = System.nanoTime();

    TenantRecords(ControlPlane controlPlane, DatabaseServers servers, Secrets secrets) {
        this.controlPlane = controlPlane;
        this.servers = servers;
        this.secrets = secrets;
    }

    private record Entry(Tenant tenant, byte @Nullable [] password, byte[] boxSalt, long readAt) {}

    Tenant get(TenantId id) {
        return find(id).orElseThrow(() -> new NotFound("tenant", id));
    }

    Optional<Tenant> find(TenantId id) {
        return entry(id).map(Entry::tenant);
    }

    /**
     * @throws TenantUnavailable if nobody may work in the tenant now
     * @throws TenantMoving if nobody may for a moment
     */
    void requireOpen(TenantId id) {
        Tenant tenant = get(id);
        if (tenant.movingTo() != null && !(CARRYING.isBound() && CARRYING.get().equals(id))) {
            throw new TenantMoving(id);
        }
        switch (tenant.state()) {
            case ACTIVE, PROVISIONING -> {
                if (tenant.upgradeError() != null) {
                    throw new TenantUnavailable(id, "UPGRADE_FAILED");
                }
            }
            case SUSPENDED, CLOSED ->
                throw new TenantUnavailable(id, tenant.state().name());
        }
    }

    TenantPools.Login login(TenantId id) {
        requireOpen(id);
        Entry entry = entry(id).orElseThrow(() -> new NotFound("tenant", id));
        byte[] password = entry.password();
        if (password == null) {
            throw new TenantUnavailable(id, "PROVISIONING");
        }
        return new TenantPools.Login(
                entry.tenant().server(),
                servers.get(entry.tenant().server()).jdbcUrl(),
                id.runner(),
                new String(secrets.open(password, passwordContext(id)), StandardCharsets.UTF_8));
    }

    TenantBox box(TenantId id) {
        return entry(id).map(entry -> secrets.box(id, entry.boxSalt())).orElseThrow(() -> new NotFound("tenant", id));
    }

    static String passwordContext(TenantId id) {
        return "tenant:" + id + ":password";
    }

    void forget(TenantId id) {
        forgotten = System.nanoTime();
        kept.remove(id);
    }

    List<Tenant> all() {
        return controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS + " FROM tenant ORDER BY kind DESC, id")
                .query((row, n) -> tenant(row))
                .list();
    }

    private Optional<Entry> entry(TenantId id) {
        Entry entry = kept.get(id);
        if (entry != null && System.nanoTime() - entry.readAt() < KEPT_NANOS) {
            return Optional.of(entry);
        }
        // One reads all again for everybody, so that many tenants cost no more than one; whoever comes meanwhile
        // waits for nobody and reads its own.
        if (entry != null && refreshing.tryLock()) {
            try {
                return keep(id, read("ORDER BY id", List.of()));
            } finally {
                refreshing.unlock();
            }
        }
        return keep(id, read("WHERE id = ?", List.of(id.value())));
    }

    private Optional<Entry> keep(TenantId asked, List<Entry> read) {
        Optional<Entry> found = Optional.empty();
        for (Entry entry : read) {
            TenantId id = entry.tenant().id();
            kept.compute(id, (tenant, before) -> isOlder(entry, before) ? before : entry);
            if (id.equals(asked)) {
                found = Optional.of(entry);
            }
        }
        if (found.isEmpty()) {
            kept.remove(asked);
        }
        return found;
    }

    /** Read before something was changed here, or before what is kept. */
    private boolean isOlder(Entry entry, @Nullable Entry before) {
        return entry.readAt() - forgotten <= 0 || (before != null && before.readAt() - entry.readAt() > 0);
    }

    private List<Entry> read(String which, List<String> parameters) {
        long before = System.nanoTime(); // What changes while we read is not older than that.
        return controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS + " FROM tenant " + which)
                .params(parameters)
                .query((row, n) ->
                        new Entry(tenant(row), row.getBytes("password_sealed"), row.getBytes("box_salt"), before))
                .list();
    }

    static Tenant tenant(ResultSet row) throws SQLException {
        String federation = row.getString("federation");
        return new Tenant(
                new TenantId(row.getString("id")),
                row.getString("name"),
                Tenant.Kind.valueOf(row.getString("kind")),
                federation == null ? null : new TenantId(federation),
                Tenant.State.valueOf(row.getString("state")),
                row.getString("server"),
                row.getTimestamp("created_at").toInstant(),
                row.getString("schema_version"),
                row.getString("upgrade_error"),
                row.getString("moving_to"));
    }
}
