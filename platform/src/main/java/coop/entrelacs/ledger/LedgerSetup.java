package coop.entrelacs.ledger;

import java.time.LocalDate;
import org.springframework.stereotype.Service;

/** Opens the books of a new tenant. */
@Service
public class LedgerSetup {

    /**
     * Gives the bound tenant its chart, journals (VT, AC, BQ, CA, OD, AN, PA) and first fiscal year, where it has none yet;
     * safe to repeat.
     *
     * @param chart the file below {@code charts/} of tenants-config, such as {@code pcg-2026}
     * @param firstDay of the fiscal year to open
     * @param lastDay of that year, at most two years later
     */
    public void open(String chart, LocalDate firstDay, LocalDate lastDay) {
        throw new UnsupportedOperationException("soon");
    }
}
