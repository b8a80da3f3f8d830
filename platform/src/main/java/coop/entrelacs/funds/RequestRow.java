package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A request in a list. */
public record RequestRow(
        UUID id,
        UUID fund,
        String fundName,
        UUID member,
        Stage stage,
        Money asked,
        Money granted,
        Money owed,
        @Nullable LocalDate decideBy,
        @Nullable LocalDate paidOn) {}
