package coop.entrelacs.activities;

import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which invoices to list; null or empty means any.
 *
 * @param text found in number, subject and customer's name
 * @param from issued on or after this day
 * @param to issued on or before this day
 */
public record InvoiceFilter(
        Set<InvoiceState> states,
        @Nullable InvoiceKind kind,
        @Nullable UUID activity,
        @Nullable UUID customer,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        @Nullable String text) {

    public static final InvoiceFilter ALL = new InvoiceFilter(Set.of(), null, null, null, null, null, null);

    public InvoiceFilter(
            @Nullable Set<InvoiceState> states,
            @Nullable InvoiceKind kind,
            @Nullable UUID activity,
            @Nullable UUID customer,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable String text) {
        this.states = states == null ? Set.of() : Set.copyOf(states);
        this.kind = kind;
        this.activity = activity;
        this.customer = customer;
        this.from = from;
        this.to = to;
        this.text = text;
    }

    public static InvoiceFilter in(InvoiceState... states) {
        return new InvoiceFilter(Set.of(states), null, null, null, null, null, null);
    }

    public InvoiceFilter ofActivity(UUID activity) {
        return new InvoiceFilter(states, kind, activity, customer, from, to, text);
    }
}
