package coop.entrelacs.ledger;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The only door into the books. Everything here runs in the caller's transaction: an invoice and its sale are booked
 * together or not at all. No role is asked for: whoever may validate the invoice may book its sale.
 */
@Service
public class Ledger {

    /** Entries a call to the database: more make the arrays long, not the work faster. */
    private static final int BATCH = 2_000;

    /** An entry of so many lines is booked by the function made for one entry; with more, arrays are quicker. */
    private static final int FEW_LINES = 24;

    private static final String REVERSAL = "reversal:";
    private static final String OPENING = "opening:";
    private static final String IMPORT = "fec:";

    private final Books books;
    private final JdbcClient jdbc;
    private final Sealing sealing;
    private final SubLedgers subLedgers;

    Ledger(Books books, JdbcClient jdbc, Sealing sealing, SubLedgers subLedgers) {
        this.books = books;
        this.jdbc = jdbc;
        this.sealing = sealing;
        this.subLedgers = subLedgers;
    }

    /**
     * Books entries, all or none. A thousand entries are one call to the database.
     *
     * @return their ids, in the same order
     * @throws BookingRefused if an account is unknown or closed, a journal or third party unknown, a period closed or not
     *     opened yet, or a source already booked
     */
    @Transactional
    public List<Long> post(List<JournalEntry> entries) {
        for (JournalEntry entry : entries) {
            String source = entry.source();
            if (source != null && (source.startsWith(REVERSAL) || source.startsWith(OPENING))) {
                throw new InvalidField("source", "source-reserved", source);
            }
        }
        return book(entries);
    }

    /** Books one entry: a batch of one. */
    @Transactional
    public long post(JournalEntry entry) {
        return post(List.of(entry)).getFirst();
    }

    /**
     * Books entries of a program of the cooperative. Their sources are its own: none that a document here could have.
     *
     * @see #post(List)
     */
    @Transactional
    public List<Long> postForeign(List<JournalEntry> entries) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        for (JournalEntry entry : entries) {
            String source = entry.source();
            if (source != null
                    && (source.startsWith(IMPORT)
                            || subLedgers.correction(source).isPresent())) {
                throw new InvalidField("source", "source-reserved", source);
            }
        }
        return post(entries);
    }

    /**
     * An accountant takes an entry back. One that a document made is corrected by the document, so that both go on saying the
     * same.
     *
     * @return the id of the reversal
     * @throws BookingRefused if a document made the entry; its sentence says the way
     */
    @Transactional
    public long takeBack(long entry, LocalDate date, String reason) {
        CurrentTenant.actor().require(Role.ACCOUNTANT);
        correction(entry).ifPresent(code -> {
            throw new BookingRefused(code, null, String.valueOf(entry));
        });
        return reverse(entry, date, reason);
    }

    /** The code of the sentence that says how an entry made by a document is corrected; empty if it may be reversed itself. */
    @Transactional(readOnly = true)
    public Optional<String> correction(long entry) {
        return subLedgers.correction(jdbc.sql("SELECT source FROM journal_entry WHERE id = ?")
                .param(entry)
                .query((row, n) -> Optional.ofNullable(row.getString(1)))
                .optional()
                .orElseThrow(() -> new NotFound("entry", entry))
                .orElse(null));
    }

    /**
     * Books the opposite of an entry: the only correction there is. For the module whose document made the entry; people go by
     * {@link #takeBack}.
     *
     * @param entry the id of the entry at fault
     * @param date the day of the correction, in an open period
     * @param reason why, shown with the reversal
     * @return the id of the reversal
     * @throws coop.entrelacs.shared.NotFound if there is no such entry
     * @throws BookingRefused if it was reversed before, is itself a reversal, or holds the opening balances of a year
     */
    @Transactional
    public long reverse(long entry, LocalDate date, String reason) {
        Original original = jdbc.sql("""
            SELECT e.id, j.code AS journal, e.entry_date, e.label, e.piece_ref, e.piece_date, e.source
            FROM journal_entry e JOIN journal j ON j.id = e.journal_id WHERE e.id = ?\
            """)
                .param(entry)
                .query(Original.class)
                .optional()
                .orElseThrow(() -> new NotFound("entry", entry));
        if (original.source() != null && original.source().startsWith(REVERSAL)) {
            throw new BookingRefused("reversal-of-reversal", null, String.valueOf(entry));
        }
        if (original.source() != null && original.source().startsWith(OPENING)) {
            throw new BookingRefused("reversal-of-opening", null, String.valueOf(entry));
        }
        if (date.isBefore(original.entryDate())) {
            throw new InvalidField("date", "reversal-before-entry", original.entryDate());
        }
        List<JournalLine> lines = jdbc.sql("""
            SELECT a.number, v.value, t.code, l.label, -l.amount_cents AS cents
            FROM journal_line l JOIN account a ON a.id = l.account_id
            LEFT JOIN third_party t ON t.id = l.third_party_id
            LEFT JOIN analytic_value v ON v.id = l.analytic_id
            WHERE l.entry_id = ? AND l.amount_cents <> 0 ORDER BY l.line_no\
            """)
                .param(entry)
                .query((row, n) -> new JournalLine(
                        row.getString("number"),
                        row.getObject("value", UUID.class),
                        row.getString("code"),
                        row.getString("label"),
                        Money.ofCents(row.getLong("cents"))))
                .list();
        JournalEntry reversal = new JournalEntry(
                original.journal(),
                date,
                BookText.required("reason", reason, 200),
                original.pieceRef(),
                original.pieceDate(),
                REVERSAL + entry,
                lines);
        // Two at once: the unique source lets one through.
        return book(List.of(reversal)).getFirst();
    }

    /** The id of the entry booked for a source. */
    @Transactional(readOnly = true)
    public Optional<Long> bySource(String source) {
        return jdbc.sql("SELECT id FROM journal_entry WHERE source = ?")
                .param(source)
                .query(Long.class)
                .optional();
    }

    private List<Long> book(List<JournalEntry> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        UUID by = CurrentTenant.actor().subject();
        if (entries.size() == 1 && entries.getFirst().lines().size() <= FEW_LINES) {
            JournalEntry one = entries.getFirst();
            long id = books.call(connection -> Booking.bookOne(connection, one, by));
            sealing.afterCommit();
            return List.of(id);
        }
        List<Long> ids = new ArrayList<>(entries.size());
        for (int from = 0; from < entries.size(); from += BATCH) {
            Booking booking = new Booking(entries.subList(from, Math.min(entries.size(), from + BATCH)));
            ids.addAll(books.call(connection -> booking.book(connection, by)));
        }
        sealing.afterCommit();
        return ids;
    }

    private record Original(
            long id,
            String journal,
            LocalDate entryDate,
            String label,
            @Nullable String pieceRef,
            @Nullable LocalDate pieceDate,
            @Nullable String source) {}
}
