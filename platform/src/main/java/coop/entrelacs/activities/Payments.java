package coop.entrelacs.activities;

import coop.entrelacs.activities.Settlements.Moved;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.web.Page;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What customers pay. A payment is recorded once, booked at once, and never changed: one recorded in error is reversed, with the VAT
 * and the contribution that it had made due.
 */
@Service
public class Payments {

    private final JdbcClient jdbc;
    private final ActivityAccess access;
    private final Settlements settlements;
    private final Sales sales;
    private final Clearing clearing;
    private final CustomerCredits credits;
    private final SettledLettering lettering;
    private final BookAccounts accounts;
    private final Ledger ledger;
    private final ContributionCharges contribution;
    private final Audit audit;
    private final LiveUpdates live;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Payments(
            JdbcClient jdbc,
            ActivityAccess access,
            Settlements settlements,
            Sales sales,
            Clearing clearing,
            CustomerCredits credits,
            SettledLettering lettering,
            BookAccounts accounts,
            Ledger ledger,
            ContributionCharges contribution,
            Audit audit,
            LiveUpdates live,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.access = access;
        this.settlements = settlements;
        this.sales = sales;
        this.clearing = clearing;
        this.credits = credits;
        this.lettering = lettering;
        this.accounts = accounts;
        this.ledger = ledger;
        this.contribution = contribution;
        this.audit = audit;
        this.live = live;
        this.events = events;
        this.clock = clock;
    }

    /**
     * An invoice as a payment needs it.
     *
     * @param customer who pays: the one that the invoice's customer was merged into, or itself
     * @param customerCode the third party of the invoice's entry
     */
    private record Paid(
            UUID id,
            String number,
            LocalDate issued,
            UUID activity,
            UUID customer,
            String payerCode,
            String customerCode,
            String customerName,
            Money gross,
            Money net) {}

    /**
     * Records what a customer paid, on one or several of its invoices. What is more than is due stays with the customer: on
     * account 4191, for another invoice of the activity ({@link PaymentForm.Means#CREDIT}) or to be given back. It is no advance on a supply,
     * so no VAT falls due on it before it pays an invoice.
     *
     * @return the payment's id
     * @throws OverPayment if an invoice has nothing left to pay, or less than that where the form refuses an excess
     */
    @Transactional
    public UUID record(PaymentForm form) {
        requireByHand(form);
        return record(form, false);
    }

    /** Records what was given back to a customer who had paid invoices that were credited since. */
    @Transactional
    public UUID refund(PaymentForm form) {
        requireByHand(form);
        if (form.means() == PaymentForm.Means.CREDIT) {
            throw new InvalidField("means", "means-credit");
        }
        return record(form, true);
    }

    private void requireByHand(PaymentForm form) {
        ActivityAccess.requireStaff();
        if (form.means() == PaymentForm.Means.CLEARING) {
            throw new InvalidField("means", "means-clearing");
        }
        clearing.refuse(form.parts().stream().map(PaymentForm.Part::invoice).toList());
    }

    /** What was settled between cooperatives; the receivable itself moved on its own account then. */
    UUID cleared(PaymentForm form, boolean refund) {
        return record(form, refund);
    }

