package coop.entrelacs.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds the servers' data, their passwords and a lock.
 *
 * <p>The kernel drops the lock with the process, even after {@code kill -9}: whoever holds it owns the folder, and
 * whatever server still runs on it then is an orphan.
 */
final class DataFolder implements AutoCloseable {

    /** Its presence says that Entrelacs made the folder, so that it may empty it too. */
    static final String MARKER = ".entrelacs-data";

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Takes the folder for this process, creating it where it is absent. */
    static DataFolder take(Path requested) {
        Path path = requested.toAbsolutePath().normalize();
        try {
            boolean ours = Files.exists(path.resolve(MARKER));
            if (!ours && Files.isDirectory(path) && !isEmpty(path)) {
                throw new DevServicesFailed(
                        "The folder " + path + " has files that are not of Entrelacs. Choose an empty folder.");
            }
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, OWNER_ONLY_FOLDER);
            if (!ours) {
                Files.writeString(path.resolve(MARKER), "The data of ./entrelacs run. --fresh empties this folder.\n");
            }
            FileChannel lock = tryLock(path);
            if (lock == null) {
                throw new DevServicesFailed("Another Entrelacs is running on " + path
                        + ". Stop it first, or give this one its own folder by ENTRELACS_DATA.");
            }
            return new DataFolder(path, lock);
        } catch (IOException e) {
            throw new DevServicesFailed("The folder " + path + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Whether a living process holds the folder. */
    static boolean inUse(Path path) {
        if (!Files.exists(path.resolve("lock"))) {
            return false;
        }
        try (FileChannel lock = tryLock(path)) {
            return lock == null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileChannel tryLock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException alreadyOursInThisProcess) {
            // the same answer as a lock held elsewhere
        }
        channel.close();
        return null;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** A password that is made once and then kept, readable by the owner only. */
    String secret(String name) {
        Path file = path.resolve("secrets.properties");
        try {
            Properties secrets = new Properties();
            if (Files.exists(file)) {
                try (var in = Files.newBufferedReader(file)) {
                    secrets.load(in);
                }
            }
            String known = secrets.getProperty(name);
            if (known != null) {
                return known;
            }
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            String made = HexFormat.of().formatHex(random);
            secrets.setProperty(name, made);
            Path draft = path.resolve("secrets.properties.new");
            Files.deleteIfExists(draft);
            Files.createFile(draft, java.nio.file.attribute.PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try (var out = Files.newBufferedWriter(draft)) {
                secrets.store(out, "Passwords of the embedded servers");
            }
            Files.move(
                    draft,
                    file,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Deletes a data folder in a process of its own, so that this one can end at once. The database goes first and the marker file last: a
     * deletion that is cut off leaves a folder that is still recognized as ours.
     */
    static void deleteBeside(Path folder) {
        Path shell = Path.of("/bin/sh");
        if (!Files.isExecutable(shell)) {
            delete(folder);
            return;
        }
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.addAll(List.of(
                shell.toString(), "-c", "rm -rf -- \"$1\"/postgres; rm -rf -- \"$1\"", "sh", folder.toString()));
        try {
            new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            delete(folder);
        }
    }

    /** Removes a folder with all it holds; what another process removed meanwhile is no fault. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
