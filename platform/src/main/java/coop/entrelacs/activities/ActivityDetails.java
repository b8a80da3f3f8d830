package coop.entrelacs.activities;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An activity as its page shows it.
 *
 * @param version give it back when changing the activity
 * @param members who owns it today
 * @param editable whether the asker may change it
 */
public record ActivityDetails(
        UUID id,
        int version,
        ActivityForm about,
        @Nullable LocalDate closedOn,
        List<MemberShare> members,
        boolean editable) {}
