package coop.entrelacs.ledger;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/**
 * The only door into the books. Everything here runs in the caller's transaction: an invoice and its sale are booked
 * together or not at all. No role is asked for: whoever may validate the invoice may book its sale.
 */
@Service
public class Ledger {

    /**
     * Books entries, all or none. A thousand entries are one call to the database.
     *
     * @return their ids, in the same order
     * @throws BookingRefused if an account is unknown or closed, a journal or third party unknown, a period closed or not
     *     opened yet, or a source already booked
     */
    public List<Long> post(List<JournalEntry> entries) {
        throw new UnsupportedOperationException("soon");
    }

    /** Books one entry: a batch of one. */
    public long post(JournalEntry entry) {
        return post(List.of(entry)).getFirst();
    }

    /**
     * Books the opposite of an entry: the only correction there is.
     *
     * @param entry the id of the entry at fault
     * @param date the day of the correction, in an open period
     * @param reason why, shown beside both entries
     * @return the id of the reversal
     * @throws coop.entrelacs.shared.NotFound if there is no such entry
     * @throws BookingRefused if it was reversed before
     */
    public long reverse(long entry, LocalDate date, String reason) {
        throw new UnsupportedOperationException("soon");
    }

    /** The id of the entry booked for a source. */
    public Optional<Long> bySource(String source) {
        throw new UnsupportedOperationException("soon");
    }
}
