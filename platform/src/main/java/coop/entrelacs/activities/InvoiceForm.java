package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one says in an invoice. A draft may be incomplete.
 *
 * @param orderReference the customer's order number
 * @param suppliedFrom the day of the delivery or the first day of the service
 * @param suppliedTo the last day of the service, or null for a single day
 * @param issueDate a wished date, or null for the day of validation
 * @param dueDate a wished date, or null for the activity's payment terms
 */
public record InvoiceForm(
        UUID activity,
        UUID customer,
        String subject,
        String notes,
        String orderReference,
        @Nullable LocalDate suppliedFrom,
        @Nullable LocalDate suppliedTo,
        @Nullable LocalDate issueDate,
        @Nullable LocalDate dueDate,
        List<Line> lines) {

    public InvoiceForm(
            @Nullable UUID activity,
            @Nullable UUID customer,
            @Nullable String subject,
            @Nullable String notes,
            @Nullable String orderReference,
            @Nullable LocalDate suppliedFrom,
            @Nullable LocalDate suppliedTo,
            @Nullable LocalDate issueDate,
            @Nullable LocalDate dueDate,
            @Nullable List<Line> lines) {
        this.activity = Fields.required("activity", activity);
        this.customer = Fields.required("customer", customer);
        this.subject = Fields.optional("subject", subject, 200);
        this.notes = Fields.optional("notes", notes, 4000);
        this.orderReference = Fields.optional("orderReference", orderReference, 60);
        this.suppliedFrom = suppliedFrom;
        this.suppliedTo = suppliedTo;
        if (suppliedTo != null && (suppliedFrom == null || suppliedTo.isBefore(suppliedFrom))) {
            throw new InvalidField("suppliedTo", "period-reversed");
        }
        this.issueDate = issueDate;
        this.dueDate = dueDate;
        if (issueDate != null && dueDate != null && dueDate.isBefore(issueDate)) {
            throw new InvalidField("dueDate", "before-issue", issueDate);
        }
        this.lines = lines == null ? List.of() : List.copyOf(lines);
    }

    /** An invoice of something supplied on a day. */
    public static InvoiceForm of(UUID activity, UUID customer, String subject, LocalDate supplied, Line... lines) {
        return new InvoiceForm(activity, customer, subject, "", "", supplied, null, null, null, List.of(lines));
    }

    /** The same, issued on a day of the past: for history taken over. */
    public InvoiceForm issuedOn(LocalDate day) {
        return new InvoiceForm(
                activity, customer, subject, notes, orderReference, suppliedFrom, suppliedTo, day, dueDate, lines);
    }
}
