package coop.entrelacs.activities;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to take back of an invoice.
 *
 * @param reason printed on the credit note
 * @param issueDate a wished date, or null for the day of validation
 * @param lines what to take back; null or empty takes back all that is left
 */
public record CreditNoteForm(String reason, @Nullable LocalDate issueDate, List<Line> lines) {

    public CreditNoteForm(@Nullable String reason, @Nullable LocalDate issueDate, @Nullable List<Line> lines) {
        this.reason = Fields.required("reason", reason, 500);
        this.issueDate = issueDate;
        this.lines = lines == null ? List.of() : List.copyOf(lines);
    }

    public static CreditNoteForm whole(String reason) {
        return new CreditNoteForm(reason, null, List.of());
    }
}
