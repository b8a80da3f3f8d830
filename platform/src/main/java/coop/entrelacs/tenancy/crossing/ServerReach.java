package coop.entrelacs.tenancy.crossing;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Which PostgreSQL servers this node does not reach just now. While one is down, one try at a time looks whether it is back; all
 * others are spared the wait, so that tenants on other servers get their mail.
 */
final class ServerReach {

    static final Duration PAUSE = Duration.ofSeconds(3);
    /** Longer than a pool waits for a connection. */
    private static final Duration PROBE = Duration.ofSeconds(15);

    private final ConcurrentHashMap<String, Long> downUntil = new ConcurrentHashMap<>();

    /** A server that did not answer a moment ago. */
    static final class Down extends RuntimeException {
        Down(String server) {
            super("server " + server + " did not answer a moment ago");
        }
    }

    /** Whether to try now; of those who ask after the pause, one. */
    boolean admits(String server) {
        Long until = downUntil.get(server);
        if (until == null) {
            return true;
        }
        long now = System.nanoTime();
        return now - until >= 0 && downUntil.replace(server, until, now + PROBE.toNanos());
    }

    /** Does something on a server and remembers whether it answered. */
    <T extends @Nullable Object> T trying(String server, Supplier<T> work) {
        try {
            T result = work.get();
            downUntil.remove(server);
            return result;
        } catch (RuntimeException e) {
            if (noAnswer(e)) {
                downUntil.put(server, System.nanoTime() + PAUSE.toNanos());
            } else {
                downUntil.remove(server);
            }
            throw e;
        }
    }

    /** Connections refused, broken or cut off by a shutdown; an exhausted pool of one tenant alone says nothing of its server. */
    private static boolean noAnswer(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException sql
                    && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("08") || "57P03".equals(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    /** Connection classes, shutdown, too many connections, and a pool that gave up waiting. */
    static boolean isOutOfReach(SQLException e) {
        String state = e.getSQLState();
        return e instanceof java.sql.SQLTransientConnectionException
                || (state != null && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")));
    }
}
