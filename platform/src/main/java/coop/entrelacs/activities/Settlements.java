package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What is still due on validated invoices. Every change is an UPDATE that carries its own guard: of two payments racing for the
 * same remainder the second finds what the first left, never what it read before.
 */
@Component
class Settlements {

    private final JdbcClient jdbc;

    Settlements(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An invoice was validated: all of it is due, and some of its VAT waits for the payment. */
    void open(UUID invoice, Money total, Map<String, Money> waiting) {
        jdbc.sql("INSERT INTO receivable(invoice_id, total_cents) VALUES (?, ?)")
                .params(invoice, total.cents())
                .update();
        waiting.forEach((code, vat) -> {
            if (vat.isPositive()) {
                jdbc.sql("INSERT INTO receivable_vat(invoice_id, vat, vat_cents, waiting_cents) VALUES (?, ?, ?, ?)")
                        .params(invoice, code, vat.cents(), vat.cents())
                        .update();
            }
        });
    }

    /**
     * Takes back part of an invoice.
     *
     * @throws CreditExceedsInvoice if less than that is left
     */
    void credit(UUID invoice, Money amount) {
        int changed = jdbc.sql("UPDATE receivable SET credited_cents = credited_cents + :x"
                        + " WHERE invoice_id = :id AND credited_cents + :x <= total_cents")
                .param("x", amount.cents())
                .param("id", invoice)
                .update();
        if (changed == 0) {
            Due due = due(invoice);
            throw new CreditExceedsInvoice(amount, due.total().minus(due.credited()));
        }
    }

    /** What of an invoice's waiting VAT a credit note takes back: at most what still waits. */
    Money takeWaiting(UUID invoice, String code, Money most) {
        long waiting = jdbc.sql("SELECT waiting_cents FROM receivable_vat WHERE invoice_id = ? AND vat = ? FOR UPDATE")
                .params(invoice, code)
                .query(Long.class)
                .optional()
                .orElse(0L);
        Money taken = Money.ofCents(waiting).min(most);
        if (taken.isPositive()) {
            moveWaiting(invoice, code, taken.negated());
        }
        return taken;
    }

    /**
     * A customer pays on an invoice.
     *
     * @return the waiting VAT that this payment makes due, by VAT code
     * @throws OverPayment if less than that is due
     */
    Map<String, Money> pay(UUID invoice, Money amount, LocalDate on) {
        int changed = jdbc.sql("UPDATE receivable SET paid_cents = paid_cents + :x"
                        + " WHERE invoice_id = :id AND paid_cents + :x <= total_cents - credited_cents")
                .param("x", amount.cents())
                .param("id", invoice)
                .update();
        if (changed == 0) {
            throw new OverPayment(amount, due(invoice).remaining());
        }
        // the row is locked now: the waiting VAT cannot move under us
        BigDecimal part = fraction(amount, due(invoice).remaining().plus(amount));
        Map<String, Money> made = new LinkedHashMap<>();
        waiting(invoice).forEach((code, vat) -> {
            Money falls = vat.times(part, RoundingMode.HALF_UP).min(vat);
            if (falls.isPositive()) {
                moveWaiting(invoice, code, falls.negated());
                made.put(code, falls);
            }
        });
        settle(invoice, on);
        return made;
    }

    /** A payment recorded in error is taken back, with exactly the VAT that it had made due. */
    void unpay(UUID invoice, Money amount, Map<String, Money> made) {
        int changed = jdbc.sql("UPDATE receivable SET paid_cents = paid_cents - :x, settled_on = NULL"
                        + " WHERE invoice_id = :id AND paid_cents - :x >= 0")
                .param("x", amount.cents())
                .param("id", invoice)
                .update();
        if (changed == 0) {
            throw new OverPayment(amount, due(invoice).paid());
        }
        made.forEach((code, vat) -> moveWaiting(invoice, code, vat));
    }

    /**
     * Money goes back to a customer who had paid an invoice that was credited since.
     *
     * @throws OverPayment if less than that is owed to the customer
     */
    void refund(UUID invoice, Money amount, LocalDate on) {
        int changed = jdbc.sql("UPDATE receivable SET paid_cents = paid_cents - :x"
                        + " WHERE invoice_id = :id AND paid_cents + credited_cents - total_cents >= :x")
                .param("x", amount.cents())
                .param("id", invoice)
                .update();
        if (changed == 0) {
            throw new OverPayment(amount, due(invoice).remaining().negated().max(Money.ZERO));
        }
        settle(invoice, on);
    }

    /** A refund recorded in error is taken back: the customer is owed the money again. */
    void unrefund(UUID invoice, Money amount, LocalDate on) {
        jdbc.sql("UPDATE receivable SET paid_cents = paid_cents + :x WHERE invoice_id = :id")
                .param("x", amount.cents())
                .param("id", invoice)
                .update();
        settle(invoice, on);
    }

    /** Dates the settlement once nothing is due either way. Says whether it is settled. */
    boolean settle(UUID invoice, LocalDate on) {
        return jdbc.sql("UPDATE receivable SET settled_on = CASE WHEN total_cents = paid_cents + credited_cents THEN"
                        + " :on END WHERE invoice_id = :id RETURNING settled_on IS NOT NULL")
                .param("on", on)
                .param("id", invoice)
                .query(Boolean.class)
                .single();
    }

    /** By VAT code, what of a validated invoice no validated credit note has taken back. */
    Map<String, Totals.VatTotal> notCredited(UUID invoice) {
        Map<String, Totals.VatTotal> left = new LinkedHashMap<>();
        jdbc.sql("""
            SELECT v.vat, v.category, v.rate,
                   sum(CASE i.kind WHEN 'INVOICE' THEN v.net_cents ELSE -v.net_cents END) AS net,
                   sum(CASE i.kind WHEN 'INVOICE' THEN v.vat_cents ELSE -v.vat_cents END) AS vat_amount
              FROM invoice i JOIN invoice_vat v ON v.invoice_id = i.id
             WHERE (i.id = :id OR i.corrects_id = :id) AND i.state = 'VALIDATED'
             GROUP BY v.vat, v.category, v.rate\
            """)
                .param("id", invoice)
                .query((row, n) -> new Totals.VatTotal(
                        row.getString("vat"),
                        row.getString("category").strip(),
                        new Rate(row.getBigDecimal("rate")),
                        Money.ofCents(row.getLong("net")),
                        Money.ofCents(row.getLong("vat_amount"))))
                .list()
                .forEach(total -> left.put(total.code(), total));
        return left;
    }

    record Due(Money total, Money paid, Money credited) {
        /** Negative where the customer is owed money. */
        Money remaining() {
            return total.minus(paid).minus(credited);
        }
    }

    Due due(UUID invoice) {
        return jdbc.sql("SELECT total_cents, paid_cents, credited_cents FROM receivable WHERE invoice_id = ?")
                .param(invoice)
                .query((row, n) -> new Due(
                        Money.ofCents(row.getLong(1)), Money.ofCents(row.getLong(2)), Money.ofCents(row.getLong(3))))
                .optional()
                .orElseThrow(() -> new NotFound("invoice", invoice));
    }

    private Map<String, Money> waiting(UUID invoice) {
        Map<String, Money> waiting = new LinkedHashMap<>();
        jdbc.sql("SELECT vat, waiting_cents FROM receivable_vat WHERE invoice_id = ? AND waiting_cents > 0"
                        + " ORDER BY vat")
                .param(invoice)
                .query(row -> {
                    waiting.put(row.getString(1), Money.ofCents(row.getLong(2)));
                });
        return waiting;
    }

    private void moveWaiting(UUID invoice, String code, Money by) {
        jdbc.sql("UPDATE receivable_vat SET waiting_cents = waiting_cents + ? WHERE invoice_id = ? AND vat = ?")
                .params(by.cents(), invoice, code)
                .update();
    }

    private static BigDecimal fraction(Money part, Money whole) {
        return BigDecimal.valueOf(part.cents()).divide(BigDecimal.valueOf(whole.cents()), 18, RoundingMode.HALF_UP);
    }
}
