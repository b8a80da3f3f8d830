package coop.entrelacs.infra;

import java.nio.file.Files;
import java.nio.file.Path;

/** Empties a data folder for {@code ./entrelacs run --fresh}: one that is ours, and that nobody uses. */
public final class Fresh {

    private Fresh() {}

    /** The one argument is the folder. */
    public static void main(String[] arguments) {
        try {
            empty(Path.of(arguments[0]));
        } catch (DevServicesFailed refused) {
            System.err.println(refused.getMessage());
            System.exit(1);
        }
    }

    static void empty(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.exists(folder.resolve(DataFolder.MARKER))) {
            throw new DevServicesFailed(folder + " was not made by Entrelacs, so --fresh does not touch it.");
        }
        try (DataFolder taken = DataFolder.take(folder)) {
            // A killed run leaves its servers; their files cannot go before they do.
            Processes.kill(Processes.runningIn(taken.resolve("postgres")));
            Processes.kill(Processes.runningIn(taken.resolve("redis")));
            DataFolder.delete(taken.path());
        }
    }
}
