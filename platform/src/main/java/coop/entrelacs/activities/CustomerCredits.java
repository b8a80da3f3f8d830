package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Refusal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What customers paid too much, per activity whose invoices they paid: one row each, moved by guarded UPDATEs. It goes below zero only where
 * a payment is taken back (a cheque bounced) whose excess was given back already: then the customer owes it.
 */
@Component
class CustomerCredits {

    private final JdbcClient jdbc;

    CustomerCredits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How a payment moves the credit.
     *
     * @param invoice the one paid too much, or paid from the credit; null for a refund
     * @param amount negative where it is used or given back
     */
    record Move(UUID activity, @Nullable UUID invoice, Money amount) {}

    /** A payment made from credit. */
    record Use(UUID payment, UUID activity) {}

    /** Whose credit it is, as the books know them. */
    record Owner(UUID id, String code, String name) {}

    /** The customer, or the one it was merged into. */
    Owner owner(UUID customer) {
        return jdbc.sql(
                        "SELECT o.id, o.code, o.name FROM customer c JOIN customer o ON o.id = coalesce(c.merged_into, c.id)"
                                + " WHERE c.id = ?")
                .param(customer)
                .query(Owner.class)
                .optional()
                .orElseThrow(() -> new NotFound("customer", customer));
    }

    /**
     * Moves what the customer has; the moves are kept with the payment.
     *
     * @throws CreditTooSmall if it has less than is taken
     */
    void move(UUID payment, UUID customer, List<Move> moves, LocalDate on) {
        Map<UUID, Money> sums = new TreeMap<>();
        moves.forEach(move -> sums.merge(move.activity(), move.amount(), Money::plus));
        sums.forEach((activity, sum) -> {
            if (sum.isNegative()) {
                take(customer, activity, sum.negated(), on);
            } else {
                add(customer, activity, sum);
            }
        });
        moves.stream()
                .sorted(Comparator.comparing(Move::activity))
                .forEach(
                        move -> jdbc.sql("INSERT INTO payment_credit(payment_id, activity_id, invoice_id, amount_cents)"
                                        + " VALUES (:payment, :activity, cast(:invoice AS uuid), :amount)")
                                .param("payment", payment)
                                .param("activity", move.activity())
                                .param("invoice", move.invoice())
                                .param("amount", move.amount().cents())
                                .update());
    }

    /** Takes the moves of a payment back. Says whether there were any. */
    boolean undo(UUID payment, UUID customer) {
        Map<UUID, Money> sums = new TreeMap<>();
        jdbc.sql("SELECT activity_id, amount_cents FROM payment_credit WHERE payment_id = ?")
                .param(payment)
                .query(row -> {
                    sums.merge(row.getObject(1, UUID.class), Money.ofCents(row.getLong(2)), Money::plus);
                });
        sums.forEach((activity, sum) -> add(customer, activity, sum.negated()));
        return !sums.isEmpty();
    }

    private void add(UUID customer, UUID activity, Money amount) {
        jdbc.sql("INSERT INTO customer_credit AS k (customer_id, activity_id, balance_cents) VALUES (?, ?, ?)"
                        + " ON CONFLICT (customer_id, activity_id)"
                        + " DO UPDATE SET balance_cents = k.balance_cents + excluded.balance_cents")
                .params(customer, activity, amount.cents())
                .update();
    }

    private void take(UUID customer, UUID activity, Money amount, LocalDate on) {
        int taken = jdbc.sql("UPDATE customer_credit SET balance_cents = balance_cents - :x"
                        + " WHERE customer_id = :customer AND activity_id = :activity AND balance_cents >= :x")
                .param("x", amount.cents())
                .param("customer", customer)
                .param("activity", activity)
                .update();
        if (taken == 0) {
            throw new CreditTooSmall(amount, of(customer, activity).max(Money.ZERO));
        }
        LocalDate since = jdbc.sql("""
                        SELECT min(p.paid_on) FROM customer_payment p JOIN payment_credit k ON k.payment_id = p.id
                         WHERE p.customer_id = ? AND k.activity_id = ? AND k.amount_cents > 0 AND p.reversed_at IS NULL""")
                .params(customer, activity)
                .query((row, n) -> java.util.Optional.ofNullable(row.getObject(1, LocalDate.class)))
                .single()
                .orElse(on);
        if (on.isBefore(since)) {
            throw new InvalidField("paidOn", "before-payment", since);
        }
    }

    /**
     * Locks a customer's credit with every activity until the transaction ends, so that none of it is used meanwhile. To be taken after
     * the locks of receivables (decision 0099).
     */
    void lock(UUID customer) {
        jdbc.sql("SELECT activity_id FROM customer_credit WHERE customer_id = ? ORDER BY activity_id FOR UPDATE")
                .param(customer)
                .query(UUID.class)
                .list();
    }

    /** What a customer has with an activity. */
    Money of(UUID customer, UUID activity) {
        return jdbc.sql("SELECT coalesce(sum(balance_cents), 0) FROM customer_credit WHERE customer_id = ? AND"
                        + " activity_id = ?")
                .params(customer, activity)
                .query((row, n) -> Money.ofCents(row.getLong(1)))
                .single();
    }

    boolean isOverdrawn(UUID customer, UUID activity) {
        return of(customer, activity).isNegative();
    }

    /** The payments made from the credit to which a payment added, the latest first. */
    List<Use> usesAfter(UUID payment) {
        return jdbc.sql("""
                        SELECT DISTINCT u.id, x.activity_id
                          FROM payment_credit k JOIN customer_payment p ON p.id = k.payment_id
                          JOIN customer_payment u ON u.customer_id = p.customer_id AND u.means = 'CREDIT' AND u.reversed_at IS NULL
                          JOIN payment_credit x ON x.payment_id = u.id AND x.activity_id = k.activity_id
                         WHERE k.payment_id = ? AND k.amount_cents > 0 AND u.id <> p.id ORDER BY u.id DESC""")
                .param(payment)
                .query((row, n) -> new Use(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .list();
    }

    /** The customer has less than that. */
    static final class CreditTooSmall extends Refusal {
        CreditTooSmall(Money asked, Money there) {
            super(Kind.CONFLICT, "credit-too-small", "amount", asked, there);
        }
    }
}
