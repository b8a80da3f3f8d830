package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one says in a quote. A draft may be incomplete.
 *
 * @param issueDate the day it is sent, or null for that day itself
 * @param validUntil its last day, or null for 30 days from the issue
 */
public record QuoteForm(
        UUID activity,
        UUID customer,
        String subject,
        String notes,
        @Nullable LocalDate issueDate,
        @Nullable LocalDate validUntil,
        List<Line> lines) {

    public QuoteForm(
            @Nullable UUID activity,
            @Nullable UUID customer,
            @Nullable String subject,
            @Nullable String notes,
            @Nullable LocalDate issueDate,
            @Nullable LocalDate validUntil,
            @Nullable List<Line> lines) {
        this.activity = Fields.required("activity", activity);
        this.customer = Fields.required("customer", customer);
        this.subject = Fields.optional("subject", subject, 200);
        this.notes = Fields.optional("notes", notes, 4000);
        this.issueDate = issueDate;
        this.validUntil = validUntil;
        if (issueDate != null && validUntil != null && validUntil.isBefore(issueDate)) {
            throw new InvalidField("validUntil", "before-issue", issueDate);
        }
        this.lines = lines == null ? List.of() : List.copyOf(lines);
    }

    public static QuoteForm of(UUID activity, UUID customer, String subject, Line... lines) {
        return new QuoteForm(activity, customer, subject, "", null, null, List.of(lines));
    }
}
