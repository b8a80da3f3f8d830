package coop.entrelacs.ledger;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * What the books say. Every figure is exact at once: it counts what was booked a moment ago, also by the present
 * transaction.
 *
 * <p>Balances of classes 1 to 5 go on from year to year; classes 6 and 7 count from the first day of the fiscal year.
 */
@Service
public class Statements {

    /**
     * The balance of all accounts whose number begins with a prefix at the end of a day, debit positive.
     *
     * @param analytic only lines of this activity, or null for all
     * @param thirdParty only lines of this third party, or null for all
     */
    public Money balance(String accountPrefix, @Nullable UUID analytic, @Nullable String thirdParty, LocalDate on) {
        throw new UnsupportedOperationException("soon");
    }

    /** The balance of each account on which an activity has lines, by account number, at the end of a day, debit positive. */
    public SortedMap<String, Money> balances(UUID analytic, LocalDate on) {
        throw new UnsupportedOperationException("soon");
    }
}
