package coop.entrelacs.governance;

import coop.entrelacs.shared.Refusal;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataAccessException;

/** Turns what the functions and constraints of the database refuse into refusals that say why. */
public final class DatabaseRules {

    private static final String REFUSED = "LE001";

    private DatabaseRules() {}

    /**
     * Runs work on the database.
     *
     * @param refusal makes the module's refusal of a code and its arguments
     */
    public static <T> T call(Supplier<T> work, BiFunction<String, Object[], ? extends Refusal> refusal) {
        try {
            return work.get();
        } catch (DataAccessException e) {
            throw translated(e, refusal);
        }
    }

    private static RuntimeException translated(
            DataAccessException e, BiFunction<String, Object[], ? extends Refusal> refusal) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException sql && REFUSED.equals(sql.getSQLState())) {
                ServerErrorMessage message = sql.getServerErrorMessage();
                String detail = message == null ? null : message.getDetail();
                Refusal told = refusal.apply(
                        message == null ? "" : String.valueOf(message.getMessage()),
                        detail == null || detail.isEmpty() ? new Object[0] : detail.split("\n", -1));
                told.initCause(e);
                return told;
            }
        }
        return e;
    }
}
