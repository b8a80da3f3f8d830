package coop.entrelacs.tenancy;

import coop.entrelacs.shared.Refusal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataAccessException;

/**
 * Turns what the functions and constraints of the database refuse into refusals that say why. Functions name their reason; a
 * constraint that a form did not foresee is told by its kind, so that no input is ever an error of ours.
 */
public final class DatabaseRules {

    /** Raised by the function {@code refuse}. */
    private static final String REFUSED = "LE001";

    private static final String NOT_NULL = "23502";
    private static final String FOREIGN_KEY = "23503";
    private static final String CHECK = "23514";

    /** Unique and exclusion constraints. */
    private static final Set<String> TAKEN = Set.of("23505", "23P01");

    /** What triggers say of what must not change. */
    private static final Set<String> FIXED = Set.of("23000", "23001");

    /** Too long, too large, not the form of the type, not a character. */
    private static final Set<String> NO_VALUE = Set.of("22001", "22003", "22007", "22008", "22021", "22P02", "22P05");

    private static final Pattern ISO_DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern OF_COLUMN = Pattern.compile("(.+)_(?:check|fkey|key|not_null)");

    private DatabaseRules() {}

    /**
     * Runs work on the database.
     *
     * @param refusal makes the module's refusal of a code and its arguments; days among them are {@link LocalDate}, written in the
     *     reader's way
     */
    public static <T> T call(Supplier<T> work, BiFunction<String, Object[], ? extends Refusal> refusal) {
        try {
            return work.get();
        } catch (DataAccessException e) {
            Broken broken = broken(e).orElse(null);
            if (broken == null || !REFUSED.equals(broken.state())) {
                throw e;
            }
            String detail = broken.detail();
            Object[] arguments = detail == null || detail.isEmpty()
                    ? new Object[0]
                    : Arrays.stream(detail.split("\n", -1))
                            .map(DatabaseRules::value)
                            .toArray();
            Refusal told = refusal.apply(broken.message(), arguments);
            told.initCause(e);
            throw told;
        }
    }

    /**
     * A rule that a statement broke.
     *
     * @param state the SQL state
     * @param message the server's, which may quote what was typed
     * @param detail the server's, which may quote what was typed
     */
    public record Broken(
            String state,
            String message,
            @Nullable String constraint,
            @Nullable String table,
            @Nullable String column,
            @Nullable String detail) {

        /** The field that the rule is about, as requests name it, where the rule's name tells one; else null. */
        public @Nullable String field() {
            String name = column != null ? column : columnOfConstraint();
            if (name == null) {
                return null;
            }
            String[] words = name.replaceFirst("_(?:cents|id)$", "").split("_", -1);
            StringBuilder field = new StringBuilder(words[0]);
            for (int i = 1; i < words.length; i++) {
                if (!words[i].isEmpty()) {
                    field.append(words[i].substring(0, 1).toUpperCase(java.util.Locale.ROOT))
                            .append(words[i].substring(1));
                }
            }
            return field.toString();
        }

        /** PostgreSQL names a column's constraint after table, column and kind. */
        private @Nullable String columnOfConstraint() {
            if (constraint == null || table == null || !constraint.startsWith(table + "_")) {
                return null;
            }
            Matcher named = OF_COLUMN.matcher(constraint.substring(table.length() + 1));
            return named.matches() ? named.group(1) : null;
        }
    }

    /** The rule that a failed statement broke, if it is one of the server's errors. */
    public static Optional<Broken> broken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException sql && sql.getSQLState() != null) {
                ServerErrorMessage told = sql.getServerErrorMessage();
                return told == null
                        ? Optional.empty()
                        : Optional.of(new Broken(
                                sql.getSQLState(),
                                String.valueOf(told.getMessage()),
                                told.getConstraint(),
                                told.getTable(),
                                told.getColumn(),
                                told.getDetail()));
            }
        }
        return Optional.empty();
    }

    /**
     * The refusal that a failure is, where a value that came in broke a rule of the database: a column's bounds, a reference to what is
     * not there, a name that is taken. Empty where it is a failure of ours.
     */
    public static Optional<Refusal> refusal(Throwable failure) {
        return broken(failure).flatMap(DatabaseRules::refusal);
    }

    private static Optional<Refusal> refusal(Broken broken) {
        String state = broken.state();
        String rule = broken.constraint() == null ? state : broken.constraint();
        if (state.equals(CHECK)) {
            return Optional.of(new Broke(Refusal.Kind.INVALID, "value-not-possible", broken.field(), rule));
        }
        if (state.equals(NOT_NULL)) {
            return Optional.of(new Broke(Refusal.Kind.INVALID, "required", broken.field()));
        }
        if (state.equals(FOREIGN_KEY)) {
            return Optional.of(new Broke(Refusal.Kind.INVALID, "reference-unknown", broken.field(), rule));
        }
        if (NO_VALUE.contains(state)) {
            return Optional.of(new Broke(Refusal.Kind.INVALID, "value-out-of-range", broken.field()));
        }
        if (TAKEN.contains(state)) {
            return Optional.of(new Broke(Refusal.Kind.CONFLICT, "already-there", null, rule));
        }
        return FIXED.contains(state)
                ? Optional.of(new Broke(Refusal.Kind.CONFLICT, "changes-no-more", null))
                : Optional.empty();
    }

    private static Object value(String argument) {
        return ISO_DAY.matcher(argument).matches() ? LocalDate.parse(argument) : argument;
    }

    /** A rule of the database that nobody foresaw for this input. */
    private static final class Broke extends Refusal {
        Broke(Kind kind, String code, @Nullable String field, Object... arguments) {
            super(kind, code, field, arguments);
        }
    }
}
