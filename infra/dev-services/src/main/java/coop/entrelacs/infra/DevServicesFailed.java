package coop.entrelacs.infra;

import org.jspecify.annotations.Nullable;

/** The embedded servers could not be started; the message says what to do, to a person at a terminal. */
public final class DevServicesFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DevServicesFailed(String message) {
        super(message);
    }

    DevServicesFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