    private UUID record(PaymentForm form, boolean refund) {
        if (form.paidOn().isAfter(LocalDate.now(clock))) {
            throw new InvalidField("paidOn", "date-in-future", form.paidOn());
        }
        Map<UUID, Paid> invoices = invoices(form);
        Paid first = invoices.values().iterator().next();
        boolean fromCredit = form.means() == PaymentForm.Means.CREDIT;
        accounts.ensure();
        UUID id = Ids.next();
        List<JournalLine> lines = new ArrayList<>();
        Map<UUID, Moved> moves = new LinkedHashMap<>();
        List<CustomerCredits.Move> credit = new ArrayList<>();
        String bank = form.means() == PaymentForm.Means.CASH ? Sales.CASH : Sales.BANK;
        // in the order of ids, so that two payments on the same invoices wait for each other instead of locking each
        // other out
        List<PaymentForm.Part> parts = form.parts().stream()
                .sorted(Comparator.comparing(PaymentForm.Part::invoice))
                .toList();
        events.publishEvent(new BeforeInvoicesMove(
                parts.stream().map(PaymentForm.Part::invoice).toList()));
        for (PaymentForm.Part part : parts) {
            Paid invoice = paid(invoices, part.invoice());
            if (form.paidOn().isBefore(invoice.issued()) && refund) {
                throw new InvalidField("paidOn", "before-issue", invoice.issued());
            }
            Money signed = refund ? part.amount().negated() : part.amount();
            Moved moved = refund
                    ? settlements.refund(invoice.id(), part.amount(), form.paidOn())
                    : receive(form, part, invoice);
            moves.put(invoice.id(), moved);
            String label = Labels.of(invoice.number(), invoice.customerName());
            if (fromCredit) {
                lines.add(new JournalLine(
                        Sales.CUSTOMER_CREDITS, invoice.activity(), invoice.payerCode(), label, part.amount()));
                credit.add(new CustomerCredits.Move(invoice.activity(), invoice.id(), signed.negated()));
            } else {
                Sales.add(lines, bank, signed, invoice.activity());
            }
            Money counted = moved.paid();
            if (form.means() == PaymentForm.Means.CLEARING) {
                // settled between cooperatives, the money is there already: it only passes to the activity's column
                lines.add(new JournalLine(bank, null, null, invoice.number(), signed.negated()));
            } else if (!counted.isZero()) {
                lines.add(new JournalLine(
                        Sales.CUSTOMERS, invoice.activity(), invoice.customerCode(), label, counted.negated()));
            }
            Money kept = signed.minus(counted);
            if (!kept.isZero()) {
                lines.add(new JournalLine(
                        Sales.CUSTOMER_CREDITS, invoice.activity(), invoice.payerCode(), label, kept.negated()));
                credit.add(new CustomerCredits.Move(invoice.activity(), invoice.id(), kept));
            }
            moved.madeDue().forEach((code, vat) -> falls(lines, code, vat, invoice.activity()));
        }
        String numbers = parts.stream()
                .map(part -> invoices.get(part.invoice()))
                .filter(Objects::nonNull)
                .map(Paid::number)
                .collect(Collectors.joining(" "));
        String what = refund ? "Remboursement" : fromCredit ? "Trop-perçu utilisé" : "Règlement";
        long entry = ledger.post(new JournalEntry(
                fromCredit ? "OD" : form.means() == PaymentForm.Means.CASH ? "CA" : "BQ",
                form.paidOn(),
                Labels.of(what, first.customerName(), numbers),
                form.reference().isEmpty() ? first.number() : Labels.piece(form.reference()),
                form.paidOn(),
                "payment:" + id,
                lines));
        keep(id, form, refund, first.customer(), entry, moves);
        credits.move(id, first.customer(), credit, form.paidOn());
        contribution.hold(invoices.values().stream().map(Paid::activity).toList());
        for (PaymentForm.Part part : parts) {
            Paid invoice = paid(invoices, part.invoice());
            Moved moved = Objects.requireNonNull(moves.get(invoice.id()));
            if (!moved.paid().isZero()) {
                contribution.onReceipt(
                        invoice.activity(),
                        "payment:" + id + ":" + invoice.id(),
                        form.paidOn(),
                        withoutVat(invoice, moved));
                tell(id, invoice.id(), invoice.activity(), form.paidOn(), moved.paid());
            }
        }
        audit.record(refund ? "payment.refunded" : "payment.recorded", "payment:" + id, numbers);
        lettering.follow(moves.keySet());
        if (!credit.isEmpty()) {
            lettering.credits(first.payerCode());
            live.publish("customer", first.customer());
        }
        return id;
    }

    /** What of a part goes to its invoice; what is too much stays with the customer, unless the form refuses it. */
    private Moved receive(PaymentForm form, PaymentForm.Part part, Paid invoice) {
        if (form.means() == PaymentForm.Means.CREDIT
                || form.means() == PaymentForm.Means.CLEARING
                || form.excess() == PaymentForm.Excess.REFUSED) {
            return settlements.pay(invoice.id(), part.amount(), form.paidOn());
        }
        Moved moved = settlements.payAtMost(invoice.id(), part.amount(), form.paidOn());
        if (moved.paid().isZero() && form.excess() != PaymentForm.Excess.KEPT) {
            // nothing is due: most often the same payment typed again, so somebody has to say that it is not
            throw new OverPayment(part.amount(), Money.ZERO);
        }
        return moved;
    }

