package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invoice or credit note in a list.
 *
 * @param net before VAT; below zero on a credit note, so that a column of them adds up
 * @param gross with VAT; below zero on a credit note
 * @param remaining what the customer still owes on it; zero for drafts and credit notes
 */
public record InvoiceRow(
        UUID id,
        InvoiceKind kind,
        InvoiceState state,
        @Nullable String number,
        @Nullable LocalDate issueDate,
        @Nullable LocalDate dueDate,
        UUID activity,
        String activityName,
        UUID customer,
        String customerName,
        String subject,
        Money net,
        Money gross,
        Money remaining) {}
