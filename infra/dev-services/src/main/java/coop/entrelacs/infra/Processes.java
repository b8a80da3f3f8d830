package coop.entrelacs.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starting servers apart from our terminal, and recognising those that an earlier run left behind. */
final class Processes {

    private Processes() {}

    /**
     * The command, started as a session leader of its own. Ctrl+C in the terminal then reaches Java alone, which stops
     * the servers after the last request, and not before it.
     */
    static Process start(List<String> command, Path workingFolder, Path log) {
        List<String> detached = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            detached.add("/usr/bin/setsid");
        }
        detached.addAll(command);
        try {
            return new ProcessBuilder(detached)
                    .directory(workingFolder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
        } catch (IOException e) {
            throw new DevServicesFailed("Cannot start " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it is nobody there, and ours outside. */
    static List<String> asNobodyWhenRoot(List<String> command) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return command;
        }
        List<String> inside = new ArrayList<>(List.of("unshare", "-U"));
        inside.addAll(command);
        return inside;
    }

    /**
     * The living processes that run in the folder: PostgreSQL and Redis both make their data folder their working
     * directory. A process id alone proves nothing, since the kernel gives it to somebody else after a restart.
     */
    static List<ProcessHandle> runningIn(Path folder) {
        Path real;
        try {
            real = folder.toRealPath();
        } catch (IOException absent) {
            return List.of();
        }
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> isOurs(process, real))
                .toList();
    }

    private static boolean isOurs(ProcessHandle process, Path folder) {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        if (Files.isDirectory(Path.of("/proc/self"))) {
            try {
                Path workingDirectory = Files.readSymbolicLink(proc.resolve("cwd"));
                String program = Files.readString(proc.resolve("comm")).strip();
                return workingDirectory.equals(folder)
                        && (program.startsWith("postgres") || program.startsWith("redis"));
            } catch (IOException | SecurityException goneOrNotReadable) {
                return false;
            }
        }
        Optional<String> command = process.info().commandLine();
        return command.isPresent() && command.get().contains(folder.toString());
    }

    /** Waits until the process has ended; false when it still lives after that time. */
    static boolean ended(ProcessHandle process, Duration patience) {
        try {
            process.onExit()
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException) {
                return !process.isAlive();
            }
            throw e;
        }
    }

    /** Asks first, then kills. */
    static void stop(List<ProcessHandle> processes, Duration patience) {
        processes.forEach(ProcessHandle::destroy);
        for (ProcessHandle process : processes) {
            if (!ended(process, patience)) {
                process.destroyForcibly();
                ended(process, patience);
            }
        }
    }

    static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> ended(process, Duration.ofSeconds(10)));
    }
}
