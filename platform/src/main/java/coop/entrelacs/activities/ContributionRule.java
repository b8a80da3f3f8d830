package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One version of how contributions are computed, from a day until the next version begins. Never changed: another decision is
 * another version.
 *
 * @param activity the one activity it is for (an override), or null for the whole cooperative
 * @param version counts from 1 within the cooperative, or within the activity's own
 * @param validFrom the first of a month
 * @param adoption who decided
 * @param terms how it is computed; null ends an override: from that day the activity follows the cooperative's rule again
 */
public record ContributionRule(
        UUID id,
        @Nullable UUID activity,
        int version,
        String name,
        LocalDate validFrom,
        Adoption adoption,
        @Nullable ContributionTerms terms) {

    public ContributionRule {
        if (name == null || name.isBlank()) {
            throw new InvalidField("name", "required");
        }
        name = name.strip();
        if (name.length() > 120) {
            throw new InvalidField("name", "too-long", 120);
        }
        if (validFrom == null) {
            throw new InvalidField("validFrom", "required");
        }
        if (validFrom.getDayOfMonth() != 1) {
            throw new InvalidField("validFrom", "first-of-month");
        }
        if (adoption == null) {
            throw new InvalidField("adoption", "required");
        }
        if (version < 1) {
            throw new InvalidField("version", "must-be-positive");
        }
        if (terms == null && activity == null) {
            throw new InvalidField("terms", "required");
        }
    }

    /**
     * The decision that made a rule: what members read when they ask who wanted this.
     *
     * @param text such as "Assemblée générale, résolution 7: 214 pour, 12 contre, 9 abstentions"
     * @param on the day of the decision
     */
    public record Adoption(String text, LocalDate on) {
        public Adoption {
            if (text == null || text.isBlank()) {
                throw new InvalidField("adoption.text", "required");
            }
            text = text.strip();
            if (text.length() > 500) {
                throw new InvalidField("adoption.text", "too-long", 500);
            }
            if (on == null) {
                throw new InvalidField("adoption.on", "required");
            }
        }
    }
}
