package coop.entrelacs.activities;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static coop.entrelacs.activities.ActivityFixtures.eur;
import static coop.entrelacs.activities.ActivityFixtures.goods;
import static coop.entrelacs.activities.ActivityFixtures.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.ActivityFixtures.Made;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.TenantId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Credit, payment, reversal, refund and rest in any order bring every account to where the law wants it. */
@EntrelacsTest
class OrderOfEventsTest {

    @Autowired
    Activities activities;

    @Autowired
    Customers customers;

    @Autowired
    Invoices invoices;

    @Autowired
    Payments payments;

    @Autowired
    LedgerSetup books;

    @Autowired
    coop.entrelacs.ledger.Lettering lettering;

    @Autowired
    coop.entrelacs.ledger.LedgerVerifier verifier;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestTenants tenants;

    @Autowired
    Clock clock;

    TenantId tenant;
    ActivityFixtures fixtures;
    Made activity;
    Made onDebits;
    Actor accountant;
    LocalDate today;

    @BeforeEach
    void aCooperative() {
        tenant = tenants.aCooperative();
        fixtures = new ActivityFixtures(activities, customers, invoices, books, clock);
        activity = fixtures.anActivity().withCustomer().in(tenant);
        onDebits = fixtures.anActivity().payingVatOnDebits().withCustomer().in(tenant);
        accountant = TestTenants.accountant(tenant);
        today = LocalDate.now(clock);
    }

    @Test
    void a_payment_taken_back_after_the_credit_note_leaves_nothing_behind() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        UUID payment = pay(invoice.id(), "120");
        credit(invoice.id());

        reverse(payment);

