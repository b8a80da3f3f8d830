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
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberFixtures;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EntrelacsTest
class InvoicesTest {

    @Autowired
    Activities activities;

    @Autowired
    Customers customers;

    @Autowired
    Quotes quotes;

    @Autowired
    Invoices invoices;

    @Autowired
    Payments payments;

    @Autowired
    LedgerSetup books;

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    Jobs jobs;

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
    void an_invoice_goes_from_draft_to_the_books() {
        UUID person = Ids.next();
        UUID owner =
                new MemberFixtures(members, contracts).aMember().person(person).in(tenant);
        Made mine = fixtures.anActivity().ownedBy(owner).withCustomer().in(tenant);
        Actor member = ActivityFixtures.member(tenant, person);

        InvoiceDetails draft = as(member, () -> invoices.draft(fixtures.services(mine, "1000")));
        InvoiceDetails submitted = as(member, () -> invoices.submit(draft.id(), draft.version()));
        assertThatThrownBy(() -> as(member, () -> invoices.validate(draft.id())))
                .isInstanceOf(NotAllowed.class);
        InvoiceDetails validated = as(accountant, () -> invoices.validate(draft.id()));

        assertThat(submitted.state()).isEqualTo(InvoiceState.SUBMITTED);
        assertThat(validated.number()).isEqualTo("F%d-00001".formatted(today.getYear()));
        assertThat(validated.state()).isEqualTo(InvoiceState.VALIDATED);
        assertThat(validated.totals().gross()).isEqualTo(eur("1200.00"));
        assertThat(validated.about().dueDate()).isEqualTo(today.plusDays(30));
        assertThat(lines(validated.entry()))
                .containsExactly(tuple("411", "1200.00"), tuple("706", "-1000.00"), tuple("445881", "-200.00"));
        assertThat(as(member, () -> invoices.get(draft.id())).state()).isEqualTo(InvoiceState.VALIDATED);
    }

    @Test
    void vat_on_goods_is_due_at_once_and_on_services_when_the_customer_pays() {
        InvoiceDetails invoice = fixtures.validated(
                tenant,
                InvoiceForm.of(
                        activity.id(),
                        activity.customer(),
                        "Mixte",
                        today,
                        service("100"),
                        goods("50", "reduced"),
                        goods("10", "normal")));

        assertThat(lines(invoice.entry()))
                .containsExactlyInAnyOrder(
                        tuple("411", "184.75"),
                        tuple("706", "-100.00"),
                        tuple("707", "-60.00"),
                        tuple("445711", "-2.00"),
                        tuple("445713", "-2.75"),
                        tuple("445881", "-20.00"));
    }

    @Test
    void an_activity_that_opted_for_debits_owes_all_its_vat_at_once() {
        Made onDebits = fixtures.anActivity().payingVatOnDebits().withCustomer().in(tenant);

        InvoiceDetails invoice = fixtures.aValidatedInvoice(onDebits, "100");

        assertThat(lines(invoice.entry()))
                .containsExactlyInAnyOrder(tuple("411", "120.00"), tuple("706", "-100.00"), tuple("445711", "-20.00"));
    }

    @Test
    void what_the_law_asks_for_is_named_field_by_field() {
        Made other = fixtures.anActivity()
                .withCustomer(new CustomerForm(
                        CustomerKind.BUSINESS,
                        "Sans adresse",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null))
                .in(tenant);
        InvoiceForm bare = new InvoiceForm(
                other.id(),
                other.customer(),
                "",
                "",
                "",
                null,
                null,
                null,
                null,
                List.of(new Line("", "", null, null, null, null, null, null)));
        InvoiceDetails draft = as(accountant, () -> invoices.draft(bare));

        assertThat(draft.missing())
                .extracting(InvoiceDetails.Missing::field)
                .contains(
                        "customer.billing",
                        "customer.siren",
                        "lines[0].label",
                        "lines[0].vat",
                        "suppliedFrom",
                        "lines");
        assertThatThrownBy(() -> as(accountant, () -> invoices.validate(draft.id())))
                .isInstanceOfSatisfying(
                        InvalidFields.class,
                        refusal -> assertThat(refusal.fields()).hasSameSizeAs(draft.missing()));
        assertThat(count("SELECT count(*) FROM document_number WHERE last > 0")).isZero();
    }

