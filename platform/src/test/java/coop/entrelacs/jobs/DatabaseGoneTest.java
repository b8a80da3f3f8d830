package coop.entrelacs.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.TransactionSystemException;

class DatabaseGoneTest {

    @Test
    void a_server_that_stops_ends_no_job() {
        assertThat(DatabaseGone.isCauseOf(new DataAccessResourceFailureException("away")))
                .isTrue();
        assertThat(DatabaseGone.isCauseOf(new UncategorizedSQLException(
                        "read", "SELECT 1", new SQLException("terminating connection", "57P01"))))
                .isTrue();
        assertThat(DatabaseGone.isCauseOf(
                        new IllegalStateException(new SQLException("I/O error", "08006", new EOFException()))))
                .isTrue();
    }

    @Test
    void a_rollback_that_failed_hides_nothing() {
        // given: the connection died, and so the rollback died too, with words of its own
        var rollback = new TransactionSystemException(
                "Could not roll back", new IllegalStateException(new SQLException("Connection is closed")));
        assertThat(DatabaseGone.isCauseOf(rollback)).isTrue();

        var other = new TransactionSystemException("Could not roll back", new IllegalStateException("?"));
        other.initApplicationException(new DataAccessResourceFailureException("away"));
        assertThat(DatabaseGone.isCauseOf(other)).isTrue();
    }

    @Test
    void what_is_wrong_by_itself_stays_a_failure() {
        assertThat(DatabaseGone.isCauseOf(new IllegalStateException("no"))).isFalse();
        assertThat(DatabaseGone.isCauseOf(
                        new DataIntegrityViolationException("twice", new SQLException("duplicate", "23505"))))
                .isFalse();
        var failed = new TransactionSystemException("Could not commit", new SQLException("deferred", "23503"));
        failed.initApplicationException(new IllegalArgumentException("wrong"));
        assertThat(DatabaseGone.isCauseOf(failed)).isFalse();
        // a statement that was cancelled or took too long is the statement's fault
        assertThat(DatabaseGone.isCauseOf(new SQLException("canceling statement", "57014")))
                .isFalse();
    }

    @Test
    void a_cause_that_is_its_own_cause_is_looked_at_once() {
        var one = new IllegalStateException("one");
        var two = new IllegalStateException("two", one);
        one.initCause(two);
        assertThat(DatabaseGone.isCauseOf(two)).isFalse();
    }
}
