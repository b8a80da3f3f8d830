package coop.entrelacs.ledger;

import java.util.List;
import java.util.Map;

/**
 * A module that keeps accounts of its own beside the books: what customers owe, what a fund holds, what is due as pay. Its
 * documents make entries, so an entry is corrected by its document; and its figures equal those of the books, which the
 * verification asks.
 */
public interface SubLedger {

    /**
     * How sources of its entries begin, each with the code of the sentence ({@code refusal.<code>}) that says how such an entry
     * is corrected.
     */
    Map<String, String> corrections();

    /**
     * A condition on {@code own_line}: what somebody wrote by hand, or took back of it. On an account that documents keep, it is a
     * difference unless it comes to nothing.
     */
    String BY_HAND = "(source IS NULL OR source LIKE 'reversal:%')";

    /** What must equal the books. */
    List<Comparison> comparisons();

    /**
     * One comparison: a query of the rows that differ, none if all is well. It finds what the books say in the view {@code
     * own_line}: the lines booked here, without imported books and without opening balances that repeat the year before.
     *
     * @param code the sentence {@code finding.<code>}; it names the row, what the module says and what the books say
     * @param sql gives columns {@code what} (text), {@code told} and {@code booked} (cents)
     */
    record Comparison(String code, String sql) {}
}
