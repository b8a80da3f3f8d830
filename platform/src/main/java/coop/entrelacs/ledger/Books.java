package coop.entrelacs.ledger;

import coop.entrelacs.shared.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Calls the functions of the books and turns their refusals into ours. */
@Component
class Books {

    /** Raised by the function {@code refuse}. */
    private static final String REFUSED = "LE001";

    private static final Pattern ISO_DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private final JdbcTemplate jdbc;

    Books(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    interface Call<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Calls a function on the connection of the current transaction. */
    <T> T call(Call<T> work) {
        return translated(() -> {
            T result = jdbc.execute((ConnectionCallback<T>) work::on);
            if (result == null) {
                throw new IllegalStateException("a function of the books answered nothing");
            }
            return result;
        });
    }

    /** Runs work on the database; what a function of the books refuses comes out as {@link BookingRefused}. */
    static <T> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (DataAccessException e) {
            throw refusal(e);
        }
    }

    private static RuntimeException refusal(DataAccessException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException sql && sql.getServerErrorMessage() != null) {
                return refusal(sql, sql.getServerErrorMessage(), e);
            }
        }
        return e;
    }

    private static RuntimeException refusal(PSQLException sql, ServerErrorMessage message, DataAccessException e) {
        if (REFUSED.equals(sql.getSQLState())) {
            String detail = message.getDetail();
            Object[] arguments = detail == null || detail.isEmpty()
                    ? new Object[0]
                    : Arrays.stream(detail.split("\n", -1)).map(Books::value).toArray();
            Refusal refusal = new BookingRefused(String.valueOf(message.getMessage()), null, arguments);
            refusal.initCause(e);
            return refusal;
        }
        if ("journal_entry_source".equals(message.getConstraint())) {
            Refusal refusal = new BookingRefused("already-booked", null, key(message.getDetail()));
            refusal.initCause(e);
            return refusal;
        }
        return e;
    }

    /** Days come as text; as days they are written in the reader's way. */
    private static Object value(String argument) {
        return ISO_DAY.matcher(argument).matches() ? LocalDate.parse(argument) : argument;
    }

    /** The value named in PostgreSQL's detail {@code Key (source)=(…) already exists.} */
    private static String key(@org.jspecify.annotations.Nullable String detail) {
        if (detail == null) {
            return "";
        }
        int from = detail.indexOf(")=(");
        int to = detail.lastIndexOf(')');
        return from < 0 || to < from ? detail : detail.substring(from + 3, to);
    }
}
