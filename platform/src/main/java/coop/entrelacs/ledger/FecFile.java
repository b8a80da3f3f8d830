package coop.entrelacs.ledger;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An audit file, read: what a FEC says, before it is held against the books.
 *
 * @param siren from the file's name, or null
 * @param closing the closing date of the file's name, or null
 * @param encoding as detected
 * @param separator as detected
 * @param entries in the order of the file
 * @param journals labels by code
 * @param accounts labels by number
 * @param thirdParties by code
 * @param lines how many lines were read, wrong ones too
 */
record FecFile(
        @Nullable String siren,
        @Nullable LocalDate closing,
        String encoding,
        char separator,
        List<FecEntry> entries,
        Map<String, String> journals,
        Map<String, String> accounts,
        Map<String, FecThirdParty> thirdParties,
        long lines,
        long debitCents,
        long creditCents,
        FecFindings findings) {

    /** @param account the first account it stood with, which tells customers from suppliers */
    record FecThirdParty(String code, String name, String account) {}
}
