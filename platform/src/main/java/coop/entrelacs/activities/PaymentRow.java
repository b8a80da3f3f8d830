package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment in a list.
 *
 * @param refund whether the money went to the customer
 * @param amount all that moved
 * @param kept what of it was more than was due and stayed with the customer
 * @param invoices the numbers of the invoices it paid, as far as the asker sees them
 * @param reversed whether it was recorded in error and taken back
 */
public record PaymentRow(
        UUID id,
        boolean refund,
        LocalDate paidOn,
        Money amount,
        Money kept,
        PaymentForm.Means means,
        String reference,
        UUID customer,
        String customerName,
        String invoices,
        long entry,
        boolean reversed,
        @Nullable String reversalReason) {}
