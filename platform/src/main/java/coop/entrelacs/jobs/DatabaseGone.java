package coop.entrelacs.jobs;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Whether work ended because its database went away, not because the work was wrong. The first exception seldom says so: the rollback
 * of a dead connection fails too, and what it throws hides what it was for.
 */
final class DatabaseGone {

    private DatabaseGone() {}

    static boolean isCauseOf(Throwable end) {
        return isCauseOf(end, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static boolean isCauseOf(@Nullable Throwable one, Set<Throwable> seen) {
        if (one == null || !seen.add(one)) {
            return false;
        }
        if (says(one) || isCauseOf(one.getCause(), seen)) {
            return true;
        }
        if (one instanceof TransactionSystemException failed && isCauseOf(failed.getApplicationException(), seen)) {
            return true;
        }
        if (one instanceof SQLException sql && isCauseOf(sql.getNextException(), seen)) {
            return true;
        }
        for (Throwable suppressed : one.getSuppressed()) {
            if (isCauseOf(suppressed, seen)) {
                return true;
            }
        }
        return false;
    }

    private static boolean says(Throwable one) {
        return switch (one) {
            case DataAccessResourceFailureException _ -> true;
            case CannotCreateTransactionException _ -> true;
            case SQLTransientConnectionException _ -> true;
            case SQLNonTransientConnectionException _ -> true;
            case SQLRecoverableException _ -> true;
            case SQLException sql -> gone(sql);
            default -> false;
        };
    }

    /** Class 08: the connection; 57P0x: the server was told to stop, crashed, starts, or let the session go. */
    private static boolean gone(SQLException sql) {
        String state = sql.getSQLState();
        return state == null
                // what the pool throws from a connection it gave up
                ? "Connection is closed".equals(sql.getMessage()) || sql.getCause() instanceof IOException
                : state.startsWith("08") || state.startsWith("57P0");
    }
}
