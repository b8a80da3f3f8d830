package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A quote in a list. */
public record QuoteRow(
        UUID id,
        QuoteState state,
        @Nullable String number,
        @Nullable LocalDate issueDate,
        @Nullable LocalDate validUntil,
        UUID activity,
        String activityName,
        UUID customer,
        String customerName,
        String subject,
        Money net,
        Money gross) {}
