package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;

/** A customer paid (part of) an invoice, or (negative) got money back; published in the transaction that recorded it. */
public record PaymentReceived(UUID payment, UUID invoice, UUID activity, LocalDate paidOn, Money amount) {}