    /**
     * Records that a customer got back what it had paid too much.
     *
     * @return the payment's id
     * @throws CustomerCredits.CreditTooSmall if it has less than that
     */
    @Transactional
    public UUID refundCredit(CreditRefundForm form) {
        ActivityAccess.requireStaff();
        if (form.paidOn().isAfter(LocalDate.now(clock))) {
            throw new InvalidField("paidOn", "date-in-future", form.paidOn());
        }
        CustomerCredits.Owner owner = credits.owner(form.customer());
        accounts.ensure();
        UUID id = Ids.next();
        Money back = form.amount().negated();
        boolean cash = form.means() == PaymentForm.Means.CASH;
        long entry = ledger.post(new JournalEntry(
                cash ? "CA" : "BQ",
                form.paidOn(),
                Labels.of("Remboursement de trop-perçu", owner.name()),
                form.reference().isEmpty() ? owner.code() : Labels.piece(form.reference()),
                form.paidOn(),
                "payment:" + id,
                List.of(
                        new JournalLine(
                                Sales.CUSTOMER_CREDITS, form.activity(), owner.code(), owner.name(), form.amount()),
                        new JournalLine(cash ? Sales.CASH : Sales.BANK, form.activity(), null, null, back))));
        insert(id, owner.id(), "REFUND", form.paidOn(), form.amount(), form.means(), form.reference(), entry);
        credits.move(id, owner.id(), List.of(new CustomerCredits.Move(form.activity(), null, back)), form.paidOn());
        audit.record("payment.refunded", "payment:" + id, owner.code());
        lettering.credits(owner.code());
        live.publish("customer", owner.id());
        live.publish("activity", form.activity());
        return id;
    }

    private record Recorded(
            long entry, UUID customer, boolean refund, boolean reversed, LocalDate paidOn, boolean cleared) {}

    /**
     * Takes back a payment recorded in error; its entry is reversed on the day given. Where the customer's credit that it left was
     * used since, so much of what used it is taken back too, the latest first: those invoices are due again.
     */
    @Transactional
    public void reverse(UUID payment, @Nullable LocalDate on, String reason) {
        ActivityAccess.requireStaff();
        String why = Fields.required("reason", reason, 200);
        LocalDate day = on == null ? LocalDate.now(clock) : on;
        List<CustomerCredits.Use> uses = credits.usesAfter(payment);
        List<UUID> payments = new ArrayList<>(
                uses.stream().map(CustomerCredits.Use::payment).distinct().toList());
        payments.add(payment);
        List<UUID> moving = jdbc.sql("SELECT DISTINCT invoice_id FROM payment_allocation WHERE payment_id IN (:ids)")
                .param("ids", payments)
                .query(UUID.class)
                .list();
        events.publishEvent(new BeforeInvoicesMove(moving));
        if (day.isAfter(LocalDate.now(clock))) {
            throw new InvalidField("on", "date-in-future", day);
        }
        jdbc.sql("SELECT id FROM customer_payment WHERE id IN (:ids) ORDER BY id FOR UPDATE")
                .param("ids", payments)
                .query(UUID.class)
                .list();
        Recorded recorded = recorded(payment);
        if (recorded.cleared()) {
            throw new Clearing.ClearedElsewhere();
        }
        if (recorded.reversed()) {
            throw new PaymentReversed();
        }
        if (day.isBefore(recorded.paidOn())) {
            throw new InvalidField("on", "before-payment", recorded.paidOn());
        }
        settlements.lock(moving);
        credits.lock(recorded.customer());
        if (!credits.usesAfter(payment).equals(uses)) {
            // The credit was used between the reading and the lock, on an invoice that is not locked.
            throw new ChangedMeanwhile();
        }
        takeBack(payment, recorded, day, why);
        for (CustomerCredits.Use use : uses) {
            Recorded later = recorded(use.payment());
            if (!later.reversed() && credits.isOverdrawn(later.customer(), use.activity())) {
                takeBack(use.payment(), later, day.isBefore(later.paidOn()) ? later.paidOn() : day, why);
            }
        }
    }

