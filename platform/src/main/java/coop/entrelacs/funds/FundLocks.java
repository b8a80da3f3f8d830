package coop.entrelacs.funds;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Rows that a transaction on several loans or funds takes before it begins, always in this order (decision 0099): proposals (each
 * guards its ballot), requests, activities whose cash is taken, funds; within each by id.
 */
@Component
class FundLocks {

    private final JdbcClient jdbc;

    FundLocks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void proposal(UUID id) {
        take("SELECT id FROM fund_proposal WHERE id = ANY (?) FOR UPDATE", List.of(id));
    }

    void requests(Collection<UUID> ids) {
        take("SELECT id FROM fund_request WHERE id = ANY (?) ORDER BY id FOR UPDATE", ids);
    }

    /** The requests whose guarantee covers one of these invoices, and their funds. */
    void guaranteesOf(Collection<UUID> invoices) {
        take("SELECT id FROM fund_request WHERE invoice_id = ANY (?) ORDER BY id FOR UPDATE", invoices);
        take(
                "SELECT id FROM fund WHERE id IN (SELECT fund_id FROM fund_request WHERE invoice_id = ANY (?) AND stage IN"
                        + " ('PAYING', 'RECOVERING', 'CLOSED')) ORDER BY id FOR UPDATE",
                invoices);
    }

    /** No other repayment takes from them meanwhile; documents that only name them do not wait. */
    void activities(Collection<UUID> ids) {
        take("SELECT id FROM activity WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE", ids);
    }

    void funds(Collection<UUID> ids) {
        take("SELECT id FROM fund WHERE id = ANY (?) ORDER BY id FOR UPDATE", ids);
    }

    void fundsOf(Collection<UUID> requests) {
        take(
                "SELECT id FROM fund WHERE id IN (SELECT fund_id FROM fund_request WHERE id = ANY (?)) ORDER BY id FOR"
                        + " UPDATE",
                requests);
    }

    private void take(String sql, Collection<UUID> ids) {
        if (!ids.isEmpty()) {
            jdbc.sql(sql).param(ids.toArray(UUID[]::new)).query(UUID.class).list();
        }
    }
}
