package coop.entrelacs.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FastFoldersTest {

    private static final String PROPERTY = "entrelacs.fast-folder";

    @TempDir
    Path named;

    private String before = "";

    @BeforeEach
    void aFolderIsNamed() {
        before = System.getProperty(PROPERTY, "");
        System.setProperty(PROPERTY, named.toString());
    }

    @AfterEach
    void asBefore() {
        System.setProperty(PROPERTY, before);
    }

    @Test
    void what_a_killed_run_left_in_the_named_folder_is_deleted_and_what_lives_or_begins_stays() throws Exception {
        Path killed = aFolder("killed", Duration.ofHours(1));
        Path beginning = aFolder("beginning", Duration.ZERO);
        Path alive = aFolder("alive", Duration.ofHours(1));
        try (DataFolder held = DataFolder.take(alive)) {
            assertThat(held.path()).isEqualTo(alive);
            age(alive, Duration.ofHours(1));

            FastFolders.sweep();

            assertThat(killed).doesNotExist();
            assertThat(beginning).exists();
            assertThat(alive).exists();
        }
    }

    @Test
    void a_named_folder_that_is_not_there_leaves_the_temporary_one() throws Exception {
        System.setProperty(PROPERTY, named.resolve("absent").toString());

        Path made = FastFolders.make();

        assertThat(made.getParent()).isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
        Files.delete(made);
    }

    private Path aFolder(String name, Duration age) throws Exception {
        Path folder = named.resolve("entrelacs-fast-" + name);
        DataFolder.take(folder).close();
        age(folder, age);
        return folder;
    }

    private static void age(Path folder, Duration age) throws Exception {
        Files.setLastModifiedTime(
                folder.resolve("lock"), FileTime.from(Instant.now().minus(age)));
    }
}
