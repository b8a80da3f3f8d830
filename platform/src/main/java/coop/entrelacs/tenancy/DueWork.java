package coop.entrelacs.tenancy;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Work that may wait in a tenant with nobody at it. A module has one such bean a kind; the sweep looks for it in the tenants that
 * are marked, and now and then in all.
 *
 * @param kind how the marks name it; never renamed
 * @param afterWrites how long after something was written in a tenant it is looked for there, once to twice as long; null where it
 *     is looked for only where {@link DueMarks#mark} said so
 * @param look looks for it
 */
public record DueWork(String kind, @Nullable Duration afterWrites, Look look) {

    /** Does what is due. It may be called twice at once, and again after it failed. */
    @FunctionalInterface
    public interface Look {

        /**
         * Bound to the tenant as the system.
         *
         * @return when to look again though nobody marks it, or empty where nothing is left to wait for
         */
        Optional<Duration> in(Tenant tenant);
    }

    /** Looked for where {@link DueMarks#mark} said so. */
    public static DueWork whereMarked(String kind, Look look) {
        return new DueWork(kind, null, look);
    }

    /** Looked for wherever something was written, whatever it was. */
    public static DueWork afterWrites(String kind, Duration within, Look look) {
        return new DueWork(kind, within, look);
    }
}
