package coop.entrelacs.config;

import org.jspecify.annotations.Nullable;

/** A configuration file is wrong: the application does not start with it. */
public class BadConfig extends IllegalStateException {

    /**
     * @param path below {@code tenants-config/}
     * @param line from 1, or 0 where no single line is at fault
     */
    public BadConfig(String path, int line, String reason, @Nullable Throwable cause) {
        super("tenants-config/" + path + (line > 0 ? ", line " + line : "") + ": " + reason, cause);
    }
}
