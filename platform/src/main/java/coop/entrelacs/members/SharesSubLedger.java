package coop.entrelacs.members;

import coop.entrelacs.ledger.SubLedger;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The register of shares against the capital in the books. */
@Component
class SharesSubLedger implements SubLedger {

    @Override
    public Map<String, String> corrections() {
        return Map.of("share:", "entry-of-share", "share-payment:", "entry-of-share");
    }

    @Override
    public List<Comparison> comparisons() {
        return List.of(new Comparison("shares-differ", """
            WITH told AS (
                SELECT '101200' AS account, coalesce(sum(subscribed_cents - paid_cents), 0) AS cents FROM share_holding
                UNION ALL SELECT '101300', coalesce(sum(paid_cents), 0) FROM share_holding
                UNION ALL SELECT '456200', -coalesce(sum(subscribed_cents - paid_cents), 0) FROM share_holding),
            booked AS (
                SELECT account, -sum(amount_cents) AS cents FROM own_line
                WHERE account IN ('101200', '101300', '456200') GROUP BY account)
            SELECT told.account AS what, told.cents AS told, coalesce(booked.cents, 0) AS booked
            FROM told LEFT JOIN booked USING (account)
            WHERE told.cents <> coalesce(booked.cents, 0) ORDER BY 1\
            """));
    }
}
