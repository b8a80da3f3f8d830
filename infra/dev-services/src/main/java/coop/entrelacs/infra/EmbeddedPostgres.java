package coop.entrelacs.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL on a folder of its own.
 *
 * <p>Every login needs its password (scram-sha-256), local ones too: one login per tenant is what keeps tenants apart,
 * so it must count in the demo and in the tests as it does in production.
 */
final class EmbeddedPostgres {

    static final String DATABASE = "entrelacs";
    static final String PROVISIONER = "entrelacs_provisioner";
    static final String SUPERUSER = "entrelacs_superuser";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DataFolder folder;
    private final Durability durability;
    private final Path data;
    private int port;
    private @Nullable Process process;

    EmbeddedPostgres(DataFolder folder, Durability durability) {
        this.folder = folder;
        this.durability = durability;
        this.data = folder.resolve("postgres");
    }

    /** Starts the server, on a new cluster if there is none, after an earlier run's orphan has been stopped. */
    synchronized void start() {
        stopOrphans();
        createCluster();
        SQLException last = null;
        for (int attempt = 0; attempt < 3; attempt++) {
            // The same port again after a restart: connection pools hold its address.
            if (port == 0 || attempt > 0) {
                port = FreePort.find();
            }
            launch();
            try {
                awaitReady();
                prepareDatabase();
                return;
            } catch (SQLException e) {
                last = e;
                stop();
            }
        }
        throw new DevServicesFailed("PostgreSQL does not start; see " + log(), last);
    }

