package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A cost in a list.
 *
 * @param member whom to repay, or null for a purchase
 * @param supplierName whom to pay, or null for an expense report
 */
public record CostRow(
        UUID id,
        CostKind kind,
        CostState state,
        @Nullable String number,
        LocalDate date,
        UUID activity,
        String activityName,
        @Nullable UUID member,
        @Nullable String supplierName,
        String title,
        Money cost,
        Money gross) {}
