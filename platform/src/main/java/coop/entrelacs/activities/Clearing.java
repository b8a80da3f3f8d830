package coop.entrelacs.activities;

import coop.entrelacs.shared.Refusal;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which invoices and costs between cooperatives are settled on an account of their own instead of being paid one by one. */
@Component
class Clearing {

    private final JdbcClient jdbc;

    Clearing(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where the receivable of an invoice stands instead of on the customer's account. */
    record Receivable(String account, String thirdParty) {}

    void mark(UUID invoice, String account, String thirdParty) {
        jdbc.sql("INSERT INTO invoice_clearing(invoice_id, account, third_party) VALUES (?, ?, ?)")
                .params(invoice, account, thirdParty)
                .update();
    }

    void markCost(UUID cost, String account) {
        jdbc.sql("INSERT INTO cost_clearing(cost_id, account) VALUES (?, ?)")
                .params(cost, account)
                .update();
    }

    /** Those of the invoices that are cleared; one query for all. */
    Map<UUID, Receivable> of(Collection<UUID> invoices) {
        Map<UUID, Receivable> found = new HashMap<>();
        if (!invoices.isEmpty()) {
            jdbc.sql("SELECT invoice_id, account, third_party FROM invoice_clearing WHERE invoice_id IN (:ids)")
                    .param("ids", invoices)
                    .query(row -> {
                        found.put(row.getObject(1, UUID.class), new Receivable(row.getString(2), row.getString(3)));
                    });
        }
        return found;
    }

    Optional<String> ofCost(UUID cost) {
        return jdbc.sql("SELECT account FROM cost_clearing WHERE cost_id = ?")
                .param(cost)
                .query(String.class)
                .optional();
    }

    /** @throws ClearedElsewhere if one of them is settled between the cooperatives */
    void refuse(Collection<UUID> invoices) {
        if (!of(invoices).isEmpty()) {
            throw new ClearedElsewhere();
        }
    }

    void refuseCost(UUID cost) {
        if (ofCost(cost).isPresent()) {
            throw new ClearedElsewhere();
        }
    }

    /** It is settled between the cooperatives, by a netting or a payment of positions; not here. */
    static final class ClearedElsewhere extends Refusal {
        ClearedElsewhere() {
            super(Kind.CONFLICT, "cleared-elsewhere", null);
        }
    }
}
