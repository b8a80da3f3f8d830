package coop.entrelacs.ledger;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry to book. It balances to the cent, or it cannot be made; {@code post_entries} in the database checks the same.
 *
 * @param journal the code of a journal ({@code VT}, {@code AC}, {@code BQ}, {@code OD}, {@code PA}, {@code AN})
 * @param date the day it happened; its period must be open
 * @param label what it is, in words an auditor understands
 * @param pieceRef the reference of the supporting document, or null
 * @param pieceDate the date of the supporting document, or null for that of the entry
 * @param source where it comes from, opaque to the ledger and unique in the tenant, as {@code invoice:<uuid>:sale}: the
 *     same source is booked once, whatever is retried; null for an entry that comes from nowhere else
 * @param lines at least two
 */
public record JournalEntry(
        String journal,
        LocalDate date,
        String label,
        @Nullable String pieceRef,
        @Nullable LocalDate pieceDate,
        @Nullable String source,
        List<JournalLine> lines) {

    /** More than any payroll's; with {@link Money#LARGEST} it keeps every sum within bounds. */
    private static final int MOST_LINES = 100_000;

    public JournalEntry {
        journal = BookText.required("journal", journal, 20);
        label = BookText.required("label", label, 200);
        pieceRef = BookText.optional("pieceRef", pieceRef, 60);
        source = BookText.optional("source", source, 200);
        lines = List.copyOf(lines);
        if (lines.size() > MOST_LINES) {
            throw new InvalidField("lines", "too-many", MOST_LINES);
        }
        if (lines.size() < 2) {
            throw new InvalidField("lines", "entry-too-short");
        }
        Money balance = Money.sum(lines.stream().map(JournalLine::amount).toList());
        if (!balance.isZero()) {
            throw new InvalidField("lines", "entry-unbalanced", balance);
        }
    }
}
