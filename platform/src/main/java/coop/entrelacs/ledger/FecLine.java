package coop.entrelacs.ledger;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One line of an audit file, read.
 *
 * @param row its line in the file, from 1 (the header)
 * @param cents debit positive
 * @param contra whether it was written as a negative amount on the other side
 */
record FecLine(
        long row,
        String journal,
        String number,
        LocalDate date,
        String account,
        @Nullable String thirdParty,
        @Nullable String pieceRef,
        @Nullable LocalDate pieceDate,
        String label,
        long cents,
        boolean contra,
        @Nullable String letter,
        @Nullable LocalDate letterDate,
        @Nullable LocalDate validDate,
        @Nullable String currencyAmount,
        @Nullable String currency) {

    long debit() {
        return cents > 0 != contra ? cents : 0;
    }

    long credit() {
        return cents > 0 != contra ? 0 : -cents;
    }
}
