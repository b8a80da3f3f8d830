package coop.entrelacs.web;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes exceptions to the log. What databases, parsers and converters say of a failure quotes what somebody typed: of those the log has
 * class, SQL state and stack, and not the words. The words of our own exceptions stay, unless they repeat such words of a cause.
 */
public final class ThrowablesWithoutInput extends ThrowableProxyConverter {

    private static final String WITHHELD = "(words withheld)";

    /** Beginnings of names of classes whose messages quote input. */
    private static final List<String> QUOTING = List.of(
            "java.sql.",
            "javax.sql.",
            "org.postgresql.",
            "org.hibernate.",
            "jakarta.persistence.",
            "jakarta.validation.",
            "org.springframework.dao.",
            "org.springframework.jdbc.",
            "org.springframework.orm.",
            "org.springframework.transaction.",
            "org.springframework.core.convert.",
            "org.springframework.beans.TypeMismatch",
            "org.springframework.beans.ConversionNotSupported",
            "org.springframework.http.converter.",
            "org.springframework.web.",
            "tools.jackson.",
            "com.fasterxml.jackson.",
            "java.time.",
            "java.text.",
            "java.util.regex.",
            "java.net.URISyntax",
            "java.nio.charset.",
            "java.lang.NumberFormat");

    @Override
    protected String throwableProxyToString(IThrowableProxy thrown) {
        return System.lineSeparator() + super.throwableProxyToString(new Without(thrown)) + System.lineSeparator();
    }

    private static boolean quotes(IThrowableProxy thrown) {
        return QUOTING.stream().anyMatch(thrown.getClassName()::startsWith);
    }

    private static @Nullable String words(IThrowableProxy thrown) {
        if (quotes(thrown)) {
            return thrown instanceof ThrowableProxy own && own.getThrowable() instanceof SQLException sql
                    ? "SQL state " + sql.getSQLState() + " " + WITHHELD
                    : WITHHELD;
        }
        String message = thrown.getMessage();
        for (IThrowableProxy cause = thrown.getCause(); message != null && cause != null; cause = cause.getCause()) {
            String theirs = cause.getMessage();
            if (quotes(cause) && theirs != null && !theirs.isBlank() && message.contains(theirs)) {
                return WITHHELD;
            }
        }
        return message;
    }

    /** The same exception with other words. */
    private record Without(IThrowableProxy of) implements IThrowableProxy {

        @Override
        public @Nullable String getMessage() {
            return words(of);
        }

        @Override
        public @Nullable String getOverridingMessage() {
            return null;
        }

        @Override
        public String getClassName() {
            return of.getClassName();
        }

        @Override
        public StackTraceElementProxy[] getStackTraceElementProxyArray() {
            return of.getStackTraceElementProxyArray();
        }

        @Override
        public int getCommonFrames() {
            return of.getCommonFrames();
        }

        @Override
        public @Nullable IThrowableProxy getCause() {
            IThrowableProxy cause = of.getCause();
            return cause == null ? null : new Without(cause);
        }

        @Override
        public IThrowableProxy[] getSuppressed() {
            IThrowableProxy[] suppressed = Objects.requireNonNullElse(of.getSuppressed(), new IThrowableProxy[0]);
            IThrowableProxy[] without = new IThrowableProxy[suppressed.length];
            for (int i = 0; i < suppressed.length; i++) {
                without[i] = new Without(suppressed[i]);
            }
            return without;
        }

        @Override
        public boolean isCyclic() {
            return of.isCyclic();
        }
    }
}
