package coop.entrelacs.funds;

import coop.entrelacs.ledger.SubLedger;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What each fund holds and has lent, against its accounts; and what members owe, against the account of loans. */
@Component
class FundsSubLedger implements SubLedger {

    @Override
    public Map<String, String> corrections() {
        return Map.of(
                "fund-contribution:", "entry-of-fund",
                "fund-movement:", "entry-of-fund",
                "fund-request:", "entry-of-fund",
                "fund-pool-share:", "entry-of-fund");
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of(
                new Comparison("fund-balances-differ", """
            SELECT f.name || ' (' || (f.accounts->>'holds') || ')' AS what, f.balance_cents AS told, coalesce(b.cents, 0) AS booked
            FROM fund f
            LEFT JOIN (SELECT account, -sum(amount_cents) AS cents FROM own_line GROUP BY account) b
                ON b.account = f.accounts->>'holds'
            WHERE f.balance_cents <> coalesce(b.cents, 0) ORDER BY 1\
            """),
                new Comparison("fund-loans-differ", """
                    SELECT f.name || ' (' || (f.accounts->>'holds') || '9)' AS what, r.cents AS told, coalesce(b.cents, 0) AS booked
                    FROM fund f
                    CROSS JOIN LATERAL (SELECT coalesce(sum(paid_cents - back_cents - written_off_cents), 0) AS cents
                        FROM fund_request WHERE fund_id = f.id) r
                    LEFT JOIN (SELECT account, -sum(amount_cents) AS cents FROM own_line GROUP BY account) b
                        ON b.account = (f.accounts->>'holds') || '9'
                    WHERE f.instrument = 'LOAN' AND r.cents <> coalesce(b.cents, 0) ORDER BY 1\
                    """),
                new Comparison("fund-lent-differ", """
                    SELECT told.account AS what, told.cents AS told, coalesce(b.cents, 0) AS booked
                    FROM (SELECT f.accounts->>'lent' AS account, sum(coalesce(r.cents, 0)) AS cents FROM fund f
                          LEFT JOIN (SELECT fund_id, sum(paid_cents - back_cents - written_off_cents) AS cents FROM fund_request
                                      GROUP BY fund_id) r ON r.fund_id = f.id
                          WHERE f.instrument = 'LOAN' GROUP BY 1) told
                    LEFT JOIN (SELECT account, sum(amount_cents) AS cents FROM own_line GROUP BY account) b USING (account)
                    WHERE told.cents <> coalesce(b.cents, 0) ORDER BY 1\
                    """));
    }
}
