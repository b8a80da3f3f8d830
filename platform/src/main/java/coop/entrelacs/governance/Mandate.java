package coop.entrelacs.governance;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member's term in a committee.
 *
 * @param term 1, or 2 after the one renewal there may be; a third is refused by the database too
 * @param lastDay the day on which it ends by itself
 * @param endedOn the day on which it ended before, or null
 * @param electedBy the decision, such as "Assemblée générale du 12 juin 2026, résolution 9"
 */
public record Mandate(
        UUID id,
        UUID committee,
        UUID member,
        int term,
        LocalDate firstDay,
        LocalDate lastDay,
        @Nullable LocalDate endedOn,
        String electedBy) {

    /** The renewals that turn mandates over: one. */
    public static final int MOST_TERMS = 2;

    public Mandate {
        if (term < 1 || term > MOST_TERMS) {
            throw new IllegalArgumentException("a mandate is renewable once");
        }
        if (lastDay.isBefore(firstDay)) {
            throw new IllegalArgumentException("a mandate ends before it begins");
        }
        if (endedOn != null && (endedOn.isBefore(firstDay) || endedOn.isAfter(lastDay))) {
            throw new IllegalArgumentException("a mandate ends while it lasts");
        }
    }

    /** Whether the member sits on a day. */
    public boolean sitsOn(LocalDate day) {
        return !day.isBefore(firstDay) && !day.isAfter(endedOn == null ? lastDay : endedOn);
    }
}