    @Test
    void a_reverse_charge_asks_for_the_buyers_vat_number() {
        InvoiceForm form = InvoiceForm.of(
                activity.id(),
                activity.customer(),
                "Export",
                today,
                Line.of("Étude", "1", "C62", "100", "reverse-charge-eu-services", Nature.SERVICES));
        InvoiceDetails draft = as(accountant, () -> invoices.draft(form));

        assertThatThrownBy(() -> as(accountant, () -> invoices.validate(draft.id())))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refusal -> assertThat(refusal.field()).isEqualTo("customer.vatNumber"));
    }

    @Test
    void a_draft_is_saved_as_one_types_and_a_stale_save_is_refused() {
        InvoiceDetails draft = as(accountant, () -> invoices.draft(fixtures.services(activity, "100")));
        InvoiceForm longer = InvoiceForm.of(
                activity.id(), activity.customer(), "Conseil", today, service("100"), service("50"), service("25"));

        InvoiceDetails saved = as(accountant, () -> invoices.change(draft.id(), draft.version(), longer));
        InvoiceDetails shorter =
                as(accountant, () -> invoices.change(draft.id(), saved.version(), fixtures.services(activity, "7")));

        assertThat(saved.totals().net()).isEqualTo(eur("175.00"));
        assertThat(shorter.about().lines()).hasSize(1);
        assertThat(shorter.version()).isGreaterThan(saved.version());
        assertThatThrownBy(() -> as(accountant, () -> invoices.change(draft.id(), draft.version(), longer)))
                .isInstanceOf(ChangedMeanwhile.class);
    }

    @Test
    void members_see_only_the_documents_of_their_activities() {
        UUID person = Ids.next();
        UUID owner =
                new MemberFixtures(members, contracts).aMember().person(person).in(tenant);
        Made mine = fixtures.anActivity().ownedBy(owner).withCustomer().in(tenant);
        Actor member = ActivityFixtures.member(tenant, person);
        InvoiceDetails own = as(member, () -> invoices.draft(fixtures.services(mine, "10")));
        InvoiceDetails other = as(accountant, () -> invoices.draft(fixtures.services(activity, "20")));

        assertThat(as(member, () -> invoices.list(InvoiceFilter.ALL, null, null))
                        .items())
                .extracting(InvoiceRow::id)
                .containsExactly(own.id());
        assertThat(as(accountant, () -> invoices.list(InvoiceFilter.ALL, null, null))
                        .items())
                .hasSize(2);
        assertThatThrownBy(() -> as(member, () -> invoices.get(other.id()))).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> as(member, () -> invoices.pdf(other.id()))).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> as(member, () -> invoices.submit(other.id(), other.version())))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> as(member, () -> invoices.draft(fixtures.services(activity, "1"))))
                .isInstanceOf(NotFound.class);
        assertThat(as(member, () -> activities.list(null, null, null)).items())
                .extracting(ActivityRow::id)
                .containsExactly(mine.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE invoice SET subject = 'x'",
                "UPDATE invoice SET net_cents = 1, vat_cents = 0, gross_cents = 1",
                "UPDATE invoice SET state = 'DRAFT', number = NULL",
                "DELETE FROM invoice",
                "UPDATE invoice_line SET label = 'x'",
                "DELETE FROM invoice_line",
                "INSERT INTO invoice_line SELECT invoice_id, 1, label, description, quantity, unit, unit_price,"
                        + " discount, vat, nature, net_cents FROM invoice_line",
                "UPDATE invoice_vat SET vat_cents = 0",
                "DELETE FROM invoice_vat",
                "INSERT INTO invoice_vat SELECT invoice_id, 'reduced', goods, category, rate, 0, 0 FROM invoice_vat",
                "TRUNCATE invoice CASCADE",
                "UPDATE document_number SET last = last - 1",
                "UPDATE document_number SET last = last + 2",
                "DELETE FROM document_number",
                "UPDATE receivable SET paid_cents = total_cents + 1",
                "DELETE FROM receivable"
            })
    void nothing_of_a_validated_invoice_can_be_changed_even_in_sql(String attack) {
        fixtures.aValidatedInvoice(activity, "100");

        assertThatThrownBy(() -> in(tenant, () -> jdbc.sql(attack).update())).isInstanceOf(DataAccessException.class);
    }

    @Test
    void numbers_have_no_gap_when_eight_validate_at_once_and_some_fail() throws Exception {
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        List<UUID> drafts = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            drafts.add(as(accountant, () -> invoices.draft(fixtures.services(activity, "10")))
                    .id());
        }

        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            UUID id = drafts.get(i);
            boolean fails = i % 5 == 1;
            work.add(() -> {
                while (true) {
                    try {
                        return as(
                                accountant,
                                () -> transaction.execute(status -> {
                                    invoices.validate(id);
                                    if (fails) {
                                        status.setRollbackOnly();
                                    }
                                    return !fails;
                                }));
                    } catch (CannotCreateTransactionException busy) {
                        // the tenant's few connections were all taken for longer than one waits for them: nothing has
                        // begun
                        Thread.onSpinWait();
                    }
                }
            });
        }

        int done = 0;
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> each : threads.invokeAll(work)) {
                done += each.get() ? 1 : 0;
            }
        }

        List<String> numbers = in(
                tenant,
                () -> jdbc.sql("SELECT number FROM invoice WHERE number IS NOT NULL ORDER BY number")
                        .query(String.class)
                        .list());
        assertThat(done).isEqualTo(19);
        assertThat(numbers)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, done)
                        .mapToObj(i -> "F%d-%05d".formatted(today.getYear(), i))
                        .toList());
    }

    @Test
    void numbers_follow_dates() {
        fixtures.validated(tenant, fixtures.services(activity, "10").issuedOn(today.minusDays(1)));

        assertThatThrownBy(() -> fixtures.validated(
                        tenant, fixtures.services(activity, "10").issuedOn(today.minusDays(2))))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("date-before-last-number"));
        assertThatThrownBy(() -> fixtures.validated(
                        tenant, fixtures.services(activity, "10").issuedOn(today.plusDays(1))))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("date-in-future"));
    }

    @Test
    void a_batch_validates_all_but_the_bad_one_and_says_why() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(as(accountant, () -> invoices.draft(fixtures.services(activity, "10")))
                    .id());
        }
        UUID bad = as(
                        accountant,
                        () -> invoices.draft(new InvoiceForm(
                                activity.id(), activity.customer(), "", "", "", today, null, null, null, List.of())))
                .id();
        ids.add(2, bad);

        BatchValidation batch = as(accountant, () -> invoices.validate(ids));

        assertThat(batch.validated()).hasSize(5);
        assertThat(batch.refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.invoice()).isEqualTo(bad));
        assertThat(as(accountant, () -> invoices.validate(ids)).refused()).hasSize(6);
    }

    @Test
    void a_batch_goes_on_when_the_books_refuse_one() {
        UUID ok = as(accountant, () -> invoices.draft(fixtures.services(activity, "10")))
                .id();
        UUID before = as(
                        accountant,
                        () -> invoices.draft(
                                fixtures.services(activity, "10").issuedOn(LocalDate.of(today.getYear() - 1, 12, 31))))
                .id();

        BatchValidation batch = as(accountant, () -> invoices.validate(List.of(before, ok)));

        assertThat(batch.validated())
                .extracting(BatchValidation.Validated::invoice)
                .containsExactly(ok);
        assertThat(batch.refused()).extracting(BatchValidation.Refused::invoice).containsExactly(before);
    }

    @Test
    void a_quote_becomes_an_invoice_in_one_act_and_only_once() {
        QuoteDetails quote = as(
                accountant,
                () -> quotes.draft(QuoteForm.of(
                        activity.id(), activity.customer(), "Site web", service("1000"), goods("200", "reduced"))));
        QuoteDetails sent = as(accountant, () -> quotes.send(quote.id(), quote.version()));

        InvoiceDetails invoice = as(accountant, () -> quotes.invoice(quote.id(), null));

        assertThat(sent.number()).isEqualTo("D%d-00001".formatted(today.getYear()));
        assertThat(invoice.about().lines()).isEqualTo(quote.about().lines());
        assertThat(as(accountant, () -> quotes.get(quote.id())).state()).isEqualTo(QuoteState.ACCEPTED);
        assertThatThrownBy(() -> as(accountant, () -> quotes.invoice(quote.id(), null)))
                .isInstanceOf(QuoteInvoiced.class);
        assertThatThrownBy(() -> as(accountant, () -> quotes.change(quote.id(), sent.version(), quote.about())))
                .isInstanceOf(Exception.class);
    }

    @Test
    void a_quote_is_invoiced_by_parts_to_the_last_cent() {
        QuoteDetails quote = as(
                accountant,
                () -> quotes.draft(QuoteForm.of(
                        activity.id(), activity.customer(), "Site web", service("999.99"), goods("10.01", "reduced"))));
        as(accountant, () -> quotes.send(quote.id(), quote.version()));

        Money first = as(accountant, () -> quotes.invoice(quote.id(), coop.entrelacs.shared.Rate.percent("30")))
                .totals()
                .net();
        Money rest =
                as(accountant, () -> quotes.invoice(quote.id(), null)).totals().net();

        assertThat(first).isEqualTo(eur("303.00"));
        assertThat(first.plus(rest)).isEqualTo(eur("1010.00"));
        assertThatThrownBy(
                        () -> as(accountant, () -> quotes.invoice(quote.id(), coop.entrelacs.shared.Rate.percent("1"))))
                .isInstanceOf(QuoteInvoiced.class);
    }

    private List<org.assertj.core.groups.Tuple> lines(Long entry) {
        return in(tenant, () -> LedgerLines.of(jdbc, entry)).stream()
                .map(line -> tuple(line.account(), line.amount().toString()))
                .toList();
    }

    private long count(String sql) {
        return in(tenant, () -> jdbc.sql(sql).query(Long.class).single());
    }

    @Test
    void a_member_presents_the_activity_and_does_not_say_where_its_customers_pay() {
        UUID person = Ids.next();
        UUID owner =
                new MemberFixtures(members, contracts).aMember().person(person).in(tenant);
        Made mine = fixtures.anActivity().ownedBy(owner).in(tenant);
        Actor member = ActivityFixtures.member(tenant, person);
        ActivityDetails seen = as(member, () -> activities.get(mine.id()));

        ActivityDetails renamed = as(
                member, () -> activities.change(mine.id(), seen.version(), with(seen.about(), "Plumes & Cie", null)));

        assertThat(renamed.about().tradeName()).isEqualTo("Plumes & Cie");
        ActivityForm diverted = with(seen.about(), "Plumes & Cie", "FR7630006000011234567890189");
        assertThatThrownBy(() -> as(member, () -> activities.change(mine.id(), renamed.version(), diverted)))
                .isInstanceOf(NotAllowed.class);
        assertThat(as(accountant, () -> activities.change(mine.id(), renamed.version(), diverted))
                        .about()
                        .iban())
                .isEqualTo("FR7630006000011234567890189");
    }

    @Test
    void a_long_batch_is_a_job_whose_report_names_the_refused() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(as(accountant, () -> invoices.draft(fixtures.services(activity, "10")))
                    .id());
        }
        ids.add(as(
                        accountant,
                        () -> invoices.draft(new InvoiceForm(
                                activity.id(),
                                activity.customer(),
                                "Sans ligne",
                                "",
                                "",
                                today,
                                null,
                                null,
                                null,
                                List.of())))
                .id());

        UUID job = as(accountant, () -> invoices.validateLater(ids));

        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> as(accountant, () -> jobs.get(job).state().ended()));
        var report = as(accountant, () -> jobs.get(job)).report();
        assertThat(report).isNotNull();
        assertThat(report.counts()).containsEntry("invoicesValidated", 3L).containsEntry("invoicesRefused", 1L);
        assertThat(report.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.arguments().getFirst()).contains("Sans ligne"));
    }

    private static ActivityForm with(ActivityForm form, String name, String iban) {
        return new ActivityForm(
                form.code(),
                name,
                form.trade(),
                form.address(),
                form.email(),
                form.phone(),
                form.website(),
                iban,
                form.bic(),
                form.defaultVat(),
                form.defaultNature(),
                form.vatOnDebits(),
                form.paymentDays(),
                form.endOfMonth(),
                form.openedOn());
    }
}