    private Recorded recorded(UUID payment) {
        return jdbc.sql("SELECT entry_id, customer_id, direction, reversed_at, paid_on, means FROM customer_payment"
                        + " WHERE id = ?")
                .param(payment)
                .query((row, n) -> new Recorded(
                        row.getLong(1),
                        row.getObject(2, UUID.class),
                        row.getString(3).equals("REFUND"),
                        row.getObject(4) != null,
                        row.getObject(5, LocalDate.class),
                        row.getString(6).equals(PaymentForm.Means.CLEARING.name())))
                .optional()
                .orElseThrow(() -> new NotFound("payment", payment));
    }

    /** The payment is locked, and so are the receivables of its invoices. */
    private void takeBack(UUID payment, Recorded recorded, LocalDate day, String why) {
        long reversal = ledger.reverse(recorded.entry(), day, why);
        jdbc.sql("UPDATE customer_payment SET reversed_at = ?, reversed_by = ?, reversal_entry_id = ?,"
                        + " reversal_reason = ? WHERE id = ?")
                .params(Invoices.utc(clock.instant()), CurrentTenant.actor().subject(), reversal, why, payment)
                .update();
        record Part(UUID invoice, Money amount) {}
        List<Part> parts = jdbc.sql(
                        "SELECT invoice_id, amount_cents FROM payment_allocation WHERE payment_id = ? ORDER BY"
                                + " invoice_id")
                .param(payment)
                .query((row, n) -> new Part(row.getObject(1, UUID.class), Money.ofCents(row.getLong(2))))
                .list();
        Map<UUID, Paid> invoices = invoices(parts.stream().map(Part::invoice).toList());
        List<JournalLine> vat = new ArrayList<>();
        Map<UUID, Moved> moves = new LinkedHashMap<>();
        for (Part part : parts) {
            Moved moved = recorded.refund()
                    ? settlements.unrefund(part.invoice(), part.amount(), day)
                    : settlements.unpay(part.invoice(), part.amount(), day);
            moves.put(part.invoice(), moved);
            // The reversed entry puts back the VAT that the payment moved then. A credit note or another payment may
            // have
            // come since: what the invoice's VAT is now differs by this much.
            Map<String, Money> since = new LinkedHashMap<>(moved.madeDue());
            madeDue(payment, part.invoice()).forEach((code, made) -> since.merge(code, made, Money::plus));
            since.forEach((code, amount) ->
                    falls(vat, code, amount, paid(invoices, part.invoice()).activity()));
        }
        if (!vat.isEmpty()) {
            Paid first = invoices.values().iterator().next();
            ledger.post(new JournalEntry(
                    "OD",
                    day,
                    Labels.of("TVA, règlement annulé", first.customerName(), first.number()),
                    first.number(),
                    day,
                    "payment:" + payment + ":vat",
                    vat));
        }
        boolean credit = credits.undo(payment, recorded.customer());
        contribution.hold(invoices.values().stream().map(Paid::activity).toList());
        for (Part part : parts) {
            Paid invoice = paid(invoices, part.invoice());
            contribution.onReceipt(
                    invoice.activity(),
                    "payment:" + payment + ":" + invoice.id() + ":reversal",
                    day,
                    withoutVat(invoice, Objects.requireNonNull(moves.get(invoice.id()))));
            Money signed = recorded.refund() ? part.amount() : part.amount().negated();
            tell(payment, invoice.id(), invoice.activity(), day, signed);
        }
        audit.record("payment.reversed", "payment:" + payment, "");
        lettering.reversed(recorded.entry(), reversal);
        lettering.follow(moves.keySet());
        if (credit) {
            lettering.credits(credits.owner(recorded.customer()).code());
            live.publish("customer", recorded.customer());
        }
    }

