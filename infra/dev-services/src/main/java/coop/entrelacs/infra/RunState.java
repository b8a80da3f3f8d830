package coop.entrelacs.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Leaves the address of the running server in the data folder, where the command line finds it. */
final class RunState implements ApplicationListener<ApplicationReadyEvent> {

    static final String FILE = "server.port";

    @Override
    public void onApplicationEvent(ApplicationReadyEvent ready) {
        Environment environment = ready.getApplicationContext().getEnvironment();
        String data = environment.getProperty("entrelacs.data", "");
        String port = environment.getProperty("local.server.port", "");
        if (data.isBlank() || port.isBlank()) {
            return;
        }
        Path file = Path.of(data).resolve(FILE);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, port + "\n");
            file.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
