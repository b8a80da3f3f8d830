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
import coop.entrelacs.activities.ActivityCashPosition.Kind;
import coop.entrelacs.activities.ActivityFixtures.Made;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberFixtures;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@EntrelacsTest
class PaymentsTest {

    @Autowired
    Activities activities;

    @Autowired
    Customers customers;

    @Autowired
    Invoices invoices;

    @Autowired
    Payments payments;

    @Autowired
    Expenses expenses;

    @Autowired
    Suppliers suppliers;

    @Autowired
    Exchanges exchanges;

    @Autowired
    CashPositions cashPositions;

    @Autowired
    LedgerSetup books;

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestTenants tenants;

    @Autowired
    Clock clock;

    TenantId tenant;
    ActivityFixtures fixtures;
    Made activity;
    Actor accountant;
    LocalDate today;

    @BeforeEach
    void aCooperative() {
        tenant = tenants.aCooperative();
        fixtures = new ActivityFixtures(activities, customers, invoices, books, clock);
        activity = fixtures.anActivity().withCustomer().withCustomer().in(tenant);
        accountant = TestTenants.accountant(tenant);
        today = LocalDate.now(clock);
    }

    @Test
    void a_payment_settles_an_invoice_and_makes_its_vat_due() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "1000");

        UUID first = pay(invoice.id(), "400");
        InvoiceDetails partly = get(invoice.id());
        UUID second = pay(invoice.id(), "800");
        InvoiceDetails paid = get(invoice.id());

        assertThat(partly.state()).isEqualTo(InvoiceState.PARTLY_PAID);
        assertThat(partly.receivable().remaining()).isEqualTo(eur("800.00"));
        assertThat(paid.state()).isEqualTo(InvoiceState.PAID);
        assertThat(paid.receivable().settledOn()).isEqualTo(today);
        assertThat(lines(first))
                .containsExactlyInAnyOrder(
                        tuple("512", "400.00"),
                        tuple("411", "-400.00"),
                        tuple("445881", "66.67"),
                        tuple("445711", "-66.67"));
        assertThat(lines(second)).contains(tuple("445881", "133.33"), tuple("445711", "-133.33"));
        assertThat(balance("411")).isEqualTo(Money.ZERO);
        assertThat(balance("445881")).isEqualTo(Money.ZERO);
        assertThat(balance("445711")).isEqualTo(eur("-200.00"));
    }

    @Test
    void more_than_is_due_is_refused_with_what_is_due() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        pay(invoice.id(), "100");

        assertThatThrownBy(() -> payNoMore(invoice.id(), "20.01"))
                .isInstanceOfSatisfying(
                        OverPayment.class,
                        refusal -> assertThat(refusal.arguments()).containsExactly(eur("20.01"), eur("20.00")));
    }

    @Test
    void of_payments_racing_for_the_remainder_only_as_many_win_as_fit() throws Exception {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        List<Callable<UUID>> racers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            racers.add(() -> payNoMore(invoice.id(), "50"));
        }

        int won = 0;
        int refused = 0;
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (Future<UUID> racer : threads.invokeAll(racers)) {
                try {
                    racer.get();
                    won++;
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(OverPayment.class);
                    refused++;
                }
            }
        }

        assertThat(won).isEqualTo(2);
        assertThat(refused).isEqualTo(6);
        assertThat(get(invoice.id()).receivable().paid()).isEqualTo(eur("100.00"));
        assertThat(balance("512")).isEqualTo(eur("100.00"));
    }

    @Test
    void one_payment_pays_several_invoices_of_one_customer_only() {
        InvoiceDetails one = fixtures.aValidatedInvoice(activity, "100");
        InvoiceDetails two = fixtures.aValidatedInvoice(activity, "50");
        InvoiceDetails other = fixtures.validated(
                tenant, InvoiceForm.of(activity.id(), activity.customers().get(1), "Autre", today, service("10")));

        as(
                accountant,
                () -> payments.record(new PaymentForm(
                        today,
                        PaymentForm.Means.CHEQUE,
                        "0012345",
                        List.of(new PaymentForm.Part(one.id(), eur("120")), new PaymentForm.Part(two.id(), eur("60"))),
                        null)));

        assertThat(get(one.id()).state()).isEqualTo(InvoiceState.PAID);
        assertThat(get(two.id()).state()).isEqualTo(InvoiceState.PAID);
        assertThat(as(accountant, () -> payments.list(activity.id(), null, null, null, null, null, null))
                        .items())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.amount()).isEqualTo(eur("180.00"));
                    assertThat(row.invoices()).isEqualTo(one.number() + " " + two.number());
                });
        InvoiceDetails three = fixtures.aValidatedInvoice(activity, "1");
        assertThatThrownBy(() -> as(
                        accountant,
                        () -> payments.record(new PaymentForm(
                                today,
                                null,
                                null,
                                List.of(
                                        new PaymentForm.Part(three.id(), eur("1")),
                                        new PaymentForm.Part(other.id(), eur("1"))),
                                null))))
                .hasMessageContaining("payment-of-several-customers");
    }

    @Test
    void a_payment_recorded_in_error_is_reversed_with_its_vat_and_only_once() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        UUID payment = pay(invoice.id(), "60");

        as(accountant, () -> {
            payments.reverse(payment, null, "Mauvaise facture");
            return null;
        });

        assertThat(get(invoice.id()).receivable().remaining()).isEqualTo(eur("120.00"));
        assertThat(balance("512")).isEqualTo(Money.ZERO);
        assertThat(balance("445881")).isEqualTo(eur("-20.00"));
        assertThat(balance("445711")).isEqualTo(Money.ZERO);
        pay(invoice.id(), "120");
        assertThat(balance("445881")).isEqualTo(Money.ZERO);
        assertThatThrownBy(() -> as(accountant, () -> {
                    payments.reverse(payment, null, "Encore");
                    return null;
                }))
                .isInstanceOf(Payments.PaymentReversed.class);
    }

    @Test
    void a_credit_note_takes_back_an_unpaid_invoice_wholly() {
        InvoiceDetails invoice = fixtures.validated(
                tenant,
                InvoiceForm.of(
                        activity.id(), activity.customer(), "Mixte", today, service("100"), goods("33.33", "reduced")));

        InvoiceDetails note =
                as(accountant, () -> invoices.credit(invoice.id(), CreditNoteForm.whole("Erreur de client")));

        assertThat(note.number()).isEqualTo("A%d-00001".formatted(today.getYear()));
        assertThat(note.totals().gross()).isEqualTo(invoice.totals().gross());
        assertThat(get(invoice.id()).state()).isEqualTo(InvoiceState.CREDITED);
        for (String account : List.of("411", "706", "707", "445881", "445713")) {
            assertThat(balance(account)).as(account).isEqualTo(Money.ZERO);
        }
        assertThatThrownBy(() -> as(accountant, () -> invoices.credit(invoice.id(), CreditNoteForm.whole("Encore"))))
                .isInstanceOf(CreditExceedsInvoice.class);
        assertThatThrownBy(() -> pay(invoice.id(), "0.01")).isInstanceOf(OverPayment.class);
    }

    @Test
    void partial_credit_notes_cascade_to_the_last_cent() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "10.01");

        for (int i = 0; i < 2; i++) {
            as(
                    accountant,
                    () -> invoices.credit(invoice.id(), new CreditNoteForm("Remise", null, List.of(service("3.33")))));
        }
        InvoiceDetails last = as(accountant, () -> invoices.credit(invoice.id(), CreditNoteForm.whole("Solde")));

        assertThat(last.totals().net()).isEqualTo(eur("3.35"));
        assertThat(get(invoice.id()).creditNotes()).hasSize(3);
        assertThat(get(invoice.id()).state()).isEqualTo(InvoiceState.CREDITED);
        assertThat(balance("411")).isEqualTo(Money.ZERO);
        assertThat(balance("445881")).isEqualTo(Money.ZERO);
    }

    @Test
    void a_paid_invoice_that_is_credited_owes_the_customer_a_refund() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        pay(invoice.id(), "120");

        as(
                accountant,
                () -> invoices.credit(
                        invoice.id(), new CreditNoteForm("Une journée en moins", null, List.of(service("40")))));

        assertThat(get(invoice.id()).receivable().toRefund()).isEqualTo(eur("48.00"));
        assertThat(balance("445711")).isEqualTo(eur("-12.00"));
        assertThatThrownBy(() ->
                        as(accountant, () -> payments.refund(PaymentForm.transfer(invoice.id(), eur("48.01"), today))))
                .isInstanceOf(OverPayment.class);
        as(accountant, () -> payments.refund(PaymentForm.transfer(invoice.id(), eur("48"), today)));
        assertThat(get(invoice.id()).receivable().toRefund()).isEqualTo(Money.ZERO);
        assertThat(balance("411")).isEqualTo(Money.ZERO);
        assertThat(balance("512")).isEqualTo(eur("72.00"));
    }

    @Test
    void a_credit_note_on_a_half_paid_invoice_takes_the_waiting_vat_first() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        pay(invoice.id(), "60");

        as(
                accountant,
                () -> invoices.credit(
                        invoice.id(), new CreditNoteForm("Moitié non faite", null, List.of(service("50")))));

        assertThat(get(invoice.id()).state()).isEqualTo(InvoiceState.PAID);
        assertThat(balance("445881")).isEqualTo(Money.ZERO);
        assertThat(balance("445711")).isEqualTo(eur("-10.00"));
    }

    @Test
    void two_credit_notes_racing_take_back_no_more_than_the_invoice() throws Exception {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        List<Callable<InvoiceDetails>> racers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            racers.add(() -> as(
                    accountant,
                    () -> invoices.credit(invoice.id(), new CreditNoteForm("Course", null, List.of(service("60"))))));
        }

        int won = 0;
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (Future<InvoiceDetails> racer : threads.invokeAll(racers)) {
                try {
                    racer.get();
                    won++;
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(CreditExceedsInvoice.class);
                }
            }
        }

        assertThat(won).isEqualTo(1);
        assertThat(get(invoice.id()).receivable().credited()).isEqualTo(eur("72.00"));
    }

    @Test
    void the_cash_position_is_one_figure_with_its_explanation_and_moves_with_every_entry() {
        UUID owner = new MemberFixtures(members, contracts).aMember().in(tenant);
        Made mine = fixtures.anActivity().ownedBy(owner).withCustomer().in(tenant);
        InvoiceDetails invoice = fixtures.aValidatedInvoice(mine, "1000");
        assertThat(position(mine).available()).isEqualTo(Money.ZERO);
        assertThat(position(mine).customersOwe()).isEqualTo(eur("1200.00"));

        pay(invoice.id(), "1200");
        assertThat(parts(mine)).containsEntry(Kind.RECEIPTS, eur("1200.00")).containsEntry(Kind.VAT, eur("-200.00"));
        assertThat(position(mine).available()).isEqualTo(eur("1000.00"));

        CostDetails report = as(
                accountant,
                () -> expenses.draft(CostForm.expense(
                        mine.id(),
                        owner,
                        "Déplacement",
                        today,
                        new CostForm.CostLine(today, "Train", "travel", eur("110"), eur("10"), null),
                        new CostForm.CostLine(today, "Papier", "office", eur("60"), eur("10"), null))));
        as(accountant, () -> expenses.submit(report.id(), report.version()));
        assertThatThrownBy(() -> as(accountant, () -> expenses.approve(report.id())))
                .hasMessageContaining("cost-second-person");
        CostDetails approved = as(TestTenants.manager(tenant), () -> expenses.approve(report.id()));
        assertThat(approved.cost()).isEqualTo(eur("160.00"));
        assertThat(approved.deductibleVat()).isEqualTo(eur("10.00"));
        assertThat(parts(mine))
                .containsEntry(Kind.COSTS_TO_PAY, eur("-170.00"))
                .containsEntry(Kind.VAT, eur("-190.00"));
        assertThat(position(mine).available()).isEqualTo(eur("840.00"));

        as(accountant, () -> expenses.pay(report.id(), today));
        assertThat(parts(mine))
                .containsEntry(Kind.COSTS_TO_PAY, Money.ZERO)
                .containsEntry(Kind.PAYMENTS, eur("-170.00"));
        assertThat(position(mine).available()).isEqualTo(eur("840.00"));

        as(
                accountant,
                () -> exchanges.record(new ExchangeForm(activity.id(), mine.id(), today, "Coup de main", eur("90"))));
        assertThat(position(mine).available()).isEqualTo(eur("750.00"));
        assertThat(position(activity).available()).isEqualTo(eur("90.00"));
        assertThat(position(activity).parts()).hasSize(Kind.values().length);
    }

    @Test
    void a_claim_takes_two_and_neither_is_the_one_it_repays() {
        UUID person = UUID.randomUUID();
        UUID owner =
                new MemberFixtures(members, contracts).aMember().person(person).in(tenant);
        Made mine = fixtures.anActivity().ownedBy(owner).in(tenant);
        CostForm form = CostForm.expense(
                mine.id(),
                owner,
                "Déplacement",
                today,
                new CostForm.CostLine(today, "Train", "travel", eur("900"), eur("0"), null));
        Actor manager = TestTenants.manager(tenant);
        Actor program = new Actor(tenant, UUID.randomUUID(), accountant.subject(), "Robot", Set.of(Role.ACCOUNTANT));

        CostDetails written = as(accountant, () -> expenses.draft(form));
        assertThatThrownBy(() -> as(manager, () -> expenses.approve(written.id())))
                .hasMessageContaining("cost-state");
        CostDetails submitted = as(accountant, () -> expenses.submit(written.id(), written.version()));

        assertThatThrownBy(() -> as(accountant, () -> expenses.approve(written.id())))
                .hasMessageContaining("cost-second-person");
        assertThatThrownBy(() -> as(program, () -> expenses.approve(written.id())))
                .hasMessageContaining("for-people-only");
        // The one who is repaid keeps the books here too.
        Actor repaid = TestTenants.actor(tenant, person, Role.ACCOUNTANT);
        assertThatThrownBy(() -> as(repaid, () -> expenses.approve(written.id())))
                .hasMessageContaining("cost-own");
        assertThat(as(accountant, () -> expenses.get(written.id())).may()).doesNotContain(CostDetails.Act.APPROVE);
        assertThat(as(manager, () -> expenses.approve(submitted.id())).state()).isEqualTo(CostState.APPROVED);
        assertThatThrownBy(() -> as(repaid, () -> expenses.pay(written.id(), today)))
                .hasMessageContaining("cost-own");
        as(accountant, () -> expenses.pay(written.id(), today));

        // Whoever only changed it wrote on it as well.
        CostDetails theirs = as(TestTenants.actor(tenant, person, Role.MEMBER), () -> expenses.draft(form));
        CostDetails changed = as(manager, () -> expenses.change(theirs.id(), theirs.version(), form));
        as(TestTenants.actor(tenant, person, Role.MEMBER), () -> expenses.submit(theirs.id(), changed.version()));
        assertThatThrownBy(() -> as(manager, () -> expenses.approve(theirs.id())))
                .hasMessageContaining("cost-second-person");
        as(accountant, () -> expenses.approve(theirs.id()));
    }

    @Test
    void an_approved_cost_never_changes_and_a_supplier_invoice_is_entered_once() {
        Supplier supplier = as(accountant, () -> suppliers.add(new SupplierForm("Imprimerie", "732829320", null)));
        CostForm form = CostForm.purchase(
                activity.id(),
                supplier.id(),
                "2026-77",
                "Affiches",
                today,
                new CostForm.CostLine(today, "Affiches", "subcontracting", eur("120"), eur("20"), null));
        CostDetails draft = as(accountant, () -> expenses.draft(form));
        CostDetails approved = as(accountant, () -> expenses.approve(draft.id()));

        assertThat(entryLines(approved.entry()))
                .containsExactlyInAnyOrder(tuple("611", "100.00"), tuple("44566", "20.00"), tuple("401", "-120.00"));
        assertThatThrownBy(() -> as(accountant, () -> expenses.draft(form))).hasMessageContaining("purchase-twice");
        for (String attack : List.of(
                "UPDATE cost SET net_cents = 1, vat_cents = 0, gross_cents = 1",
                "DELETE FROM cost",
                "UPDATE cost_line SET gross_cents = 999999",
                "DELETE FROM cost_line")) {
            assertThatThrownBy(() -> in(tenant, () -> jdbc.sql(attack).update()))
                    .as(attack)
                    .isInstanceOf(DataAccessException.class);
        }
    }

    @Test
    void members_neither_record_payments_nor_approve_costs() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        Actor member = ActivityFixtures.member(tenant, UUID.randomUUID());

        assertThatThrownBy(() -> as(member, () -> payments.record(PaymentForm.transfer(invoice.id(), eur("1"), today))))
                .isInstanceOf(NotAllowed.class);
        assertThatThrownBy(() -> as(member, () -> expenses.approve(UUID.randomUUID())))
                .isInstanceOf(NotAllowed.class);
    }

    @Test
    void a_page_of_any_length_is_one_statement_and_so_is_a_cash_position_in_a_few() {
        for (int i = 0; i < 5; i++) {
            as(accountant, () -> invoices.draft(fixtures.services(activity, "10")));
        }

        assertThat(CountedStatements.during(() -> as(accountant, () -> invoices.list(InvoiceFilter.ALL, null, null))))
                .hasSize(1);
        assertThat(CountedStatements.during(() -> as(accountant, () -> customers.list(null, null, false, null, null))))
                .hasSize(1);
        assertThat(CountedStatements.during(() -> as(accountant, () -> activities.list(null, null, null))))
                .hasSize(1);
        assertThat(CountedStatements.during(() -> as(accountant, () -> cashPositions.of(activity.id()))))
                .hasSizeBetween(2, 4);
    }

    private UUID payNoMore(UUID invoice, String amount) {
        return as(
                accountant,
                () -> payments.record(
                        PaymentForm.transfer(invoice, eur(amount), today).with(PaymentForm.Excess.REFUSED)));
    }

    private UUID pay(UUID invoice, String amount) {
        return as(accountant, () -> payments.record(PaymentForm.transfer(invoice, eur(amount), today)));
    }

    private InvoiceDetails get(UUID invoice) {
        return as(accountant, () -> invoices.get(invoice));
    }

    private ActivityCashPosition position(Made of) {
        return as(accountant, () -> cashPositions.of(of.id()));
    }

    private Map<Kind, Money> parts(Made of) {
        return position(of).parts().stream()
                .collect(Collectors.toMap(ActivityCashPosition.Part::kind, ActivityCashPosition.Part::amount));
    }

    private List<org.assertj.core.groups.Tuple> lines(UUID payment) {
        return entryLines(in(
                tenant,
                () -> jdbc.sql("SELECT entry_id FROM customer_payment WHERE id = ?")
                        .param(payment)
                        .query(Long.class)
                        .single()));
    }

    private List<org.assertj.core.groups.Tuple> entryLines(Long entry) {
        return in(tenant, () -> LedgerLines.of(jdbc, entry)).stream()
                .map(line -> tuple(line.account(), line.amount().toString()))
                .toList();
    }

    private Money balance(String account) {
        return Money.ofCents(in(
                tenant,
                () -> jdbc.sql("SELECT coalesce(sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id ="
                                + " l.account_id WHERE a.number = ?")
                        .param(account)
                        .query(Long.class)
                        .single()));
    }
}
