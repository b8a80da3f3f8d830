package coop.entrelacs.audit;

import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the trail to read; null for all.
 *
 * @param subject what it was done to, exactly, as {@code member:0198…}
 * @param actions codes of what was done, any of them; who did it may be found by {@code actor} instead
 * @param actor part of the name of who did it, however it is written
 * @param from the first day
 * @param to the last day
 */
public record AuditFilter(
        @Nullable String subject,
        Set<String> actions,
        @Nullable String actor,
        @Nullable LocalDate from,
        @Nullable LocalDate to) {

    public AuditFilter {
        actions = Set.copyOf(actions);
    }

    /** Everything that was done to something, or everything. */
    public static AuditFilter of(@Nullable String subject) {
        return new AuditFilter(subject, Set.of(), null, null, null);
    }
}
