package coop.entrelacs.federation;

import coop.entrelacs.ledger.SubLedger;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Open positions between tenants, transfers under way and common funds, against the accounts that carry them.
 */
@Component
class PositionsSubLedger implements SubLedger {

    private static final String POOL = "entry-of-pool";
    private static final String SETTLEMENT = "entry-of-settlement";

    @Override
    public Map<String, String> corrections() {
        return Map.of(
                "netting:", SETTLEMENT,
                "settlement:", SETTLEMENT,
                "transfer:", SETTLEMENT,
                "pool-contribution:", POOL,
                "pool-claim:", POOL,
                "pool-recovery:", POOL,
                "pool-endowment:", POOL);
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of(
                new Comparison("positions-differ", byThirdParty(Positions.ACCOUNT, """
                    SELECT 'COOP-' || counterpart AS code,
                           sum(CASE direction WHEN 'RECEIVABLE' THEN amount_cents ELSE -amount_cents END) AS cents
                    FROM mutual_position WHERE state <> 'SETTLED' GROUP BY 1\
                    """)),
                new Comparison("transfers-differ", byThirdParty(PositionPayments.ACCOUNT, """
                    SELECT 'COOP-' || counterpart AS code,
                           sum(CASE direction WHEN 'IN' THEN amount_cents ELSE -amount_cents END) AS cents
                    FROM settlement_transfer WHERE recorded_on IS NULL GROUP BY 1\
                    """)),
                new Comparison("pool-holds-differ", byAccount("""
                    SELECT '46875' || %1$s AS account, name, balance_cents AS cents FROM pool_treaty t\
                    """.formatted(NUMBER))),
                new Comparison("pool-called-differ", byAccount("""
                    SELECT '46876' || %1$s AS account, t.name,
                           (SELECT coalesce(sum(p.amount_cents), 0) FROM pool_call_part p JOIN pool_call c ON c.id = p.call_id
                             WHERE c.treaty_id = t.id AND p.settled_on IS NULL)
                           + (SELECT coalesce(sum(r.amount_cents), 0) FROM pool_recovery r JOIN pool_claim c ON c.id = r.claim_id
                               WHERE c.treaty_id = t.id AND r.settled_on IS NULL) AS cents
                    FROM pool_treaty t\
                    """.formatted(NUMBER))),
                // What of accepted parts is not the funds' yet: awaited, or held for a fund that is closed and less
                // what it gave back.
                new Comparison("pool-waits-differ", byAccount("""
                    SELECT '%s' AS account, '' AS name, coalesce(sum(accepted_cents - CASE stage WHEN 'HELD' THEN returned_cents ELSE 0 END)
                           FILTER (WHERE stage IN ('ACCEPTED', 'HELD')), 0) AS cents FROM pool_cession\
                    """.formatted(PoolBooks.WAITING))));
    }

    /** The last sign of the accounts of a common fund, as {@link PoolBooks} gives it. */
    private static final String NUMBER =
            "CASE t.fund_kind WHEN 'LOAN' THEN '1' WHEN 'GRANT' THEN '2' WHEN 'GUARANTEE' THEN '3' END";

    /** Whose code an entry by hand left out, or wrote otherwise, stands in no position. */
    private static String byThirdParty(String account, String told) {
        return """
            WITH told AS (%2$s),
            booked AS (
                SELECT coalesce(third_party, '%1$s') AS code, sum(amount_cents) AS cents FROM own_line
                WHERE account = '%1$s' GROUP BY 1)
            SELECT code AS what, coalesce(told.cents, 0) AS told, coalesce(booked.cents, 0) AS booked
            FROM told FULL JOIN booked USING (code)
            WHERE coalesce(told.cents, 0) <> coalesce(booked.cents, 0) ORDER BY 1\
            """.formatted(account, told);
    }

    /** Accounts that grow on the credit side. */
    private static String byAccount(String told) {
        return """
            WITH told AS (%s),
            booked AS (SELECT account, -sum(amount_cents) AS cents FROM own_line
                WHERE account IN (SELECT account FROM told) GROUP BY account)
            SELECT concat_ws(' ', nullif(told.name, ''), '(' || told.account || ')') AS what, told.cents AS told, coalesce(booked.cents, 0) AS booked
            FROM told LEFT JOIN booked USING (account)
            WHERE told.cents <> coalesce(booked.cents, 0) ORDER BY 1\
            """.formatted(told);
    }
}
