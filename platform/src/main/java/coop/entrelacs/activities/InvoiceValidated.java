package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;

/** An invoice or credit note was numbered and booked; published in the transaction that did it. */
public record InvoiceValidated(
        UUID invoice, UUID activity, InvoiceKind kind, String number, LocalDate issued, Money net, Money vat) {}
