package coop.entrelacs.ledger;

import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.DatabaseRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Calls the functions of the books and turns their refusals into ours. */
@Component
class Books {

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
            return DatabaseRules.call(work, (code, arguments) -> new BookingRefused(code, null, arguments));
        } catch (DataAccessException e) {
            throw DatabaseRules.broken(e)
                    .filter(rule -> "journal_entry_source".equals(rule.constraint()))
                    .<RuntimeException>map(rule -> bookedAlready(rule, e))
                    .orElse(e);
        }
    }

    private static Refusal bookedAlready(DatabaseRules.Broken rule, DataAccessException e) {
        Refusal refusal = new BookingRefused("already-booked", null, key(rule.detail()));
        refusal.initCause(e);
        return refusal;
    }

    /** The value named in PostgreSQL's detail {@code Key (source)=(…) already exists.} */
    private static String key(@Nullable String detail) {
        if (detail == null) {
            return "";
        }
        int from = detail.indexOf(")=(");
        int to = detail.lastIndexOf(')');
        return from < 0 || to < from ? detail : detail.substring(from + 3, to);
    }
}
