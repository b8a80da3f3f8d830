package coop.entrelacs.activities;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A quote as its page shows it.
 *
 * @param version give it back when changing the draft
 * @param number null until it is sent
 * @param decidedOn the day the customer accepted or refused, or null
 * @param document the archived PDF, or null while it is a draft
 * @param invoices what it was turned into
 */
public record QuoteDetails(
        UUID id,
        int version,
        QuoteState state,
        @Nullable String number,
        QuoteForm about,
        String activityName,
        String customerName,
        Totals totals,
        @Nullable LocalDate decidedOn,
        @Nullable UUID document,
        List<UUID> invoices,
        boolean editable) {}
