package coop.entrelacs.tenancy;

import io.micrometer.core.instrument.Metrics;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Runs a unit of work again that PostgreSQL broke off in a deadlock or a failed serialization. Locks are taken in one order
 * (decision 0099), so this is for what the order forgot: nobody is shown a failure that a second try mends. Only the outermost
 * transaction is tried again: then nothing of the first attempt was committed.
 */
public final class DeadlockRetry {

    /** The first attempt and those after it. */
    static final int ATTEMPTS = 5;

    private static final Set<String> BROKEN_OFF = Set.of("40P01", "40001");
    private static final Logger LOG = LoggerFactory.getLogger(DeadlockRetry.class);

    private DeadlockRetry() {}

    /** Work that ends one way or the other. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object, X extends Throwable> {
        T run() throws X;
    }

    /** @param work one whole transaction, or several, each of which can be asked for again */
    public static <T extends @Nullable Object, X extends Throwable> T run(Work<T, X> work) throws X {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return work.run();
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return work.run();
            } catch (RuntimeException failed) {
                if (attempt == ATTEMPTS || !brokenOff(failed)) {
                    throw failed;
                }
                Metrics.counter("entrelacs.transactions.retried").increment();
                LOG.info("a transaction was broken off by another and is tried again, attempt {}", attempt + 1);
            }
            // not in step with the one that won
            LockSupport.parkNanos(
                    TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(10, 60L * attempt)));
        }
    }

    private static boolean brokenOff(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && BROKEN_OFF.contains(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
