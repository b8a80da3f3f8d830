package coop.entrelacs.activities;

import coop.entrelacs.ledger.SubLedger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What customers owe, what suppliers and members are owed, and the VAT that waits for payments: as documents tell it. */
@Component
class SalesSubLedger implements SubLedger {

    private final VatCodes codes;

    SalesSubLedger(VatCodes codes) {
        this.codes = codes;
    }

    @Override
    public Map<String, String> corrections() {
        return Map.of(
                "invoice:", "entry-of-invoice",
                "payment:", "entry-of-payment",
                "cost:", "entry-of-cost",
                "contribution:", "entry-of-contribution",
                "exchange:", "entry-of-exchange");
    }

    @Override
    public List<Comparison> comparisons() {
        String waiting = codes.all().stream()
                .map(VatCode::waiting)
                .filter(Objects::nonNull)
                .distinct()
                .map(account -> "'" + account + "'")
                .collect(Collectors.joining(", "));
        return List.of(
                new Comparison("receivables-differ", """
                    WITH told AS (
                        SELECT c.code, sum(r.total_cents - r.credited_cents - r.paid_cents) AS cents
                        FROM receivable r JOIN invoice i ON i.id = r.invoice_id JOIN customer c ON c.id = i.customer_id
                        WHERE NOT EXISTS (SELECT FROM invoice_clearing x WHERE x.invoice_id = i.id) GROUP BY c.code),
                    booked AS (
                        SELECT third_party AS code, sum(amount_cents) AS cents FROM own_line
                        WHERE account = '411' AND third_party IN (SELECT code FROM customer) GROUP BY third_party)
                    SELECT (SELECT name FROM customer WHERE customer.code = d.code) || ' (' || d.code || ')' AS what, d.told, d.booked
                    FROM (SELECT code, coalesce(told.cents, 0) AS told, coalesce(booked.cents, 0) AS booked
                          FROM told FULL JOIN booked USING (code)) d
                    WHERE d.told <> d.booked ORDER BY 1\
                    """),
                new Comparison("customer-credits-differ", """
                    WITH told AS (
                        SELECT c.code, sum(k.balance_cents) AS cents FROM customer_credit k JOIN customer c ON c.id = k.customer_id
                        GROUP BY c.code),
                    booked AS (
                        SELECT third_party AS code, -sum(amount_cents) AS cents FROM own_line
                        WHERE account = '4191' AND third_party IN (SELECT code FROM customer) GROUP BY third_party)
                    SELECT (SELECT name FROM customer WHERE customer.code = d.code) || ' (' || d.code || ')' AS what, d.told, d.booked
                    FROM (SELECT code, coalesce(told.cents, 0) AS told, coalesce(booked.cents, 0) AS booked
                          FROM told FULL JOIN booked USING (code)) d
                    WHERE d.told <> d.booked ORDER BY 1\
                    """),
                new Comparison("payables-differ", """
                    WITH told AS (
                        SELECT s.code, sum(CASE c.kind WHEN 'CREDIT' THEN -c.gross_cents ELSE c.gross_cents END) AS cents FROM cost c JOIN supplier s ON s.id = c.supplier_id
                        WHERE c.state = 'APPROVED' AND NOT EXISTS (SELECT FROM cost_clearing x WHERE x.cost_id = c.id) GROUP BY s.code),
                    booked AS (
                        SELECT third_party AS code, -sum(amount_cents) AS cents FROM own_line
                        WHERE account = '401' AND third_party IN (SELECT code FROM supplier) GROUP BY third_party)
                    SELECT (SELECT name FROM supplier WHERE supplier.code = d.code) || ' (' || d.code || ')' AS what, d.told, d.booked
                    FROM (SELECT code, coalesce(told.cents, 0) AS told, coalesce(booked.cents, 0) AS booked
                          FROM told FULL JOIN booked USING (code)) d
                    WHERE d.told <> d.booked ORDER BY 1\
                    """),
                new Comparison("expenses-differ", """
                    SELECT '467' AS what, told, booked FROM (
                        SELECT (SELECT coalesce(sum(gross_cents), 0) FROM cost WHERE kind = 'EXPENSE' AND state = 'APPROVED') AS told,
                               (SELECT coalesce(-sum(amount_cents), 0) FROM own_line
                                WHERE account = '467' AND third_party LIKE 'N%') AS booked) d
                    WHERE told <> booked\
                    """),
                new Comparison("waiting-vat-differs", """
                    SELECT '4458' AS what, told, booked FROM (
                        SELECT (SELECT coalesce(sum(waiting_cents), 0) FROM receivable_vat) AS told,
                               (SELECT coalesce(-sum(amount_cents), 0) FROM own_line WHERE account IN (%s)) AS booked) d
                    WHERE told <> booked\
                    """.formatted(waiting.isEmpty() ? "''" : waiting)));
    }
}
