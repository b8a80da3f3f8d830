package coop.entrelacs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.ClassUtils;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * The servers that the tests run on: containers where Docker answers, else the embedded ones. Chosen once a JVM, and
 * said on the console. {@code ENTRELACS_TEST_SERVERS=embedded} leaves Docker alone.
 */
final class TestServers implements EnvironmentPostProcessor, Ordered {

    private static @Nullable Map<String, Object> chosen;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        // What must come to pass comes later on a busy machine; only a failing test waits as long as this.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        if (environment.getProperty("entrelacs.postgres.url", "").isBlank()) {
            environment.getPropertySources().addFirst(new MapPropertySource("entrelacs test servers", chosen()));
        }
    }

    @Override
    public int getOrder() {
        // Before dev-services, which starts only what nobody has given yet.
        return Ordered.LOWEST_PRECEDENCE - 30;
    }

    private static synchronized Map<String, Object> chosen() {
        Map<String, Object> known = chosen;
        if (known == null) {
            known = dockerAnswers() ? containersOrEmbedded() : embedded("no container engine answers");
            chosen = known;
        }
        return known;
    }

    private static boolean dockerAnswers() {
        if ("embedded".equals(System.getenv("ENTRELACS_TEST_SERVERS"))) {
            return false;
        }
        // Looked at first, because Testcontainers takes seconds to find out that there is nothing.
        boolean likely = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        return likely
                && ClassUtils.isPresent("org.testcontainers.DockerClientFactory", null)
                && DockerClientFactory.instance().isDockerAvailable();
    }

    private static Map<String, Object> containersOrEmbedded() {
        try {
            return Containers.start();
        } catch (RuntimeException | SQLException e) {
            // An engine without the images, or without a network to fetch them, is as good as none.
            return embedded("the container engine cannot start PostgreSQL and Redis: " + e.getMessage());
        }
    }

    /** Gives no address, so that dev-services starts its own servers and stops them after Spring. */
    private static Map<String, Object> embedded(String because) {
        say("embedded servers (" + because + ")");
        return Map.of();
    }

    private static void say(String what) {
        // Not through a logger: Spring has not set up its log yet, and drops what comes before.
        System.err.println("The tests run on " + what + ".");
    }

    /** Apart, so that a module without Testcontainers on its class path can use the rest. */
    private static final class Containers {

        private Containers() {}

        // They live as long as the JVM; Testcontainers removes them after it.
        @SuppressWarnings("resource")
        static Map<String, Object> start() throws SQLException {
            String password = UUID.randomUUID().toString();
            PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:18")
                    .withCommand(
                            "postgres",
                            "-c",
                            "fsync=off",
                            "-c",
                            "max_connections=500",
                            "-c",
                            "max_locks_per_transaction=512");
            postgres.start();
            try (var connection = DriverManager.getConnection(
                            postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
                    var statement = connection.createStatement()) {
                statement.execute("CREATE ROLE entrelacs_provisioner LOGIN CREATEROLE PASSWORD '" + password + "'");
                statement.execute("CREATE DATABASE entrelacs OWNER entrelacs_provisioner");
            }
            GenericContainer<?> redis =
                    new GenericContainer<>("redis:7").withExposedPorts(6379).waitingFor(Wait.forListeningPort());
            redis.start();
            Map<String, Object> found = new LinkedHashMap<>();
            found.put(
                    "entrelacs.postgres.url",
                    "jdbc:postgresql://" + postgres.getHost() + ":" + postgres.getMappedPort(5432) + "/entrelacs");
            found.put("entrelacs.postgres.user", "entrelacs_provisioner");
            found.put("entrelacs.postgres.password", password);
            found.put("entrelacs.redis.url", "redis://" + redis.getHost() + ":" + redis.getMappedPort(6379));
            say("containers");
            return found;
        }
    }
}
