package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;

/** An internal exchange voucher in a list. */
public record ExchangeRow(
        UUID id,
        String number,
        LocalDate exchangedOn,
        UUID provider,
        String providerName,
        UUID receiver,
        String receiverName,
        String label,
        Money amount,
        long entry) {}
