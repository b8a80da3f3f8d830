package coop.entrelacs.faults;

import coop.entrelacs.EntrelacsTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Another application node on the same servers, as a process of its own that can be killed. */
final class Node implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Process process;
    private final URI address;
    private final Path log;

    private Node(Process process, URI address, Path log) {
        this.process = process;
        this.address = address;
        this.log = log;
    }

    static Node start(Environment environment) throws IOException, InterruptedException {
        return start(environment, Map.of());
    }

    /** @param more properties of this node alone */
    static Node start(Environment environment, Map<String, String> more) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path log = Files.createTempFile("entrelacs-node-", ".log");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "coop.entrelacs.Application")));
        builder.environment()
                .putAll(Map.of(
                        "SERVER_PORT",
                        String.valueOf(port),
                        "ENTRELACS_MASTERKEY",
                        EntrelacsTest.MASTER_KEY,
                        "ENTRELACS_SPARESCHEMAS",
                        "0"));
        for (String property : List.of(
                "entrelacs.postgres.url",
                "entrelacs.postgres.user",
                "entrelacs.postgres.password",
                "entrelacs.redis.url")) {
            builder.command().add("--" + property + "=" + environment.getRequiredProperty(property));
        }
        // Nodes of one deployment are reached at one address, and their tokens name it as issuer.
        builder.command()
                .add("--entrelacs.public-url=http://localhost:" + environment.getRequiredProperty("local.server.port"));
        more.forEach((name, value) -> builder.command().add("--" + name + "=" + value));
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Node node = new Node(process, URI.create("http://localhost:" + port), log);
        node.awaitHealth();
        return node;
    }

    URI address() {
        return address;
    }

    /** {@code kill -9}: no hook runs, nothing is said to anyone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** {@code kill -15}, as an orchestrator stops a node; null where it did not end in that time. */
    @Nullable
    Duration stop(Duration atMost) throws InterruptedException {
        long start = System.nanoTime();
        process.destroy();
        return process.waitFor(atMost.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                ? Duration.ofNanos(System.nanoTime() - start)
                : null;
    }

    /** What it has logged so far. */
    List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private void awaitHealth() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        HttpRequest health =
                HttpRequest.newBuilder(address.resolve("/actuator/health")).build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (System.nanoTime() < end && process.isAlive()) {
                try {
                    if (http.send(health, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    // the port is not open yet
                }
                java.util.concurrent.TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("the second node did not start: " + Files.readString(log));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
