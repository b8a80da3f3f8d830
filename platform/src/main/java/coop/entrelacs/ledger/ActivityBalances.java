package coop.entrelacs.ledger;

import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What stands on the accounts of many activities at once: one statement for all, where {@link Statements} answers for one. */
@Service
public class ActivityBalances {

    private final JdbcClient jdbc;

    ActivityBalances(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * For each activity the balance of each account of classes 1 to 5 at the end of a day, debit positive. Exact at once, as every
     * figure of the books: folded months, the tail not folded yet, and the lines of a month that the day cuts. Asks for no role:
     * for modules that compute.
     *
     * @return activities without lines are not in it
     */
    @Transactional(readOnly = true)
    public Map<UUID, Map<String, Money>> balances(Collection<UUID> activities, LocalDate on) {
        Map<UUID, Map<String, Money>> found = new HashMap<>();
        if (activities.isEmpty()) {
            return found;
        }
        jdbc.sql("""
                        WITH y AS (SELECT coalesce(carried_from(:on), :on) AS carried_from),
                        p AS (
                            SELECT q.id, q.first_day, q.last_day, q.last_day > :on AS cut FROM accounting_period q, y
                            WHERE q.last_day >= y.carried_from AND q.first_day <= :on),
                        v AS (SELECT id, value FROM analytic_value WHERE value = ANY (:activities)),
                        moved(analytic_id, account_id, cents) AS (
                            SELECT f.analytic_id, f.account_id, f.debit_cents - f.credit_cents
                            FROM account_period f JOIN p ON p.id = f.period_id AND NOT p.cut JOIN v ON v.id = f.analytic_id
                            WHERE f.analytic_id <> 0
                            UNION ALL
                            SELECT l.analytic_id, l.account_id, l.amount_cents
                            FROM unsealed_line l JOIN p ON l.entry_date BETWEEN p.first_day AND p.last_day AND NOT p.cut
                            JOIN v ON v.id = l.analytic_id
                            UNION ALL
                            SELECT l.analytic_id, l.account_id, l.amount_cents
                            FROM p JOIN journal_line l ON l.entry_date BETWEEN p.first_day AND least(p.last_day, CAST(:on AS date))
                            JOIN v ON v.id = l.analytic_id
                            WHERE p.cut)
                        SELECT v.value, a.number, sum(m.cents) AS cents
                        FROM moved m JOIN v ON v.id = m.analytic_id JOIN account a ON a.id = m.account_id
                        WHERE a.number !~ '^[67]' GROUP BY v.value, a.number""")
                .param("on", on)
                .param("activities", activities.toArray(UUID[]::new))
                .query((row, n) -> found.computeIfAbsent(row.getObject("value", UUID.class), one -> new HashMap<>())
                        .put(row.getString("number"), Rows.money(row, "cents")))
                .list();
        return found;
    }
}
