package coop.entrelacs.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("servers")
class DevServicesTest {

    @TempDir
    Path folder;

    @Test
    void the_provisioner_makes_roles_and_schemas_and_is_no_superuser() throws SQLException {
        DevServices services = DevServices.fast();

        try (Connection connection = connect(services, services.provisioner(), services.provisionerPassword());
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE own_test NOLOGIN");
            statement.execute("GRANT own_test TO CURRENT_USER WITH SET TRUE, INHERIT TRUE");
            statement.execute("CREATE SCHEMA test AUTHORIZATION own_test");
            var rows = statement.executeQuery("SELECT rolsuper FROM pg_roles WHERE rolname = current_user");
            assertThat(rows.next()).isTrue();
            assertThat(rows.getBoolean(1)).isFalse();
            statement.execute("DROP SCHEMA test");
            statement.execute("DROP ROLE own_test");
        }
    }

    @Test
    void nobody_is_believed_without_the_right_password() {
        DevServices services = DevServices.fast();

        for (String login : new String[] {services.provisioner(), services.superuser()}) {
            assertThatThrownBy(() -> connect(services, login, "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void what_was_committed_outlives_a_killed_server_even_in_fast_mode() throws SQLException {
        DevServices services = DevServices.fast();
        try (Connection connection = connect(services, services.provisioner(), services.provisionerPassword());
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA survivors");
            statement.execute("CREATE TABLE survivors.one AS SELECT 42 AS answer");
        }
        String addressBefore = services.postgresUrl();

        services.killPostgres();
        assertThatThrownBy(() -> connect(services, services.provisioner(), services.provisionerPassword()))
                .isInstanceOf(SQLException.class);
        services.startPostgres();

        assertThat(services.postgresUrl()).isEqualTo(addressBefore);
        try (Connection connection = connect(services, services.provisioner(), services.provisionerPassword());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT answer FROM survivors.one")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(42);
        }
    }

    @Test
    void redis_comes_back_at_the_same_address() {
        DevServices services = DevServices.fast();
        String before = services.redisUrl();

        services.stopRedis();
        assertThat(services.redisUrl()).isEqualTo(before);
        services.startRedis();

        assertThat(services.redisUrl()).isEqualTo(before);
    }

    @Test
    void a_start_after_a_kill_stops_the_orphans_and_keeps_the_data() throws Exception {
        Process first = run(folder);
        ProcessHandle orphan = null;
        try {
            assertThat(first.inputReader().readLine()).isEqualTo("ready");
            first.destroyForcibly().waitFor();
            orphan = Processes.runningIn(folder.resolve("postgres")).stream()
                    .findFirst()
                    .orElseThrow();
            assertThat(Processes.runningIn(folder.resolve("redis"))).hasSize(1);
        } finally {
            first.destroyForcibly();
        }

        Process second = run(folder);
        try {
            assertThat(second.inputReader().readLine()).isEqualTo("ready");
            assertThat(Processes.ended(orphan, Duration.ofSeconds(1))).isTrue();
            assertThat(Processes.runningIn(folder.resolve("redis"))).hasSize(1);

            Process third = run(folder);
            assertThat(third.inputReader().readLine()).contains("Another Entrelacs is running on " + folder);
            assertThat(third.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            second.destroy();
            assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(Processes.runningIn(folder.resolve("postgres"))).isEmpty();
        assertThat(Processes.runningIn(folder.resolve("redis"))).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets.properties"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_process_that_merely_has_the_recorded_id_is_left_alone() throws Exception {
        Process stranger =
                new ProcessBuilder("sleep", "30").directory(folder.toFile()).start();
        try {
            Files.writeString(folder.resolve("postmaster.pid"), stranger.pid() + "\n");

            assertThat(Processes.runningIn(folder)).isEmpty();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void a_folder_with_somebody_elses_files_is_refused() throws Exception {
        Files.writeString(folder.resolve("thesis.txt"), "the only copy");

        assertThatThrownBy(() -> DataFolder.take(folder))
                .isInstanceOf(DevServicesFailed.class)
                .hasMessageContaining("not of Entrelacs");
        assertThat(folder.resolve("thesis.txt")).exists();
    }

    @Test
    void a_fresh_start_empties_our_own_folder_only_and_none_in_use() throws Exception {
        Path ours = folder.resolve("ours");
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Files.writeString(theirs.resolve("thesis.txt"), "the only copy");

        try (DataFolder inUse = DataFolder.take(ours)) {
            assertThatThrownBy(() -> Fresh.empty(inUse.path())).hasMessageContaining("Another Entrelacs is running");
        }
        Fresh.empty(ours);
        assertThat(ours).doesNotExist();
        assertThatThrownBy(() -> Fresh.empty(theirs)).hasMessageContaining("not made by Entrelacs");
        assertThat(theirs.resolve("thesis.txt")).exists();
    }

    /** Durable servers in a JVM of their own, which can be killed. */
    private static Process run(Path folder) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DurableServers.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Says ready and waits to be killed. */
    static final class DurableServers {

        private DurableServers() {}

        public static void main(String[] arguments) throws Exception {
            try {
                DevServices services = DevServices.durable(Path.of(arguments[0]));
                services.redisUrl();
                connect(services, services.provisioner(), services.provisionerPassword())
                        .close();
            } catch (DevServicesFailed refused) {
                System.out.println(refused.getMessage());
                System.exit(1);
            }
            System.out.println("ready");
            Thread.sleep(Duration.ofMinutes(2));
        }
    }

    private static Connection connect(DevServices services, String user, String password) throws SQLException {
        return DriverManager.getConnection(services.postgresUrl(), user, password);
    }
}
