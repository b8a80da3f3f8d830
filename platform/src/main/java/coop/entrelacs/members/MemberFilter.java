package coop.entrelacs.members;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which members a list shows.
 *
 * @param text parts of a name or the number, accents and capitals aside; null or blank for all
 * @param stage null for all
 * @param branch null for all
 * @param advisor null for all
 * @param on the day to look at, null for today
 */
public record MemberFilter(
        @Nullable String text,
        MemberStage.@Nullable Name stage,
        @Nullable UUID branch,
        @Nullable UUID advisor,
        @Nullable LocalDate on) {

    public static final MemberFilter ALL = new MemberFilter(null, null, null, null, null);

    public static MemberFilter named(String text) {
        return new MemberFilter(text, null, null, null, null);
    }
}
