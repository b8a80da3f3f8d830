package coop.entrelacs.tenancy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small pool of connections a tenant, opened when asked for and closed when least recently used. A tenant at rest costs no
 * connection; a noisy one has no more than its few, also while its pool is closed and opened again: one is closed whole before the
 * next one opens.
 */
final class TenantPools implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TenantPools.class);

    /** Where and as whom a tenant is reached. */
    record Login(String server, String jdbcUrl, String user, String password) {}

    private final ConcurrentHashMap<TenantId, Pool> pools = new ConcurrentHashMap<>();
    private final ScheduledExecutorService housekeeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tenant-pools").factory());
    private final Function<TenantId, Login> logins;
    private final TenancyProperties.Pools limits;
    private final MeterRegistry meters;
    private final ReentrantLock closing = new ReentrantLock();
    private volatile boolean closed;

    TenantPools(Function<TenantId, Login> logins, TenancyProperties.Pools limits, MeterRegistry meters) {
        this.logins = logins;
        this.limits = limits;
        this.meters = meters;
        meters.gaugeMapSize("entrelacs.tenant.pools", Tags.empty(), pools);
    }

    /** @param server where the tenant lives as far as the caller knows; connections to where it lived before are closed */
    Connection connection(TenantId tenant, String server) throws SQLException {
        while (true) {
            Pool pool = pools.computeIfAbsent(tenant, Pool::new);
            Connection connection = pool.connection(server);
            if (connection != null) {
                return connection;
            }
            pools.remove(tenant, pool); // It is closed, wholly: the next turn opens a new one.
        }
    }

    /** Closes a tenant's connections: it moved, was suspended, or has a new password. */
    void evict(TenantId tenant) {
        Pool pool = pools.get(tenant);
        if (pool != null) {
            pool.close();
            pools.remove(tenant, pool);
        }
    }

    /** How many tenants' pools are open. */
    int open() {
        return pools.size();
    }

    /** How many wait for a connection of a tenant. */
    int waiting(TenantId tenant) {
        Pool pool = pools.get(tenant);
        var seen = pool == null || pool.source == null ? null : pool.source.getHikariPoolMXBean();
        return seen == null ? 0 : seen.getThreadsAwaitingConnection();
    }

    private HikariDataSource source(TenantId tenant, Login login) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(tenant.value());
        config.setJdbcUrl(login.jdbcUrl());
        config.setUsername(login.user());
        config.setPassword(login.password());
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(limits.connections());
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(10_000);
        config.setIdleTimeout(10_000);
        config.setScheduledExecutor(housekeeper);
        config.setThreadFactory(
                Thread.ofVirtual().name("pool-" + tenant.value()).factory());
        config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // What a failed statement held stays out of the words of the failure, and so out of the log.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("ApplicationName", "entrelacs");
        // Starting a parallel worker takes longer than nearly all our queries, and cores are there for the other
        // tenants.
        config.addDataSourceProperty("options", "-c max_parallel_workers_per_gather=0 -c jit=off");
        return new HikariDataSource(config);
    }

    /** On a thread of its own: closing waits, and nobody who asks for a connection shall wait with it. */
    private void closeLeastRecentlyUsedSoon() {
        if (pools.size() > limits.mostOpen()) {
            Thread.ofVirtual().name("tenant-pools-close").start(this::closeLeastRecentlyUsed);
        }
    }

    private void closeLeastRecentlyUsed() {
        closing.lock();
        try {
            record Used(Pool pool, long at) {}
            List<Used> oldestFirst = pools.values().stream()
                    .map(pool -> new Used(pool, pool.lastUsed)) // Once: the order must not change while we sort.
                    .sorted(Comparator.comparingLong(Used::at))
                    .toList();
            for (Used used : oldestFirst) {
                if (pools.size() <= limits.mostOpen()) {
                    return;
                }
                // Where all are at work the cap is passed for a moment rather than anyone cut off.
                if (used.pool().closeIfIdle()) {
                    pools.remove(used.pool().tenant, used.pool());
                    LOG.debug("closed the pool of {}", used.pool().tenant);
                }
            }
        } finally {
            closing.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        pools.keySet().forEach(this::evict);
        housekeeper.shutdownNow();
    }

    /** Opened by the first who asks; closed once and for good. */
    private final class Pool {

        private final TenantId tenant;
        /** Held while the pool opens, and while it closes: who comes meanwhile waits, and then finds out which. */
        private final ReentrantLock lock = new ReentrantLock();

        private @Nullable HikariDataSource source;
        private String server = "";
        private volatile boolean over;
        /** How many threads are between finding this pool open and holding a connection. */
        private int entering;

        private volatile long lastUsed = System.nanoTime();

        Pool(TenantId tenant) {
            this.tenant = tenant;
        }

        /** @return null where the pool is closed: a new one is to be opened */
        @Nullable
        Connection connection(String asked) throws SQLException {
            HikariDataSource present;
            boolean opened = false;
            lock.lock();
            try {
                if (closed) {
                    throw new SQLTransientConnectionException(
                            "this node stops; " + tenant + " is reached by another one");
                }
                if (source != null && !server.equals(asked) && !over) {
                    // Either the tenant has moved, or it has, and the caller read its record before that.
                    if (!logins.apply(tenant).server().equals(server)) {
                        closeNow();
                    }
                }
                if (over) {
                    return null;
                }
                present = source;
                if (present == null) {
                    Login login = logins.apply(tenant);
                    present = source(tenant, login);
                    source = present;
                    server = login.server();
                    opened = true;
                }
                entering++;
                lastUsed = System.nanoTime();
            } finally {
                if (source == null) {
                    over = true;
                    pools.remove(tenant, this);
                }
                lock.unlock();
            }
            if (opened) {
                closeLeastRecentlyUsedSoon();
            }
            try {
                return present.getConnection();
            } catch (SQLException e) {
                if (over) {
                    return null; // Closed while we waited: the tenant moved or was suspended, and its record says
                    // which.
                }
                throw e;
            } finally {
                lock.lock();
                try {
                    entering--;
                } finally {
                    lock.unlock();
                }
            }
        }

        boolean closeIfIdle() {
            if (!lock.tryLock()) {
                return false;
            }
            try {
                HikariDataSource present = source;
                if (over || present == null || entering > 0) {
                    return false;
                }
                var pool = present.getHikariPoolMXBean();
                if (pool != null && pool.getActiveConnections() > 0) {
                    return false;
                }
                closeNow();
                return true;
            } finally {
                lock.unlock();
            }
        }

        void close() {
            lock.lock();
            try {
                closeNow();
            } finally {
                lock.unlock();
            }
        }

        private void closeNow() {
            over = true;
            if (source != null) {
                source.close();
            }
        }
    }
}