        assertThat(balances()).isEmpty();
    }

    @Test
    void a_payment_taken_back_after_half_a_credit_note_leaves_the_other_half_waiting() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        UUID payment = pay(invoice.id(), "120");
        credit(invoice.id(), service("50"));

        reverse(payment);

        assertThat(balances())
                .containsEntry("445881", eur("-10.00"))
                .containsEntry("411", eur("60.00"))
                .doesNotContainKey("445711");
    }

    @Test
    void goods_credited_after_a_part_payment_leave_the_payment_to_the_services() {
        InvoiceDetails invoice = validated(activity, goods("100", "normal"), service("100"));
        pay(invoice.id(), "120"); // half of the services: 10 due
        assertThat(balances()).containsEntry("445881", eur("-10.00"));

        credit(invoice.id(), goods("100", "normal"));

        // what was paid is all that is left of the invoice now: its VAT is due wholly
        assertThat(balances()).containsEntry("445711", eur("-20.00")).doesNotContainKey("445881");
    }

    @Test
    void the_rest_is_credited_line_by_line_to_the_accounts_that_the_invoice_used() {
        InvoiceDetails invoice = validated(activity, goods("100", "normal"), service("100"));
        credit(invoice.id(), goods("50", "normal"));

        InvoiceDetails rest = credit(invoice.id());

        assertThat(rest.about().lines())
                .extracting(Line::nature, line -> line.net().toString())
                .containsExactly(tuple(Nature.GOODS, "50.00"), tuple(Nature.SERVICES, "100.00"));
        assertThat(balances()).isEmpty();
    }

    @Test
    void a_service_below_zero_beside_goods_waits_with_them_and_falls_due_with_the_payment() {
        InvoiceDetails invoice = validated(activity, goods("100", "normal"), back("20"));
        assertThat(balances()).containsEntry("445711", eur("-20.00")).containsEntry("445881", eur("4.00"));

        UUID payment = pay(invoice.id(), "96");
        assertThat(balances()).containsEntry("445711", eur("-16.00")).doesNotContainKey("445881");

        credit(invoice.id());
        reverse(payment);
        assertThat(balances()).isEmpty();
    }

    @Test
    void credit_notes_of_one_batch_take_no_more_together_than_one_by_one() {
        InvoiceDetails invoice = validated(activity, goods("100", "normal"), service("100"));
        List<UUID> notes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            notes.add(as(
                    accountant,
                    () -> invoices.draftCreditNote(
                                    invoice.id(), new CreditNoteForm("Retour", null, List.of(goods("40", "normal"))))
                            .id()));
        }

        BatchValidation done = as(accountant, () -> invoices.validate(notes));

        assertThat(done.validated()).hasSize(2);
        assertThat(done.refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.why()).isInstanceOf(CreditExceedsInvoice.class));
        credit(invoice.id());
        assertThat(balances()).isEmpty();
    }

    @Test
    void parts_of_a_payment_count_together_as_the_whole() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "0.05"); // 0.06 with VAT
        for (int cent = 0; cent < 6; cent++) {
            pay(invoice.id(), "0.01");
        }

        long receipts = in(
                tenant,
                () -> jdbc.sql("SELECT sum(receipts_cents) FROM contribution_movement")
                        .query(Long.class)
                        .single());
        assertThat(receipts).isEqualTo(5);
        assertThat(balances()).doesNotContainKey("445881").containsEntry("445711", eur("-0.01"));
    }

    @Test
    void an_archived_customer_gets_no_new_document_but_pays_its_old_ones() {
        InvoiceDetails open = fixtures.aValidatedInvoice(activity, "100");
        InvoiceDetails draft = as(accountant, () -> invoices.draft(fixtures.services(activity, "50")));
        as(accountant, () -> customers.archive(activity.customer(), true));

        assertThatThrownBy(() -> as(accountant, () -> invoices.draft(fixtures.services(activity, "50"))))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refused -> assertThat(refused.getMessage()).contains("customer-archived"));
        assertThatThrownBy(() -> as(accountant, () -> invoices.validate(draft.id())))
                .isInstanceOfAny(InvalidField.class, InvalidFields.class);
        assertThat(as(accountant, () -> invoices.get(draft.id())).missing())
                .extracting(InvoiceDetails.Missing::field, InvoiceDetails.Missing::code)
                .contains(tuple("customer", "customer-archived"));
        pay(open.id(), "60");
        credit(open.id(), service("50"));
        assertThat(as(accountant, () -> invoices.get(open.id())).receivable().remaining())
                .isEqualTo(Money.ZERO);
    }

    /** Invoices with mixed rates and natures, on debits and on receipts, and whatever can happen to them, in any order. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 2026})
    void vat_due_is_what_the_law_says_at_any_time_and_all_is_undone_in_the_end(long seed) {
        Random random = new Random(seed);
        List<UUID> sold = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            List<Line> lines = new ArrayList<>();
            lines.add(line(random, i % 2 == 0 ? Nature.GOODS : Nature.SERVICES, "normal", 30_000));
            lines.add(line(random, Nature.SERVICES, "normal", 20_000));
            lines.add(line(random, random.nextBoolean() ? Nature.PRODUCTS : Nature.REBILLED, "reduced", 9_999));
            if (i % 3 == 0) {
                lines.add(back("12.34"));
                lines.add(line(random, Nature.GOODS, "normal", 5_000));
            }
            sold.add(validated(i < 4 ? activity : onDebits, lines.toArray(Line[]::new))
                    .id());
        }
        List<UUID> paid = new ArrayList<>();
        List<UUID> refunded = new ArrayList<>();
        int refusals = 0;
        int tooMuch = 0;
        int used = 0;
        for (int step = 0; step < 160; step++) {
            UUID invoice = sold.get(random.nextInt(sold.size()));
            try {
                switch (random.nextInt(8)) {
                    case 0, 1 -> paid.add(pay(invoice, cents(1 + random.nextInt(9_000))));
                    case 5 -> {
                        Money more = receivable(invoice).remaining().plus(Money.ofCents(1 + random.nextInt(5_000)));
                        paid.add(as(
                                accountant,
                                () -> payments.record(PaymentForm.transfer(invoice, more, today)
                                        .with(PaymentForm.Excess.KEPT))));
                        tooMuch++;
                    }
                    case 6 -> {
                        InvoiceDetails open = invoices(invoice);
                        Money part =
                                open.customerCredit().min(receivable(invoice).remaining());
                        if (part.isPositive()) {
                            paid.add(as(accountant, () -> payments.record(fromCredit(invoice, part))));
                            used++;
                        }
                    }
                    case 7 -> {
                        InvoiceDetails of = invoices(invoice);
                        if (of.customerCredit().isPositive()) {
                            refunded.add(as(
                                    accountant,
                                    () -> payments.refundCredit(new CreditRefundForm(
                                            of.about().customer(),
                                            of.about().activity(),
                                            cut(of.customerCredit()),
                                            today,
                                            null,
                                            null))));
                        }
                    }
                    case 2 -> {
                        if (!paid.isEmpty()) {
                            reverse(paid.get(random.nextInt(paid.size())));
                        }
                    }
                    case 3 -> {
                        Line of = invoices(invoice).about().lines().get(random.nextInt(2));
                        credit(
                                invoice,
                                Line.of("Avoir", "1", "C62", cents(1 + random.nextInt(3_000)), of.vat(), of.nature()));
                    }
                    default -> {
                        Money owed = receivable(invoice).toRefund();
                        if (owed.isPositive()) {
                            refunded.add(
                                    as(accountant, () -> payments.refund(PaymentForm.transfer(invoice, owed, today))));
                        } else if (!refunded.isEmpty()) {
                            reverse(refunded.get(random.nextInt(refunded.size())));
                        }
                    }
                }
            } catch (Refusal expected) {
                refusals++; // more than is due, more than is left, reversed before: refused, and nothing moved
            }
            assertThat(vatDue()).as("step %d", step).isEqualTo(lawful(sold));
        }
        assertThat(refusals).isLessThan(100);
        assertThat(tooMuch).isPositive();
        assertThat(used).isPositive();

        // money given back on credited invoices first, for a payment given back cannot be taken back; the others in any
        // order
        refunded.forEach(this::reverseIfNot);
        java.util.Collections.shuffle(paid, random);
        paid.forEach(this::reverseIfNot);
        for (UUID invoice : sold) {
            if (receivable(invoice).credited().compareTo(receivable(invoice).total()) < 0) {
                credit(invoice);
            }
        }
        assertThat(balances()).isEmpty();
        assertThat(openItems()).isEmpty();
        assertThat(findings()).isEmpty();
    }

    private static PaymentForm fromCredit(UUID invoice, Money amount) {
        return new PaymentForm(
                LocalDate.now(java.time.ZoneId.of("Europe/Paris")),
                PaymentForm.Means.CREDIT,
                "",
                List.of(new PaymentForm.Part(invoice, amount)),
                null);
    }

    private static Money cut(Money credit) {
        return Money.ofCents(Math.max(1, credit.cents() / 2));
    }

    /** Lines of the customers' accounts that nothing settles. */
    private List<String> openItems() {
        return as(
                accountant,
                () -> List.of("411", "4191").stream()
                        .flatMap(account -> lettering.open(account, null, null, 500).items().stream())
                        .map(item -> item.account() + " " + item.label() + " " + item.amount())
                        .toList());
    }

    private List<String> findings() {
        return as(
                accountant,
                () -> verifier.verify().faults().stream().map(Object::toString).toList());
    }

    /** By the facts alone, in other words than the code's: what is due of each account of VAT. */
    private Map<String, Money> lawful(List<UUID> sold) {
        record Fact(UUID invoice, String vat, boolean waits, BigDecimal amount) {}
        Map<String, Money> due = new TreeMap<>();
        Map<String, Money> waiting = new TreeMap<>();
        for (UUID id : sold) {
            InvoiceDetails.Receivable receivable = receivable(id);
            BigDecimal gross = receivable.total().minus(receivable.credited()).toEuros();
            BigDecimal paid = receivable.paid().toEuros();
            List<Fact> facts = in(
                    tenant,
                    () -> jdbc.sql("SELECT v.vat, NOT v.goods AND NOT o.vat_on_debits AS waits, sum(CASE WHEN i.kind ="
                                    + " 'INVOICE' THEN v.vat_cents ELSE -v.vat_cents END) / 100.0 FROM invoice o JOIN invoice i ON"
                                    + " i.id = o.id OR i.corrects_id = o.id JOIN invoice_vat v ON v.invoice_id = i.id WHERE o.id ="
                                    + " ? AND i.state = 'VALIDATED' GROUP BY 1, 2")
                            .param(id)
                            .query((row, n) -> new Fact(id, row.getString(1), row.getBoolean(2), row.getBigDecimal(3)))
                            .list());
            for (Fact fact : facts) {
                BigDecimal share = !fact.waits() || paid.compareTo(gross) >= 0
                        ? fact.amount()
                        : fact.amount().multiply(paid).divide(gross, 2, RoundingMode.HALF_UP);
                String digit = fact.vat().equals("normal") ? "1" : "3";
                due.merge("44571" + digit, Money.of(share.setScale(2, RoundingMode.HALF_UP)), Money::plus);
                waiting.merge(
                        "44588" + digit,
                        Money.of(fact.amount().subtract(share).setScale(2, RoundingMode.HALF_UP)),
                        Money::plus);
            }
        }
        due.putAll(waiting);
        due.values().removeIf(Money::isZero);
        due.replaceAll((account, amount) -> amount.negated());
        return due;
    }

    private Map<String, Money> vatDue() {
        Map<String, Money> vat = balances();
        vat.keySet().removeIf(account -> !account.startsWith("4457") && !account.startsWith("4458"));
        return vat;
    }

    /** Every account that is not at zero. */
    private Map<String, Money> balances() {
        Map<String, Money> balances = new TreeMap<>();
        in(tenant, () -> {
            jdbc.sql("SELECT a.number, sum(l.amount_cents) FROM journal_line l JOIN account a ON a.id = l.account_id"
                            + " GROUP BY a.number HAVING sum(l.amount_cents) <> 0")
                    .query(row -> {
                        balances.put(row.getString(1), Money.ofCents(row.getLong(2)));
                    });
            return null;
        });
        return balances;
    }

    private InvoiceDetails validated(Made of, Line... lines) {
        return fixtures.validated(
                tenant,
                new InvoiceForm(of.id(), of.customer(), "Vente", "", "", today, today, null, null, List.of(lines)));
    }

    private static Line line(Random random, Nature nature, String vat, int most) {
        return Line.of("Ligne " + nature, "1", "C62", cents(1_500 + random.nextInt(most)), vat, nature);
    }

    private static Line back(String price) {
        return Line.of("Acompte déduit", "-1", "C62", price, "normal", Nature.SERVICES);
    }

    private static String cents(int cents) {
        return BigDecimal.valueOf(cents, 2).toPlainString();
    }

    private UUID pay(UUID invoice, String amount) {
        return as(accountant, () -> payments.record(PaymentForm.transfer(invoice, eur(amount), today)));
    }

    private void reverse(UUID payment) {
        as(accountant, () -> {
            payments.reverse(payment, null, "Erreur");
            return null;
        });
    }

    private void reverseIfNot(UUID payment) {
        try {
            reverse(payment);
        } catch (Payments.PaymentReversed before) {
            assertThat(before.getMessage()).isNotNull();
        }
    }

    private InvoiceDetails credit(UUID invoice, Line... lines) {
        return as(accountant, () -> invoices.credit(invoice, new CreditNoteForm("Avoir", null, List.of(lines))));
    }

    private InvoiceDetails invoices(UUID invoice) {
        return as(accountant, () -> invoices.get(invoice));
    }

    private InvoiceDetails.Receivable receivable(UUID invoice) {
        return java.util.Objects.requireNonNull(invoices(invoice).receivable());
    }
}
