package coop.entrelacs.federation;

import coop.entrelacs.federation.NettingSide.Way;
import coop.entrelacs.federation.Positions.Direction;
import coop.entrelacs.federation.Positions.Kind;
import coop.entrelacs.shared.Money;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What of settled positions is money already. A position is settled when both sides agree that nothing is owed on it any more: by what
 * is set off against it, or by a transfer. The money of a transfer is there, or gone, when it stands on the bank's statement; before that it
 * is under way, on the account {@link PositionPayments#ACCOUNT}. Whoever tells what a common fund has, asks here.
 */
@Component
class PoolCash {

    private final JdbcClient jdbc;

    PoolCash(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Of settled positions, what is still on its way: a netting's transfers, at most what its positions came to. The rest was set off and
     * is as good as paid.
     */
    Money underWay(Direction direction, Collection<Kind> kinds) {
        return money(jdbc.sql("""
            SELECT coalesce(sum(least(g.cents, t.cents)), 0)::bigint FROM (
                SELECT netting_id, CASE WHEN netting_id IS NULL THEN counterpart END AS counterpart,
                       CASE WHEN netting_id IS NULL THEN settled_on END AS on_day, sum(amount_cents) AS cents
                  FROM mutual_position WHERE state = 'SETTLED' AND direction = :direction AND kind = ANY (:kinds) GROUP BY 1, 2, 3) g
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(amount_cents), 0) AS cents FROM settlement_transfer t
                 WHERE t.recorded_on IS NULL AND t.direction = :way AND (t.netting_id = g.netting_id
                    OR (g.netting_id IS NULL AND t.netting_id IS NULL AND t.counterpart = g.counterpart AND t.due_on = g.on_day))) t\
            """)
                .param("direction", direction.name())
                .param("kinds", names(kinds))
                .param("way", (direction == Direction.RECEIVABLE ? Way.IN : Way.OUT).name())
                .query(Long.class)
                .single());
    }

    /** What is owed, or awaited, on positions that nobody settled yet. */
    Money open(Direction direction, Collection<Kind> kinds) {
        return money(jdbc.sql("SELECT coalesce(sum(amount_cents), 0)::bigint FROM mutual_position"
                        + " WHERE state <> 'SETTLED' AND direction = ? AND kind = ANY (?)")
                .params(direction.name(), names(kinds))
                .query(Long.class)
                .single());
    }

    /** Of these positions, those whose money is still under way. */
    List<UUID> waitingForTransfer(Direction direction) {
        return jdbc.sql("""
            SELECT p.id FROM mutual_position p WHERE p.state = 'SETTLED' AND p.direction = :direction AND EXISTS (
                SELECT 1 FROM settlement_transfer t WHERE t.recorded_on IS NULL AND t.direction = :way
                   AND (t.netting_id = p.netting_id OR (p.netting_id IS NULL AND t.netting_id IS NULL
                        AND t.counterpart = p.counterpart AND t.due_on = p.settled_on)))\
            """)
                .param("direction", direction.name())
                .param("way", (direction == Direction.RECEIVABLE ? Way.IN : Way.OUT).name())
                .query(UUID.class)
                .list();
    }

    /** What the bank's account holds by the books. */
    Money bank() {
        return money(jdbc.sql("SELECT coalesce(sum(l.amount_cents), 0)::bigint FROM journal_line l"
                        + " JOIN account a ON a.id = l.account_id WHERE a.number LIKE ? || '%'")
                .param(PositionPayments.BANK)
                .query(Long.class)
                .single());
    }

    private static String[] names(Collection<Kind> kinds) {
        return kinds.stream().map(Kind::name).toArray(String[]::new);
    }

    private static Money money(long cents) {
        return Money.ofCents(cents);
    }
}
