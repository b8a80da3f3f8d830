package coop.entrelacs.tenancy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small pool of connections a tenant, opened when asked for and closed when least recently used. A tenant at rest costs no
 * connection; a noisy one has no more than its few.
 */
final class TenantPools implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TenantPools.class);

    /** Where and as whom a tenant is reached. */
    record Login(String jdbcUrl, String user, String password) {}

    private final ConcurrentHashMap<TenantId, Pool> pools = new ConcurrentHashMap<>();
    private final ScheduledExecutorService housekeeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tenant-pools").factory());
    private final Function<TenantId, Login> logins;
    private final TenancyProperties.Pools limits;
    private final MeterRegistry meters;

    TenantPools(Function<TenantId, Login> logins, TenancyProperties.Pools limits, MeterRegistry meters) {
        this.logins = logins;
        this.limits = limits;
        this.meters = meters;
        meters.gaugeMapSize("entrelacs.tenant.pools", io.micrometer.core.instrument.Tags.empty(), pools);
    }

    /** @param server where the tenant lives now; connections to where it lived before are closed */
    Connection connection(TenantId tenant, String server) throws SQLException {
        while (true) {
            Pool pool = pools.computeIfAbsent(tenant, id -> open(id, server));
            if (!pool.server.equals(server)) {
                evict(tenant);
            } else if (pool.enter()) {
                try {
                    return pool.source.getConnection();
                } finally {
                    pool.leave();
                }
            }
            pools.remove(tenant, pool); // Was being closed when we found it: the next turn opens a new one.
        }
    }

    /** Closes a tenant's connections: it moved, was suspended, or has a new password. */
    void evict(TenantId tenant) {
        Pool pool = pools.remove(tenant);
        if (pool != null) {
            pool.closed.set(true);
            pool.source.close();
        }
    }

    private Pool open(TenantId tenant, String server) {
        if (pools.size() >= limits.mostOpen()) {
            housekeeper.execute(this::closeLeastRecentlyUsed);
        }
        Login login = logins.apply(tenant);
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
        return new Pool(new HikariDataSource(config), server);
    }

    private void closeLeastRecentlyUsed() {
        while (pools.size() > limits.mostOpen()) {
            var oldest = pools.entrySet().stream()
                    .sorted(Comparator.comparingLong(entry -> entry.getValue().lastUsed))
                    .filter(entry -> entry.getValue().closeIfIdle())
                    .findFirst();
            if (oldest.isEmpty()) {
                return; // All are at work; the cap is passed for a moment rather than anyone cut off.
            }
            pools.remove(oldest.get().getKey(), oldest.get().getValue());
            LOG.debug("closed the pool of {}", oldest.get().getKey());
        }
    }

    @Override
    public void close() {
        pools.keySet().forEach(this::evict);
        housekeeper.shutdownNow();
    }

    private static final class Pool {

        private final HikariDataSource source;
        private final String server;
        private final java.util.concurrent.atomic.AtomicBoolean closed =
                new java.util.concurrent.atomic.AtomicBoolean();
        /** How many threads are between finding this pool and holding a connection; -1 once it closes. */
        private final AtomicInteger entering = new AtomicInteger();

        private volatile long lastUsed = System.nanoTime();

        Pool(HikariDataSource source, String server) {
            this.source = source;
            this.server = server;
        }

        boolean enter() {
            lastUsed = System.nanoTime();
            return !closed.get() && entering.getAndUpdate(n -> n < 0 ? n : n + 1) >= 0;
        }

        void leave() {
            entering.decrementAndGet();
        }

        boolean closeIfIdle() {
            if (!entering.compareAndSet(0, -1)) {
                return false;
            }
            var pool = source.getHikariPoolMXBean();
            if (pool != null && pool.getActiveConnections() > 0) {
                entering.set(0);
                return false;
            }
            source.close();
            return true;
        }
    }
}