    private void stopOrphans() {
        List<ProcessHandle> orphans = Processes.runningIn(data);
        if (!orphans.isEmpty()) {
            // Not through a logger: Spring has not set up its log yet, and drops what comes before.
            System.err.println("Stopping the PostgreSQL that a killed run left on " + data);
            orphans.stream().filter(orphan -> orphan.pid() == pidInFile()).forEach(orphan -> stop(orphan, "-INT"));
            Processes.stop(Processes.runningIn(data), Duration.ofSeconds(10));
        }
        try {
            // Nobody runs here, so the file is stale; its process id may belong to anybody by now.
            Files.deleteIfExists(data.resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long pidInFile() {
        try (var lines = Files.lines(data.resolve("postmaster.pid"))) {
            return lines.findFirst().map(String::strip).map(Long::parseLong).orElse(-1L);
        } catch (IOException | NumberFormatException unreadable) {
            return -1;
        }
    }

    private void createCluster() {
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        Path draft = folder.resolve("postgres.new");
        DataFolder.delete(draft);
        Path passwordFile = folder.resolve("initdb.password");
        try {
            Files.writeString(passwordFile, folder.secret("postgres.superuser"));
            List<String> command = new ArrayList<>(List.of(
                    program("initdb"),
                    "--pgdata=" + draft,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C"));
            if (durability == Durability.FAST) {
                command.add("--no-sync");
            }
            Process initdb = Processes.start(Processes.asNobodyWhenRoot(command), folder.path(), log());
            if (!initdb.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || initdb.exitValue() != 0) {
                initdb.destroyForcibly();
                throw new DevServicesFailed("PostgreSQL's initdb failed; see " + log());
            }
            Files.writeString(draft.resolve("pg_hba.conf"), """
                    # Nobody is believed without a password, not even on this machine.
                    host all all 127.0.0.1/32 scram-sha-256
                    host all all ::1/128      scram-sha-256
                    """);
            Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevServicesFailed("Interrupted while PostgreSQL was being prepared.", e);
        } finally {
            DataFolder.delete(passwordFile);
        }
    }

    private void launch() {
        List<String> command = new ArrayList<>(List.of(program("postgres"), "-D", data.toString()));
        setting(command, "listen_addresses", "127.0.0.1");
        setting(command, "port", Integer.toString(port));
        setting(command, "unix_socket_directories", "");
        setting(command, "password_encryption", "scram-sha-256");
        setting(command, "timezone", "UTC");
        setting(command, "max_connections", "500");
        // One statement that touches every tenant's tables, as an upgrade's check does, locks thousands of them.
        setting(command, "max_locks_per_transaction", "512");
        boolean durable = durability == Durability.DURABLE;
        setting(command, "shared_buffers", durable ? "256MB" : "512MB");
        // Tests make hundreds of tenants in minutes: to look at each one's tables every minute took a fifth of a core.
        setting(command, "autovacuum_naptime", durable ? "1min" : "5min");
        setting(command, "max_wal_size", "2GB");
        setting(command, "jit", "off");
        setting(command, "log_min_messages", "warning");
        setting(command, "fsync", durable ? "on" : "off");
        setting(command, "full_page_writes", durable ? "on" : "off");
        // On in tests too: what was committed must outlive a killed postmaster, only not a power cut.
        setting(command, "synchronous_commit", "on");
        process = Processes.start(Processes.asNobodyWhenRoot(command), folder.path(), log());
    }

    private static void setting(List<String> command, String name, String value) {
        command.add("-c");
        command.add(name + "=" + value);
    }

    private void awaitReady() throws SQLException {
        Instant deadline = Instant.now().plus(PATIENCE);
        Process started = process;
        while (true) {
            try {
                superuserConnection("postgres").close();
                return;
            } catch (SQLException notYet) {
                if (started == null || !started.isAlive() || Instant.now().isAfter(deadline)) {
                    throw notYet;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevServicesFailed("Interrupted while a server was starting.", e);
        }
    }

    /** The provisioner's login and its database; each step looks first, so a start that died half-way is completed. */
    private void prepareDatabase() throws SQLException {
        try (Connection connection = superuserConnection("postgres");
                Statement statement = connection.createStatement()) {
            String password = folder.secret("postgres.provisioner");
            boolean known = exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + PROVISIONER + "'");
            statement.execute((known ? "ALTER" : "CREATE") + " ROLE " + PROVISIONER
                    + " LOGIN CREATEROLE NOSUPERUSER NOCREATEDB NOREPLICATION NOBYPASSRLS PASSWORD '" + password + "'");
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + PROVISIONER);
            }
            // Tenants' logins have one database to go to.
            statement.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC");
        }
        // Large objects belong to no schema: nobody makes any.
        try (Connection connection = superuserConnection(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea)"
                    + " FROM PUBLIC");
            // Locks of a session outlive what asked for them, and all tenants of a database share them: they are the
            // deployment's alone. Tenants keep those that end with their transaction.
            statement.execute(
                    "REVOKE EXECUTE ON FUNCTION pg_advisory_lock(bigint), pg_advisory_lock(integer, integer),"
                            + " pg_advisory_lock_shared(bigint), pg_advisory_lock_shared(integer, integer),"
                            + " pg_try_advisory_lock(bigint), pg_try_advisory_lock(integer, integer),"
                            + " pg_try_advisory_lock_shared(bigint), pg_try_advisory_lock_shared(integer, integer) FROM PUBLIC");
            statement.execute("GRANT EXECUTE ON FUNCTION pg_advisory_lock(bigint), pg_try_advisory_lock(bigint) TO "
                    + PROVISIONER + " WITH GRANT OPTION");
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private Connection superuserConnection(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?loginTimeout=20",
                SUPERUSER,
                superuserPassword());
    }

    /** Fast shutdown: open transactions are rolled back, and the data is written. */
    synchronized void stop() {
        stopBy("-INT");
    }

    /** Stops without a checkpoint, for data that is deleted next. */
    synchronized void abandon() {
        stopBy("-QUIT");
    }

    private void stopBy(String signal) {
        Process running = process;
        if (running != null && running.isAlive()) {
            stop(running.toHandle(), signal);
        }
        process = null;
    }

    /** @param signal one that Java cannot send: SIGTERM would wait for the last connection to leave */
    private void stop(ProcessHandle postmaster, String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(postmaster.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            postmaster.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!Processes.ended(postmaster, Duration.ofSeconds(20))) {
            Processes.kill(Processes.runningIn(data));
        }
    }

    /** Kills the postmaster and every backend at once, as the kernel's out-of-memory killer might. */
    synchronized void kill() {
        Process running = process;
        if (running != null) {
            running.toHandle().destroyForcibly();
        }
        Processes.kill(Processes.runningIn(data));
        process = null;
    }

    boolean isRunning() {
        Process running = process;
        return running != null && running.isAlive();
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    String superuserPassword() {
        return folder.secret("postgres.superuser");
    }

    String provisionerPassword() {
        return folder.secret("postgres.provisioner");
    }

    private Path log() {
        return folder.resolve("postgres.log");
    }

    private static String program(String name) {
        return PostgresBinaries.unpacked().resolve("bin").resolve(name).toString();
    }
}
