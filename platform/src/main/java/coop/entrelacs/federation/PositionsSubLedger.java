package coop.entrelacs.federation;

import coop.entrelacs.ledger.SubLedger;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Open positions between tenants, against the account that carries them. */
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
        return List.of(new Comparison("positions-differ", """
            WITH told AS (
                SELECT 'COOP-' || counterpart AS code,
                       sum(CASE direction WHEN 'RECEIVABLE' THEN amount_cents ELSE -amount_cents END) AS cents
                FROM mutual_position WHERE state <> 'SETTLED' GROUP BY 1),
            booked AS (
                SELECT third_party AS code, sum(amount_cents) AS cents FROM own_line
                WHERE account = '4511' AND third_party LIKE 'COOP-%' GROUP BY third_party)
            SELECT code AS what, coalesce(told.cents, 0) AS told, coalesce(booked.cents, 0) AS booked
            FROM told FULL JOIN booked USING (code)
            WHERE coalesce(told.cents, 0) <> coalesce(booked.cents, 0) ORDER BY 1\
            """));
    }
}
