package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Rate;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What is still due on validated invoices. Every change is an UPDATE that carries its own guard: of two payments racing for the
 * same remainder the second finds what the first left, never what it read before. VAT that falls due on payment is a function of
 * how the invoice stands ({@link Uncredited#due}); each change posts the difference, so the order of changes cannot matter.
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
        waiting.forEach((code, vat) -> jdbc.sql(
                        "INSERT INTO receivable_vat(invoice_id, vat, vat_cents, waiting_cents) VALUES (?, ?, ?, ?)")
                .params(invoice, code, vat.cents(), vat.cents())
                .update());
    }

    /** Waits for whoever moves what is due on these invoices, and then keeps others out until the transaction ends. */
    void lock(Collection<UUID> invoices) {
        if (!invoices.isEmpty()) {
            jdbc.sql("SELECT invoice_id FROM receivable WHERE invoice_id IN (:ids) ORDER BY invoice_id FOR UPDATE")
                    .param("ids", invoices)
                    .query(UUID.class)
                    .list();
        }
    }

    /**
     * What a change of the receivable did.
     *
     * @param before what was paid until then
     * @param after what is paid now
     * @param madeDue by VAT code, what passes from waiting to due; negative where it goes back to waiting
     */
    record Moved(Money before, Money after, Map<String, Money> madeDue) {
        /** What the change paid; negative where it took a payment back. */
        Money paid() {
            return after.minus(before);
        }
    }

    /**
     * Takes back part of an invoice.
     *
     * @param vat by code, what is taken back of the VAT that falls due on payment
     * @return what of it passes from waiting to due thereby (the payment now covers more of what is left), or back
     * @throws CreditExceedsInvoice if less than that is left
     */
    Moved credit(UUID invoice, Money amount, Map<String, Money> vat) {
        int changed = jdbc.sql("UPDATE receivable SET credited_cents = credited_cents + :x"
                        + " WHERE invoice_id = :id AND credited_cents + :x <= total_cents")
                .param("x", amount.cents())
                .param("id", invoice)
                .update();
        if (changed == 0) {
            Due due = due(invoice);
            throw new CreditExceedsInvoice(amount, due.total().minus(due.credited()));
        }
        return moved(invoice, Money.ZERO, vat);
    }

    /**
     * A customer pays on an invoice.
     *
     * @throws OverPayment if less than that is due
     */
    Moved pay(UUID invoice, Money amount, LocalDate on) {
        int changed = jdbc.sql("UPDATE receivable SET paid_cents = paid_cents + :x"
                        + " WHERE invoice_id = :id AND paid_cents + :x <= total_cents - credited_cents")
                .param("x", amount.cents())
                .param("id", invoice)
                .update();
        if (changed == 0) {
            throw new OverPayment(amount, due(invoice).remaining());
        }
        settle(invoice, on);
        return moved(invoice, amount, Map.of());
    }

    /** A customer pays on an invoice, as much of it as is due: the rest is left to the caller. */
    Moved payAtMost(UUID invoice, Money amount, LocalDate on) {
        lock(List.of(invoice));
        Due due = due(invoice);
        Money part = amount.min(due.remaining().max(Money.ZERO));
        return part.isZero() ? new Moved(due.paid(), due.paid(), Map.of()) : pay(invoice, part, on);
    }

    /** A payment recorded in error is taken back. */
    Moved unpay(UUID invoice, Money amount, LocalDate on) {
        int changed = jdbc.sql("UPDATE receivable SET paid_cents = paid_cents - :x"
                        + " WHERE invoice_id = :id AND paid_cents - :x >= 0")
                .param("x", amount.cents())
                .param("id", invoice)
                .update();
        if (changed == 0) {
            throw new OverPayment(amount, due(invoice).paid());
        }
        settle(invoice, on);
        return moved(invoice, amount.negated(), Map.of());
    }

    /**
     * Money goes back to a customer who had paid an invoice that was credited since.
     *
     * @throws OverPayment if less than that is owed to the customer
     */
    Moved refund(UUID invoice, Money amount, LocalDate on) {
        int changed = jdbc.sql("UPDATE receivable SET paid_cents = paid_cents - :x"
                        + " WHERE invoice_id = :id AND paid_cents + credited_cents - total_cents >= :x")
                .param("x", amount.cents())
                .param("id", invoice)
                .update();
        if (changed == 0) {
            throw new OverPayment(amount, due(invoice).remaining().negated().max(Money.ZERO));
        }
        settle(invoice, on);
        return moved(invoice, amount.negated(), Map.of());
    }

    /** A refund recorded in error is taken back: the customer is owed the money again. */
    Moved unrefund(UUID invoice, Money amount, LocalDate on) {
        jdbc.sql("UPDATE receivable SET paid_cents = paid_cents + :x WHERE invoice_id = :id")
                .param("x", amount.cents())
                .param("id", invoice)
                .update();
        settle(invoice, on);
        return moved(invoice, amount, Map.of());
    }

    /**
     * Brings the waiting VAT to what the law says as the receivable stands now. Its row is locked by the change just made, so
     * nothing moves under us.
     */
    private Moved moved(UUID invoice, Money paid, Map<String, Money> credited) {
        Due due = due(invoice);
        Money gross = due.total().minus(due.credited());
        record Waiting(String code, Money left, Money waiting) {}
        List<Waiting> rows = jdbc.sql("SELECT vat, vat_cents - credited_cents, waiting_cents FROM receivable_vat"
                        + " WHERE invoice_id = ? ORDER BY vat")
                .param(invoice)
                .query((row, n) ->
                        new Waiting(row.getString(1), Money.ofCents(row.getLong(2)), Money.ofCents(row.getLong(3))))
                .list();
        Map<String, Money> madeDue = new LinkedHashMap<>();
        for (Waiting row : rows) {
            Money taken = credited.getOrDefault(row.code(), Money.ZERO);
            Money left = row.left().minus(taken);
            Money waits = left.minus(Uncredited.due(left, due.paid(), gross));
            Money falls = row.waiting().minus(taken).minus(waits);
            if (!falls.isZero() || !taken.isZero()) {
                jdbc.sql("UPDATE receivable_vat SET credited_cents = credited_cents + ?, waiting_cents = ?"
                                + " WHERE invoice_id = ? AND vat = ?")
                        .params(taken.cents(), waits.cents(), invoice, row.code())
                        .update();
            }
            if (!falls.isZero()) {
                madeDue.put(row.code(), falls);
            }
        }
        return new Moved(due.paid().minus(paid), due.paid(), madeDue);
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

    /** What of a validated invoice no validated credit note has taken back. */
    Uncredited notCredited(UUID invoice) {
        Map<SoldAs, Money> nets = new LinkedHashMap<>();
        jdbc.sql("""
            SELECT l.vat, l.nature, sum(CASE i.kind WHEN 'INVOICE' THEN l.net_cents ELSE -l.net_cents END) AS net
              FROM invoice i JOIN invoice_line l ON l.invoice_id = i.id
             WHERE (i.id = :id OR i.corrects_id = :id) AND i.state = 'VALIDATED'
             GROUP BY l.vat, l.nature ORDER BY min(CASE i.kind WHEN 'INVOICE' THEN l.line_no END), l.vat, l.nature\
            """).param("id", invoice).query(row -> {
            nets.put(
                    new SoldAs(row.getString("vat"), Nature.valueOf(row.getString("nature"))),
                    Money.ofCents(row.getLong("net")));
        });
        List<VatPart> parts = jdbc.sql("""
            SELECT v.vat, v.goods, v.category, v.rate, NOT v.goods AND NOT o.vat_on_debits AS waits,
                   sum(CASE i.kind WHEN 'INVOICE' THEN v.net_cents ELSE -v.net_cents END) AS net,
                   sum(CASE i.kind WHEN 'INVOICE' THEN v.vat_cents ELSE -v.vat_cents END) AS vat_amount
              FROM invoice o JOIN invoice i ON i.id = o.id OR i.corrects_id = o.id JOIN invoice_vat v ON v.invoice_id = i.id
             WHERE o.id = :id AND i.state = 'VALIDATED'
             GROUP BY v.vat, v.goods, v.category, v.rate, o.vat_on_debits\
            """)
                .param("id", invoice)
                .query((row, n) -> new VatPart(
                        row.getString("vat"),
                        row.getBoolean("goods"),
                        row.getBoolean("waits"),
                        row.getString("category").strip(),
                        new Rate(row.getBigDecimal("rate")),
                        Money.ofCents(row.getLong("net")),
                        Money.ofCents(row.getLong("vat_amount"))))
                .list();
        return new Uncredited(nets, parts);
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
}
