package coop.entrelacs.activities;

import coop.entrelacs.ledger.SubLedger;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * What an activity's cash position takes from documents rather than from the books: customers' payments, contributions and exchanges;
 * and what was written by hand on the accounts of customers and suppliers without saying whose it is.
 */
@Component
class CashSubLedger implements SubLedger {

    @Override
    public Map<String, String> corrections() {
        return Map.of(); // the documents that make these entries say it
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of(
                byActivity(
                        "cash-receipts-differ",
                        "SELECT activity_id, sum(cents) AS cents FROM (" + CashPositions.RECEIPTS + ") p GROUP BY 1",
                        "account LIKE '5%' AND source ~ '^payment:[0-9a-f-]{36}$'"),
                byActivity("cash-contributions-differ", """
                    SELECT activity_id, sum(amount_cents) AS cents FROM contribution_charge GROUP BY 1\
                    """, "account = '" + ContributionCharges.ACCOUNT + "'"),
                byActivity(
                        "cash-exchanges-differ",
                        """
                    SELECT activity_id, sum(cents) AS cents FROM (
                        SELECT receiver_id AS activity_id, amount_cents AS cents FROM exchange_voucher
                        UNION ALL SELECT provider_id, -amount_cents FROM exchange_voucher) v GROUP BY 1\
                    """,
                        "account IN ('" + Exchanges.CHARGE + "', '" + Exchanges.INCOME + "')"),
                new Comparison("by-hand-differs", """
                    SELECT account AS what, 0::bigint AS told, sum(amount_cents) AS booked FROM own_line
                    WHERE account IN ('411', '401') AND third_party IS NULL AND %s GROUP BY account
                    HAVING sum(amount_cents) <> 0 ORDER BY 1\
                    """.formatted(BY_HAND)));
    }

    private static Comparison byActivity(String code, String told, String lines) {
        return new Comparison(code, """
            WITH told AS (%s),
            booked AS (
                SELECT analytic AS activity_id, sum(amount_cents) AS cents FROM own_line
                WHERE %s AND analytic IN (SELECT id FROM activity) GROUP BY 1)
            SELECT a.trade_name || ' (' || a.code || ')' AS what, coalesce(told.cents, 0) AS told, coalesce(booked.cents, 0) AS booked
            FROM told FULL JOIN booked USING (activity_id) JOIN activity a ON a.id = activity_id
            WHERE coalesce(told.cents, 0) <> coalesce(booked.cents, 0) ORDER BY 1\
            """.formatted(told, lines));
    }
}
