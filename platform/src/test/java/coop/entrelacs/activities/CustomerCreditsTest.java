package coop.entrelacs.activities;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static coop.entrelacs.activities.ActivityFixtures.eur;
import static coop.entrelacs.activities.ActivityFixtures.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.ActivityFixtures.Made;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.ledger.LedgerVerifier;
import coop.entrelacs.ledger.Lettering;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Money above what is due is kept for the customer; what is settled is lettered; two records of one customer become one. */
@EntrelacsTest
class CustomerCreditsTest {

    @Autowired
    Activities activities;

    @Autowired
    Customers customers;

    @Autowired
    Suppliers suppliers;

    @Autowired
    Expenses expenses;

    @Autowired
    Invoices invoices;

    @Autowired
    Payments payments;

    @Autowired
    CashPositions cash;

    @Autowired
    LedgerSetup books;

    @Autowired
    Lettering lettering;

    @Autowired
    LedgerVerifier verifier;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

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
        activity = fixtures.anActivity().withCustomer().in(tenant);
        accountant = TestTenants.accountant(tenant);
        today = LocalDate.now(clock);
    }

    @Test
    void what_is_paid_too_much_stays_with_the_customer() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");

        UUID payment = pay(invoice.id(), "125");

        InvoiceDetails paid = get(invoice.id());
        assertThat(paid.state()).isEqualTo(InvoiceState.PAID);
        assertThat(paid.overpaid()).isEqualTo(eur("5.00"));
        assertThat(paid.customerCredit()).isEqualTo(eur("5.00"));
        assertThat(balance("512")).isEqualTo(eur("125.00"));
        assertThat(balance("4191")).isEqualTo(eur("-5.00"));
        assertThat(balance("411")).isEqualTo(Money.ZERO);
        assertThat(balance("445711")).as("no VAT on the excess").isEqualTo(eur("-20.00"));
        CustomerDetails customer = as(accountant, () -> customers.get(activity.customer()));
        assertThat(customer.credits())
                .extracting(CustomerDetails.Credit::activity, CustomerDetails.Credit::amount)
                .containsExactly(tuple(activity.id(), eur("5.00")));
        PaymentRow row = as(accountant, () -> payments.list(null, null, invoice.id(), null, null, null, null))
                .items()
                .getFirst();
        assertThat(row.id()).isEqualTo(payment);
        assertThat(row.amount()).isEqualTo(eur("125.00"));
        assertThat(row.kept()).isEqualTo(eur("5.00"));
        assertThat(as(accountant, () -> cash.of(activity.id())).available())
                .as("what is owed to the customer is not the activity's to spend")
                .isEqualTo(eur("100.00"));
        assertThat(differences()).isEmpty();
    }

    @Test
    void it_pays_another_invoice_of_the_activity_and_no_more_than_there_is() {
        InvoiceDetails first = fixtures.aValidatedInvoice(activity, "100");
        InvoiceDetails second = fixtures.aValidatedInvoice(activity, "50");
        pay(first.id(), "150");
        assertThat(get(second.id()).may()).contains(InvoiceDetails.Act.USE_CREDIT);

        assertThatThrownBy(() -> useCredit(second.id(), "30.01")).isInstanceOf(CustomerCredits.CreditTooSmall.class);
        useCredit(second.id(), "30");

        assertThat(get(second.id()).receivable().remaining()).isEqualTo(eur("30.00"));
        assertThat(get(second.id()).customerCredit()).isEqualTo(Money.ZERO);
        assertThat(balance("445711")).as("VAT falls due on what is used").isEqualTo(eur("-25.00"));
        assertThat(balance("4191")).isEqualTo(Money.ZERO);
        assertThat(openItems("4191")).isEmpty();
        assertThat(balance("512")).isEqualTo(eur("150.00"));
        assertThat(differences()).isEmpty();
    }

    @Test
    void it_is_given_back_on_demand() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        pay(invoice.id(), "125");

        assertThatThrownBy(() -> giveBack("5.01")).isInstanceOf(CustomerCredits.CreditTooSmall.class);
        UUID refund = giveBack("5");

        assertThat(balance("4191")).isEqualTo(Money.ZERO);
        assertThat(balance("512")).isEqualTo(eur("120.00"));
        assertThat(openItems("4191")).isEmpty();
        reverse(refund);
        assertThat(balance("4191")).isEqualTo(eur("-5.00"));
        assertThat(get(invoice.id()).customerCredit()).isEqualTo(eur("5.00"));
        assertThat(differences()).isEmpty();
    }

    @Test
    void a_payment_taken_back_takes_back_what_its_excess_paid() {
        InvoiceDetails first = fixtures.aValidatedInvoice(activity, "100");
        InvoiceDetails second = fixtures.aValidatedInvoice(activity, "50");
        UUID cheque = pay(first.id(), "150");
        useCredit(second.id(), "30");

        reverse(cheque);

        assertThat(get(first.id()).receivable().remaining()).isEqualTo(eur("120.00"));
        assertThat(get(second.id()).receivable().remaining()).isEqualTo(eur("60.00"));
        assertThat(balance("4191")).isEqualTo(Money.ZERO);
        assertThat(balance("512")).isEqualTo(Money.ZERO);
        assertThat(balance("445711")).isEqualTo(Money.ZERO);
        assertThat(balance("445881")).isEqualTo(eur("-30.00"));
        assertThat(openItems("4191")).isEmpty();
        assertThat(openItems("411")).as("only the two invoices wait").hasSize(2);
        assertThat(differences()).isEmpty();
    }

    @Test
    void a_payment_is_not_taken_back_while_somebody_uses_what_it_left() throws Exception {
        InvoiceDetails first = fixtures.aValidatedInvoice(activity, "100");
        InvoiceDetails second = fixtures.aValidatedInvoice(activity, "50");
        UUID cheque = pay(first.id(), "150");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> reversal = as(
                    accountant,
                    () -> new TransactionTemplate(transactions).execute(status -> {
                        useCredit(second.id(), "30");
                        Future<?> begun = threads.submit(() -> reverse(cheque));
                        await().until(() -> TestTenants.in(
                                tenant,
                                () -> jdbc.sql("SELECT EXISTS (SELECT FROM pg_stat_activity"
                                                + " WHERE usename = current_user AND wait_event_type = 'Lock')")
                                        .query(Boolean.class)
                                        .single()));
                        return begun;
                    }));

            assertThatThrownBy(reversal::get).hasCauseInstanceOf(ChangedMeanwhile.class);
        }
        reverse(cheque);

        assertThat(get(second.id()).receivable().remaining()).isEqualTo(eur("60.00"));
        assertThat(balance("4191")).isEqualTo(Money.ZERO);
        assertThat(differences()).isEmpty();
    }

    @Test
    void a_payment_taken_back_after_its_excess_was_given_back_is_owed_by_the_customer() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        UUID cheque = pay(invoice.id(), "125");
        giveBack("5");

        reverse(cheque);

        assertThat(balance("4191")).isEqualTo(eur("5.00"));
        assertThat(get(invoice.id()).customerCredit()).isEqualTo(eur("-5.00"));
        assertThat(differences()).isEmpty();
    }

    @Test
    void the_same_payment_typed_again_is_refused_unless_somebody_says_that_it_came_twice() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        pay(invoice.id(), "120");

        assertThatThrownBy(() -> pay(invoice.id(), "120")).isInstanceOf(OverPayment.class);
        as(
                accountant,
                () -> payments.record(
                        PaymentForm.transfer(invoice.id(), eur("120"), today).with(PaymentForm.Excess.KEPT)));

        assertThat(get(invoice.id()).customerCredit()).isEqualTo(eur("120.00"));
        assertThat(balance("4191")).isEqualTo(eur("-120.00"));
        assertThat(differences()).isEmpty();
    }

    @Test
    void what_is_settled_is_lettered_and_waits_again_once_the_payment_is_taken_back() {
        InvoiceDetails invoice = fixtures.aValidatedInvoice(activity, "100");
        pay(invoice.id(), "50");
        assertThat(openItems("411")).hasSize(2);
        as(accountant, () -> invoices.credit(invoice.id(), new CreditNoteForm("Remise", null, List.of(service("50")))));
        UUID last = pay(invoice.id(), "10");

        assertThat(openItems("411")).isEmpty();

        reverse(last);
        assertThat(openItems("411"))
                .as("invoice, first payment and credit note wait; the last payment is settled by its reversal")
                .hasSize(3);
        pay(invoice.id(), "10");
        assertThat(openItems("411")).isEmpty();
    }

    @Test
    void a_payment_on_two_invoices_letters_each_when_it_is_settled() {
        InvoiceDetails first = fixtures.aValidatedInvoice(activity, "100");
        InvoiceDetails second = fixtures.aValidatedInvoice(activity, "100");
        as(
                accountant,
                () -> payments.record(new PaymentForm(
                        today,
                        PaymentForm.Means.TRANSFER,
                        "",
                        List.of(
                                new PaymentForm.Part(first.id(), eur("120")),
                                new PaymentForm.Part(second.id(), eur("20"))),
                        null)));

        assertThat(openItems("411"))
                .extracting(Lettering.OpenItem::amount)
                .containsExactlyInAnyOrder(eur("120.00"), eur("-20.00"));
    }

    @Test
    void two_records_of_one_customer_become_one_and_their_invoices_stay() {
        CustomerForm form =
                as(accountant, () -> customers.get(activity.customer())).about();
        assertThat(as(accountant, () -> customers.alike(form)))
                .extracting(Customers.Alike::id)
                .containsExactly(activity.customer());
        UUID second = as(accountant, () -> customers.add(form)).id();
        InvoiceDetails old =
                fixtures.validated(tenant, InvoiceForm.of(activity.id(), second, "Vente", today, service("100")));
        InvoiceDetails draft = as(
                accountant,
                () -> invoices.draft(InvoiceForm.of(activity.id(), second, "Brouillon", today, service("10"))));
        InvoiceDetails own = fixtures.aValidatedInvoice(activity, "10");

        CustomerDetails kept = as(accountant, () -> customers.merge(second, activity.customer()));

        assertThat(kept.due()).isEqualTo(eur("132.00"));
        assertThat(get(draft.id()).about().customer()).isEqualTo(activity.customer());
        assertThat(get(old.id()).about().customer())
                .as("the paper keeps its buyer")
                .isEqualTo(second);
        CustomerDetails gone = as(accountant, () -> customers.get(second));
        assertThat(gone.archived()).isTrue();
        assertThat(gone.mergedInto()).isEqualTo(activity.customer());
        assertThatThrownBy(() -> as(accountant, () -> customers.archive(second, false)))
                .isInstanceOf(Customers.CustomerRefused.class);
        assertThatThrownBy(() -> as(accountant, () -> customers.merge(activity.customer(), second)))
                .isInstanceOf(Customers.CustomerRefused.class);
        assertThat(thirdParty(gone.code())).contains("réuni à " + kept.code());
        assertThat(as(
                                accountant,
                                () -> invoices.list(
                                        new InvoiceFilter(
                                                java.util.Set.of(), null, null, activity.customer(), null, null, null),
                                        null,
                                        null))
                        .items())
                .hasSize(3);
        // one payment for both: they are one customer now
        as(
                accountant,
                () -> payments.record(new PaymentForm(
                        today,
                        PaymentForm.Means.TRANSFER,
                        "",
                        List.of(new PaymentForm.Part(old.id(), eur("120")), new PaymentForm.Part(own.id(), eur("12"))),
                        null)));
        assertThat(openItems("411")).isEmpty();
        assertThat(differences()).isEmpty();
    }

    @Test
    void a_supplier_takes_back_part_of_its_invoice() {
        UUID supplier = aSupplier("Imprimerie").id();
        CostDetails invoice = purchase(CostKind.PURCHASE, supplier, "F-1", "120", "20");
        CostDetails note = purchase(CostKind.CREDIT, supplier, "A-1", "36", "6");

        assertThat(balance("611")).isEqualTo(eur("70.00"));
        assertThat(balance("44566")).isEqualTo(eur("14.00"));
        assertThat(balance("401")).isEqualTo(eur("-84.00"));
        assertThat(as(accountant, () -> expenses.list(CostKind.CREDIT, null, null, null, null, null))
                        .items())
                .singleElement()
                .satisfies(row -> assertThat(row.gross()).isEqualTo(eur("-36.00")));
        assertThat(differences()).isEmpty();

        as(accountant, () -> expenses.deduct(note.id(), invoice.id()));
        CostDetails paid = as(accountant, () -> expenses.pay(invoice.id(), today));

        assertThat(paid.state()).isEqualTo(CostState.PAID);
        assertThat(as(accountant, () -> expenses.get(note.id())).state()).isEqualTo(CostState.PAID);
        assertThat(balance("512")).isEqualTo(eur("-84.00"));
        assertThat(balance("401")).isEqualTo(Money.ZERO);
        assertThat(openItems("401")).isEmpty();
        assertThat(differences()).isEmpty();
    }

    @Test
    void a_suppliers_credit_note_is_given_back_or_settles_an_invoice_wholly() {
        UUID supplier = aSupplier("Imprimerie").id();
        CostDetails back = purchase(CostKind.CREDIT, supplier, "A-1", "12", "2");
        as(accountant, () -> expenses.pay(back.id(), today));
        assertThat(balance("512")).isEqualTo(eur("12.00"));
        CostDetails invoice = purchase(CostKind.PURCHASE, supplier, "F-2", "60", "10");
        CostDetails note = purchase(CostKind.CREDIT, supplier, "A-2", "60", "10");
        CostDetails more = purchase(CostKind.CREDIT, supplier, "A-3", "61", "10");

        assertThatThrownBy(() -> as(accountant, () -> expenses.deduct(more.id(), invoice.id())))
                .hasMessageContaining("cost-deduction-too-much");
        as(accountant, () -> expenses.deduct(note.id(), invoice.id()));

        assertThat(as(accountant, () -> expenses.get(invoice.id())).state()).isEqualTo(CostState.PAID);
        assertThat(balance("512")).as("no money moved").isEqualTo(eur("12.00"));
        assertThat(openItems("401")).as("only the third note waits").hasSize(1);
        assertThatThrownBy(() -> purchase(CostKind.CREDIT, supplier, "a-3 ", "61", "10"))
                .hasMessageContaining("purchase-twice");
        assertThat(differences()).isEmpty();
    }

    @Test
    void an_archived_supplier_gets_no_new_paper_and_is_paid_what_it_is_owed() {
        Supplier supplier = aSupplier("Imprimerie");
        CostDetails invoice = purchase(CostKind.PURCHASE, supplier.id(), "F-1", "120", "20");
        CostDetails draft =
                as(accountant, () -> expenses.draft(paper(CostKind.PURCHASE, supplier.id(), "F-2", "12", "2")));
        as(accountant, () -> suppliers.archive(supplier.id(), true));

        assertThatThrownBy(() -> purchase(CostKind.PURCHASE, supplier.id(), "F-3", "120", "20"))
                .isInstanceOf(InvalidField.class)
                .hasMessageContaining("supplier-archived");
        assertThatThrownBy(() -> as(accountant, () -> expenses.approve(draft.id())))
                .hasMessageContaining("supplier-archived");
        as(accountant, () -> expenses.pay(invoice.id(), today));
        assertThat(as(accountant, () -> suppliers.list(null, false, null, null)).items())
                .isEmpty();
        assertThat(as(accountant, () -> suppliers.list(null, true, null, null)).items())
                .hasSize(1);
    }

    @Test
    void two_records_of_one_supplier_become_one() {
        Supplier first = aSupplier("Imprimerie");
        Supplier second = aSupplier("IMPRIMERIE");
        CostDetails old = purchase(CostKind.PURCHASE, second.id(), "F-1", "120", "20");
        CostDetails draft =
                as(accountant, () -> expenses.draft(paper(CostKind.PURCHASE, second.id(), "F-2", "12", "2")));
        CostDetails twice =
                as(accountant, () -> expenses.draft(paper(CostKind.PURCHASE, first.id(), "f-2", "12", "2")));

        assertThatThrownBy(() -> as(accountant, () -> suppliers.merge(second.id(), first.id())))
                .hasMessageContaining("merge-same-reference");
        as(accountant, () -> {
            expenses.discard(twice.id(), twice.version());
            return suppliers.merge(second.id(), first.id());
        });

        assertThat(as(accountant, () -> expenses.get(draft.id())).about().supplier())
                .isEqualTo(first.id());
        assertThat(thirdParty(second.code())).contains("réuni à " + first.code());
        assertThatThrownBy(() -> purchase(CostKind.PURCHASE, first.id(), "F-1", "120", "20"))
                .as("the other record's paper counts")
                .hasMessageContaining("purchase-twice");
        as(accountant, () -> expenses.pay(old.id(), today));
        assertThat(openItems("401")).isEmpty();
        assertThat(differences()).isEmpty();
    }

    private Supplier aSupplier(String name) {
        return as(accountant, () -> suppliers.add(new SupplierForm(name, "732829320", null)));
    }

    private CostForm paper(CostKind kind, UUID supplier, String reference, String gross, String vat) {
        return new CostForm(
                kind,
                activity.id(),
                null,
                supplier,
                reference,
                "Affiches",
                today,
                null,
                List.of(new CostForm.CostLine(today, "Affiches", "subcontracting", eur(gross), eur(vat), null)));
    }

    private CostDetails purchase(CostKind kind, UUID supplier, String reference, String gross, String vat) {
        return as(
                accountant,
                () -> expenses.approve(expenses.draft(paper(kind, supplier, reference, gross, vat))
                        .id()));
    }

    private UUID pay(UUID invoice, String amount) {
        return as(accountant, () -> payments.record(PaymentForm.transfer(invoice, eur(amount), today)));
    }

    private UUID useCredit(UUID invoice, String amount) {
        return as(
                accountant,
                () -> payments.record(new PaymentForm(
                        today,
                        PaymentForm.Means.CREDIT,
                        "",
                        List.of(new PaymentForm.Part(invoice, eur(amount))),
                        null)));
    }

    private UUID giveBack(String amount) {
        return as(
                accountant,
                () -> payments.refundCredit(
                        new CreditRefundForm(activity.customer(), activity.id(), eur(amount), today, null, null)));
    }

    private void reverse(UUID payment) {
        as(accountant, () -> {
            payments.reverse(payment, null, "Impayé");
            return null;
        });
    }

    private InvoiceDetails get(UUID invoice) {
        return as(accountant, () -> invoices.get(invoice));
    }

    private Money balance(String account) {
        return in(
                tenant,
                () -> jdbc.sql("SELECT coalesce(sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id ="
                                + " l.account_id WHERE a.number = ?")
                        .param(account)
                        .query((row, n) -> Money.ofCents(row.getLong(1)))
                        .single());
    }

    private List<Lettering.OpenItem> openItems(String account) {
        return as(accountant, () -> lettering.open(account, null, null, 500)).items();
    }

    private String thirdParty(String code) {
        return in(
                tenant,
                () -> jdbc.sql("SELECT name FROM third_party WHERE code = ?")
                        .param(code)
                        .query(String.class)
                        .single());
    }

    private List<String> differences() {
        return as(
                accountant,
                () -> verifier.verify().faults().stream().map(Object::toString).toList());
    }
}
