package coop.entrelacs.infra;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** One Redis on a folder of its own. */
final class EmbeddedRedis {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final DataFolder folder;
    private final Durability durability;
    private final Path data;
    private int port;
    private @Nullable Process process;

    EmbeddedRedis(DataFolder folder, Durability durability) {
        this.folder = folder;
        this.durability = durability;
        this.data = folder.resolve("redis");
    }

    synchronized void start() {
        try {
            Files.createDirectories(data);
            Processes.stop(Processes.runningIn(data), Duration.ofSeconds(10));
            for (int attempt = 0; attempt < 3; attempt++) {
                // The same port again after a restart: clients reconnect to the address they know.
                if (port == 0 || attempt > 0) {
                    port = FreePort.find();
                }
                launch();
                if (becomesReady()) {
                    return;
                }
                stop();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new DevServicesFailed("Redis does not start; see " + log());
    }

    private void launch() throws IOException {
        boolean durable = durability == Durability.DURABLE;
        Path configuration = data.resolve("redis.conf");
        // A file and not the command line, where every user of the machine could read the password.
        Files.writeString(configuration, """
                bind 127.0.0.1
                port %d
                requirepass %s
                dir %s
                appendonly %s
                save ""
                daemonize no
                """.formatted(port, password(), data, durable ? "yes" : "no"));
        Files.setPosixFilePermissions(
                configuration, EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        process = Processes.start(List.of(program(), configuration.toString()), data, log());
    }

    private String program() throws IOException {
        Path program = folder.resolve("redis-server");
        if (!Files.isExecutable(program)) {
            Path unpacked = ExecutableProvider.newJarResourceProvider(
                            Files.createDirectories(folder.resolve("redis-program"))
                                    .toFile())
                    .get()
                    .toPath();
            Files.setPosixFilePermissions(
                    unpacked,
                    EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));
            Files.deleteIfExists(program);
            Files.createSymbolicLink(program, unpacked);
        }
        return program.toString();
    }

    private boolean becomesReady() {
        Instant deadline = Instant.now().plus(PATIENCE);
        Process started = process;
        while (started != null && started.isAlive() && Instant.now().isBefore(deadline)) {
            if (answers()) {
                return true;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write(("AUTH " + password() + "\r\nPING\r\n").getBytes(StandardCharsets.US_ASCII));
            var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return "+OK".equals(answers.readLine()) && "+PONG".equals(answers.readLine());
        } catch (IOException notYet) {
            return false;
        }
    }

    synchronized void stop() {
        Process running = process;
        if (running != null) {
            Processes.stop(List.of(running.toHandle()), Duration.ofSeconds(10));
        }
        process = null;
    }

    boolean isRunning() {
        Process running = process;
        return running != null && running.isAlive();
    }

    String url() {
        return "redis://:" + password() + "@127.0.0.1:" + port;
    }

    private String password() {
        return folder.secret("redis");
    }

    private Path log() {
        return folder.resolve("redis.log");
    }
}
