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

    /** A new empty folder. */
    static Path make() throws IOException {
        return Files.createTempDirectory(parents().getFirst(), PREFIX);
    }

    /** What a killed test run left: servers that nobody will ever ask again, and their folders. */
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

    /** The best first. */
    private static List<Path> parents() {
        Set<Path> parents = new LinkedHashSet<>();
        String wished = System.getProperty("entrelacs.fast-folder", "");
        if (!wished.isBlank() && hasRoom(Path.of(wished))) {
            parents.add(Path.of(wished));
        }
        parents.add(Path.of(System.getProperty("java.io.tmpdir")));
        return List.copyOf(parents);
    }

    /** Whether two runs beside each other fit, in the folder and in the memory that it may stand for. */
    private static boolean hasRoom(Path folder) {
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
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
