package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an entry of the books says, for tests. */
final class LedgerLines {

    private LedgerLines() {}

    record BookedLine(String account, Money amount) {}

    static List<BookedLine> of(JdbcClient jdbc, Long entry) {
        return jdbc.sql("SELECT a.number, l.amount_cents FROM journal_line l JOIN account a ON a.id = l.account_id"
                        + " WHERE l.entry_id = ? ORDER BY l.line_no")
                .param(entry)
                .query((row, n) -> new BookedLine(row.getString(1), Money.ofCents(row.getLong(2))))
                .list();
    }
}
