package coop.entrelacs.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;

/**
 * A PostgreSQL and a Redis of our own, started in this JVM's company and stopped with it, after Spring's contexts.
 *
 * <p>Each server starts when its address is first asked for.
 */
public final class DevServices {

    private static final Map<Path, DevServices> DURABLE = new HashMap<>();
    private static final String FAST_PREFIX = "entrelacs-fast-";
    private static @Nullable DevServices fast;

    private final DataFolder folder;
    private final Durability durability;
    private final EmbeddedPostgres postgres;
    private final EmbeddedRedis redis;
    private final Thread ownHook = new Thread(this::close, "entrelacs-dev-services-stop");
    private boolean postgresKilled;
    private boolean redisStopped;
    private boolean closed;

    private DevServices(DataFolder folder, Durability durability) {
        this.folder = folder;
        this.durability = durability;
        this.postgres = new EmbeddedPostgres(folder, durability);
        this.redis = new EmbeddedRedis(folder, durability);
        Runtime.getRuntime().addShutdownHook(ownHook);
    }

    /** Where Spring runs, its hook closes us after every context; a hook of our own would race with it. */
    synchronized DevServices closingAfterSpring() {
        if (Runtime.getRuntime().removeShutdownHook(ownHook)) {
            SpringApplication.getShutdownHandlers().add(this::close);
        }
        return this;
    }

    /** The pair for tests and benches: one a JVM, without fsync, in a temporary folder that is deleted at the end. */
    public static synchronized DevServices fast() {
        DevServices known = fast;
        if (known == null) {
            sweepAbandonedFolders();
            try {
                known = new DevServices(DataFolder.take(Files.createTempDirectory(FAST_PREFIX)), Durability.FAST);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            fast = known;
        }
        return known;
    }

    /** One more of the same kind beside {@link #fast()}, for tests of several servers; deleted at the end as well. */
    public static synchronized DevServices beside() {
        try {
            return new DevServices(DataFolder.take(Files.createTempDirectory(FAST_PREFIX)), Durability.FAST)
                    .closingAfterSpring();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pair on a folder that outlives the process; refuses a folder that another process uses. */
    public static synchronized DevServices durable(Path folder) {
        return DURABLE.computeIfAbsent(
                folder.toAbsolutePath().normalize(),
                path -> new DevServices(DataFolder.take(path), Durability.DURABLE));
    }

    /** What a killed test run left: servers that nobody will ever ask again, and their folders. */
    private static void sweepAbandonedFolders() {
        try (var folders = Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), FAST_PREFIX + "*")) {
            for (Path folder : folders) {
                if (isAbandoned(folder)) {
                    for (String server : List.of("postgres", "redis")) {
                        Processes.kill(Processes.runningIn(folder.resolve(server)));
                    }
                    DataFolder.delete(folder);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isAbandoned(Path folder) throws IOException {
        Path lock = folder.resolve("lock");
        if (!Files.isWritable(folder) || !Files.exists(lock)) {
            return false;
        }
        // A minute's grace: a run that starts beside us has made its lock file and may not hold it yet.
        Instant settled = Instant.now().minusSeconds(60);
        return Files.getLastModifiedTime(lock).toInstant().isBefore(settled) && !DataFolder.inUse(folder);
    }

    /** The JDBC address of the database, without user and password. */
    public synchronized String postgresUrl() {
        if (!closed && !postgres.isRunning() && !postgresKilled) {
            postgres.start();
        }
        return postgres.url();
    }

    /** The login that makes roles and schemas; no superuser, and it serves no request. */
    public String provisioner() {
        return EmbeddedPostgres.PROVISIONER;
    }

    /** The provisioner's password. */
    public String provisionerPassword() {
        return postgres.provisionerPassword();
    }

    /** The superuser, for tests that inspect what no tenant may see. */
    public String superuser() {
        return EmbeddedPostgres.SUPERUSER;
    }

    /** The superuser's password. */
    public String superuserPassword() {
        return postgres.superuserPassword();
    }

    /** The address of Redis, with its password. */
    public synchronized String redisUrl() {
        if (!closed && !redis.isRunning() && !redisStopped) {
            redis.start();
        }
        return redis.url();
    }

    /** Kills PostgreSQL with all its backends, as a crash would; {@link #startPostgres()} recovers on the same data. */
    public synchronized void killPostgres() {
        postgres.kill();
        postgresKilled = true;
    }

    /** Starts PostgreSQL again on the same data and port. */
    public synchronized void startPostgres() {
        if (!postgres.isRunning()) {
            postgres.start();
        }
        postgresKilled = false;
    }

    /** Stops PostgreSQL in order and starts it again on the same data and port. */
    public synchronized void restartPostgres() {
        postgres.stop();
        startPostgres();
    }

    /** Stops Redis; its address stays. */
    public synchronized void stopRedis() {
        redis.stop();
        redisStopped = true;
    }

    /** Starts Redis again on the same port. */
    public synchronized void startRedis() {
        if (!redis.isRunning()) {
            redis.start();
        }
        redisStopped = false;
    }

    /** The folder of data, passwords and logs. */
    public Path folder() {
        return folder.path();
    }

    private synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        redis.stop();
        if (durability == Durability.FAST) {
            postgres.abandon();
            folder.close();
            // Hundreds of tenants are half a million files: the JVM does not stay for that.
            DataFolder.deleteBeside(folder.path());
        } else {
            postgres.stop();
            folder.close();
        }
    }
}
