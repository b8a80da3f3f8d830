package coop.entrelacs.activities;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An activity in a list, with the ids of its present members. */
public record ActivityRow(
        UUID id,
        String code,
        String tradeName,
        String trade,
        LocalDate openedOn,
        @Nullable LocalDate closedOn,
        List<UUID> members) {}
