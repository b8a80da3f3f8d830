package coop.entrelacs.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The folders of servers that live no longer than their JVM.
 *
 * <p>A tenant is about five hundred small files. On some disks making them is most of what a test run does, so the test run
 * names a folder in memory ({@code -Dentrelacs.fast-folder=/dev/shm}); it is used where it has room enough.
 */
final class FastFolders {

    private static final String PREFIX = "entrelacs-fast-";
    private static final long ROOM = 10L << 30;

    private FastFolders() {}

    /** Makes an empty folder: in the named folder if it has room, otherwise in the temporary folder. */
    static Path make() throws IOException {
        Path parent =
                parents().stream().filter(FastFolders::hasRoom).findFirst().orElseGet(FastFolders::temporary);
        return Files.createTempDirectory(parent, PREFIX);
    }

    /**
     * Stops the servers and deletes the folders of test runs that were killed. A folder without room is searched too: what was left
     * there may be what fills it.
     */
    static void sweep() {
        for (Path parent : parents()) {
            try (var folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
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
    }

    /** Where such folders may be: the named folder, if there is one, and the temporary folder. */
    private static Set<Path> parents() {
        Set<Path> parents = new LinkedHashSet<>();
        String named = System.getProperty("entrelacs.fast-folder", "");
        if (!named.isBlank() && Files.isDirectory(Path.of(named))) {
            parents.add(Path.of(named));
        }
        parents.add(temporary());
        return parents;
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Whether a run's servers fit: into the folder, and into the machine's memory, because the folder may be in memory. */
    private static boolean hasRoom(Path folder) {
        if (!Files.isWritable(folder)) {
            return false;
        }
        try {
            return Files.getFileStore(folder).getUsableSpace() >= ROOM
                    && ManagementFactory.getOperatingSystemMXBean()
                            instanceof com.sun.management.OperatingSystemMXBean machine
                    && machine.getTotalMemorySize() >= 2 * ROOM;
        } catch (IOException e) {
            return false;
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
}
