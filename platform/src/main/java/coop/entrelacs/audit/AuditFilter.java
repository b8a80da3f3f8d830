package coop.entrelacs.audit;

import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the trail to read; null for all.
 *
 * @param subject the whole name of the object, as {@code member:0198…}
 * @param actions codes of what was done, any of them; empty for all
 * @param actor part of the actor's name, compared without accents and case
 * @param either true: an entry is found if it matches {@code actions} or {@code actor}; false: it has to match both
 * @param from the first day
 * @param to the last day
 */
public record AuditFilter(
        @Nullable String subject,
        Set<String> actions,
        @Nullable String actor,
        boolean either,
        @Nullable LocalDate from,
        @Nullable LocalDate to) {

    public AuditFilter {
        actions = Set.copyOf(actions);
    }

    /** Everything that was done to something, or everything. */
    public static AuditFilter of(@Nullable String subject) {
        return new AuditFilter(subject, Set.of(), null, false, null, null);
    }
}