    /** Payments, the newest first, on the activities that the asker sees. */
    @Transactional(readOnly = true)
    public Page<PaymentRow> list(
            @Nullable UUID activity,
            @Nullable UUID customer,
            @Nullable UUID invoice,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable String after,
            @Nullable Integer limit) {
        int most = Page.limit(limit);
        List<PaymentRow> rows = jdbc.sql("""
            SELECT p.id, p.direction, p.paid_on, p.means, p.reference, p.customer_id, c.name, p.entry_id,
                   p.reversed_at IS NOT NULL AS reversed, p.reversal_reason,
                   sum(x.amount_cents) AS amount, sum(x.kept_cents) AS kept,
                   coalesce(string_agg(DISTINCT i.number, ' ' ORDER BY i.number), '') AS numbers
              FROM customer_payment p JOIN customer c ON c.id = p.customer_id
              CROSS JOIN LATERAL (
                   SELECT y.invoice_id, j.activity_id, y.amount_cents, 0 AS kept_cents
                     FROM payment_allocation y JOIN invoice j ON j.id = y.invoice_id WHERE y.payment_id = p.id
                   UNION ALL
                   SELECT k.invoice_id, k.activity_id, CASE p.means WHEN 'CREDIT' THEN 0 ELSE abs(k.amount_cents) END,
                          greatest(k.amount_cents, 0)
                     FROM payment_credit k WHERE k.payment_id = p.id) x
              LEFT JOIN invoice i ON i.id = x.invoice_id
              JOIN activity a ON a.id = x.activity_id
             WHERE p.id < :below
               AND (cast(:activity AS uuid) IS NULL OR x.activity_id = :activity)
               AND (cast(:customer AS uuid) IS NULL OR p.customer_id = :customer OR c.merged_into = :customer)
               AND (cast(:invoice AS uuid) IS NULL OR i.id = :invoice)
               AND (cast(:from AS date) IS NULL OR p.paid_on >= :from)
               AND (cast(:to AS date) IS NULL OR p.paid_on <= :to)
               AND\
            """ + ActivityAccess.VISIBLE + """
            GROUP BY p.id, c.name ORDER BY p.id DESC LIMIT :limit\
            """)
                .params(access.scope().parameters())
                .param("below", Cursors.below(after))
                .param("activity", activity)
                .param("customer", customer)
                .param("invoice", invoice)
                .param("from", from)
                .param("to", to)
                .param("limit", most + 1)
                .query((row, n) -> new PaymentRow(
                        row.getObject("id", UUID.class),
                        row.getString("direction").equals("REFUND"),
                        row.getObject("paid_on", LocalDate.class),
                        Money.ofCents(row.getLong("amount")),
                        Money.ofCents(row.getLong("kept")),
                        PaymentForm.Means.valueOf(row.getString("means")),
                        row.getString("reference"),
                        row.getObject("customer_id", UUID.class),
                        row.getString("name"),
                        row.getString("numbers"),
                        row.getLong("entry_id"),
                        row.getBoolean("reversed"),
                        row.getString("reversal_reason")))
                .list();
        return Page.of(rows, most, row -> row.id().toString());
    }

    private static Paid paid(Map<UUID, Paid> invoices, UUID id) {
        Paid found = invoices.get(id);
        if (found == null) {
            throw new NotFound("invoice", id);
        }
        return found;
    }

    private Map<UUID, Paid> invoices(PaymentForm form) {
        Map<UUID, Paid> found =
                invoices(form.parts().stream().map(PaymentForm.Part::invoice).toList());
        for (int i = 0; i < form.parts().size(); i++) {
            UUID invoice = form.parts().get(i).invoice();
            if (!found.containsKey(invoice)) {
                throw new NotFound("invoice", invoice);
            }
        }
        if (found.values().stream().map(Paid::customer).distinct().count() > 1) {
            throw new InvalidField("parts", "payment-of-several-customers");
        }
        return found;
    }

