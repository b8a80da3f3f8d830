package coop.entrelacs.members;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * When and why a contract ends.
 *
 * @param plannedLastDay agreed from the beginning; null: none
 * @param endedOn the day it was ended; null: it was not
 * @param reason as it was said, or the constant of {@link ExitKind}; null: it was not ended
 */
public record ContractEnd(
        @Nullable LocalDate plannedLastDay,
        @Nullable LocalDate endedOn,
        @Nullable String reason) {}