    private Map<UUID, Paid> invoices(List<UUID> ids) {
        Map<UUID, Paid> found = new LinkedHashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        jdbc.sql("""
            SELECT i.id, i.number, i.issue_date, i.activity_id, payer.id AS customer_id, payer.code AS payer_code, c.code, c.name,
                   i.gross_cents, i.net_cents
              FROM invoice i JOIN customer c ON c.id = i.customer_id
              JOIN customer payer ON payer.id = coalesce(c.merged_into, c.id)
             WHERE i.id IN (:ids) AND i.state = 'VALIDATED' AND i.kind = 'INVOICE' ORDER BY i.number\
            """)
                .param("ids", ids)
                .query((row, n) -> new Paid(
                        row.getObject("id", UUID.class),
                        row.getString("number"),
                        row.getObject("issue_date", LocalDate.class),
                        row.getObject("activity_id", UUID.class),
                        row.getObject("customer_id", UUID.class),
                        row.getString("payer_code"),
                        row.getString("code"),
                        row.getString("name"),
                        Money.ofCents(row.getLong("gross_cents")),
                        Money.ofCents(row.getLong("net_cents"))))
                .list()
                .forEach(paid -> found.put(paid.id(), paid));
        return found;
    }

    private void keep(UUID id, PaymentForm form, boolean refund, UUID customer, long entry, Map<UUID, Moved> moves) {
        insert(
                id,
                customer,
                refund ? "REFUND" : "RECEIPT",
                form.paidOn(),
                form.amount(),
                form.means(),
                form.reference(),
                entry);
        moves.forEach((invoice, moved) -> {
            if (!moved.paid().isZero()) {
                jdbc.sql("INSERT INTO payment_allocation(payment_id, invoice_id, amount_cents) VALUES (?, ?, ?)")
                        .params(id, invoice, moved.paid().abs().cents())
                        .update();
            }
            moved.madeDue()
                    .forEach((code, vat) -> jdbc.sql(
                                    "INSERT INTO payment_vat(payment_id, invoice_id, vat, vat_cents) VALUES (?, ?, ?, ?)")
                            .params(id, invoice, code, vat.cents())
                            .update());
        });
    }

    private void insert(
            UUID id,
            UUID customer,
            String direction,
            LocalDate paidOn,
            Money amount,
            PaymentForm.Means means,
            String reference,
            long entry) {
        jdbc.sql("""
            INSERT INTO customer_payment(id, customer_id, direction, paid_on, amount_cents, means, reference, entry_id,
                                         recorded_at, recorded_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """)
                .params(
                        id,
                        customer,
                        direction,
                        paidOn,
                        amount.cents(),
                        means.name(),
                        reference,
                        entry,
                        Invoices.utc(clock.instant()),
                        CurrentTenant.actor().subject())
                .update();
    }

    private Map<String, Money> madeDue(UUID payment, UUID invoice) {
        Map<String, Money> made = new LinkedHashMap<>();
        jdbc.sql("SELECT vat, vat_cents FROM payment_vat WHERE payment_id = ? AND invoice_id = ?")
                .params(payment, invoice)
                .query(row -> {
                    made.put(row.getString(1), Money.ofCents(row.getLong(2)));
                });
        return made;
    }

    /** VAT passes from the account where it waits to that of VAT due, or back. */
    private void falls(List<JournalLine> lines, String code, Money vat, UUID activity) {
        Sales.add(lines, sales.waiting(code), vat, activity);
        Sales.add(lines, sales.collected(code), vat.negated(), activity);
    }

    /**
     * The part of a payment that is not VAT, in the proportion of its invoice: what is counted of all that is paid now, less what
     * was counted before, so that many payments count as one.
     */
    private static Money withoutVat(Paid invoice, Moved moved) {
        return withoutVat(invoice, moved.after()).minus(withoutVat(invoice, moved.before()));
    }

    private static Money withoutVat(Paid invoice, Money paid) {
        return Uncredited.due(invoice.net(), paid, invoice.gross());
    }

    private void tell(UUID payment, UUID invoice, UUID activity, LocalDate on, Money amount) {
        events.publishEvent(new PaymentReceived(payment, invoice, activity, on, amount));
        live.publish("invoice", invoice);
        live.publish("activity", activity);
    }

    /** The payment was taken back before. */
    public static final class PaymentReversed extends Refusal {
        PaymentReversed() {
            super(Kind.CONFLICT, "payment-reversed", null);
        }
    }
}
