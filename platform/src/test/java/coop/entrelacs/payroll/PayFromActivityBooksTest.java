package coop.entrelacs.payroll;

import static coop.entrelacs.TestTenants.actor;
import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityFixtures;
import coop.entrelacs.activities.ActivityForm;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberFixtures;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An entrepreneur's pay from the books of their activity: outlook, choice, smoothing, advances, true-up, and who may look. */
@EntrelacsTest
class PayFromActivityBooksTest {

    @Autowired
    PaySimulator simulator;

    @Autowired
    PayChoices choices;

    @Autowired
    PaySmoothings smoothings;

    @Autowired
    PayTermsHistory terms;

    @Autowired
    PayAdvances advances;

    @Autowired
    AnnualTrueUps trueUps;

    @Autowired
    PayPeople people;

    @Autowired
    PayProfiles profiles;

    @Autowired
    PayslipNews news;

    @Autowired
    Payslips payslips;

    @Autowired
    PayrollRuns runs;

    @Autowired
    PayrollExports exports;

    @Autowired
    PayrollSettingsHistory settings;

    @Autowired
    Activities activities;

    @Autowired
    Customers customers;

    @Autowired
    Invoices invoices;

    @Autowired
    Ledger ledger;

    @Autowired
    LedgerSetup books;

    @Autowired
    FiscalYears years;

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    Audit audit;

    @Autowired
    Jobs jobs;

    @Autowired
    Clock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    TenantId coop;
    Actor officer;
    Actor manager;
    Actor self;
    UUID ines;
    ActivityFixtures.Made activity;
    YearMonth month;

    @BeforeEach
    void anEntrepreneurWithAnActivity() {
        KnownLaw.assumed(clock);
        coop = tenants.aCooperative();
        officer = actor(coop, Role.PAYROLL_OFFICER);
        manager = actor(coop, Role.MANAGER);
        UUID person = Ids.next();
        self = actor(coop, person, Role.MEMBER);
        month = YearMonth.now(clock);
        LocalDate january = LocalDate.of(month.getYear(), 1, 1);
        in(coop, () -> {
            books.open(LedgerSetup.DEFAULT_CHART, january, january.withMonth(12).withDayOfMonth(31));
            settings.hold(new PayrollSettings(
                    january,
                    new Establishment(60, Rate.percent("2.08"), Rate.percent("2.95"), false, Rate.ZERO),
                    new PayInput.HealthCover(Money.of("40"), Rate.percent("50")),
                    "73282932000074",
                    "8299Z",
                    "Syntec"));
            return null;
        });
        ines = new MemberFixtures(members, contracts)
                .aMember()
                .person(person)
                .withCesa(january, Money.of("520"), new BigDecimal("43.33"))
                .in(coop);
        activity = new ActivityFixtures(activities, customers, invoices, books, clock)
                .anActivity()
                .ownedBy(ines)
                .withCustomer()
                .in(coop);
    }

    private void earned(String net) {
        booked("512", "706", net, LocalDate.now(clock));
    }

    private void booked(String debit, String credit, String amount, LocalDate day) {
        in(
                coop,
                () -> ledger.post(new JournalEntry(
                        "BQ",
                        day,
                        "Vente payée",
                        null,
                        null,
                        null,
                        List.of(
                                JournalLine.debit(debit, Money.of(amount)).on(activity.id()),
                                JournalLine.credit(credit, Money.of(amount)).on(activity.id())))));
    }

    private static <T> T refused(String code, java.util.concurrent.Callable<T> work) {
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(work::call)
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code));
        return null;
    }

    private void ended(UUID job) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> in(coop, () -> jobs.get(job)).state().ended());
    }

    private List<String> trace(String subject) {
        return as(manager, () -> audit.newest(subject, null, 50)).items().stream()
                .map(entry -> entry.action())
                .toList();
    }

    @Test
    void an_unpaid_invoice_is_result_but_not_cash_until_its_customer_pays() {
        // given: 1,000 EUR at hand, an invoice of 2,000 + VAT that nobody paid
        earned("1000");
        var invoice =
                new ActivityFixtures(activities, customers, invoices, books, clock).aValidatedInvoice(activity, "2000");

        // when
        PayOutlook outlook = as(self, () -> simulator.outlook(ines, month));

        // then: what is paid today rests on cash alone
        assertThat(outlook.possible().turnover()).isEqualTo(Money.of("3000"));
        assertThat(outlook.possible().bound()).isEqualTo(PayFromActivity.Bound.CASH);
        assertThat(outlook.highestBudgetIf(Set.of())).isEqualTo(Money.of("1000"));
        assertThat(outlook.expected()).singleElement().satisfies(one -> {
            assertThat(one.owed()).isEqualTo(Money.of("2400"));
            assertThat(one.cash()).isEqualTo(Money.of("2000"));
        });

        // and if the customer pays, it is both
        assertThat(outlook.highestBudgetIf(Set.of(invoice.id()))).isEqualTo(Money.of("3000"));
    }

    @Test
    void the_contract_keeps_its_part_and_says_how_much_activity_it_expects() {
        earned("6000");
        as(officer, () -> {
            terms.hold(ines, new PayTerms(month.atDay(1), Rate.percent("10"), Money.of("120000")));
            return null;
        });

        PayOutlook outlook = as(self, () -> simulator.outlook(ines, month));

        assertThat(outlook.possible().highestBudget()).isEqualTo(Money.of("5400"));
        assertThat(outlook.expectedTurnover()).isEqualTo(Money.of("10000"));
        assertThat(outlook.belowMinimumActivity()).isTrue();
        assertThat(outlook.variableBudget()).isEqualTo(Money.of("5400").minus(outlook.fixedCost()));
    }

    @Test
    void a_member_chooses_within_what_the_activity_can_pay() {
        earned("1500");

        refused(
                "pay-above-possible",
                () -> as(self, () -> {
                    choices.choose(ines, month, budget("1500.01"));
                    return null;
                }));
        as(self, () -> {
            choices.choose(ines, month, budget("1500"));
            return null;
        });

        assertThat(as(self, () -> choices.get(ines, month)).orElseThrow().amount())
                .isEqualTo(Money.of("1500"));
    }

    @Test
    void the_fixed_part_is_owed_even_where_the_activity_has_nothing() {
        as(self, () -> {
            choices.choose(ines, month, new PayChoice(PayChoice.Kind.GROSS, Money.of("520"), null, null));
            return null;
        });
        refused(
                "pay-above-possible",
                () -> as(self, () -> {
                    choices.choose(ines, month, new PayChoice(PayChoice.Kind.GROSS, Money.of("521"), null, null));
                    return null;
                }));
    }

    private static PayChoice budget(String amount) {
        return new PayChoice(PayChoice.Kind.EMPLOYER_COST, Money.of(amount), null, null);
    }

    @Test
    void a_smoothing_pays_every_month_its_part_and_keeps_the_rest_for_later() {
        // given
        earned("10000.00");

        // when: spread over three months
        PaySmoothing plan = as(self, () -> smoothings.spread(ines, month, 3, Money.of("10000")));

        // then: to the cent, the first month bears the cent left over
        assertThat(plan.parts())
                .extracting(PaySmoothing.Part::budget)
                .containsExactly(Money.of("3333.34"), Money.of("3333.33"), Money.of("3333.33"));
        assertThat(as(self, () -> simulator.possible(ines, month)).orElseThrow().highestBudget())
                .isEqualTo(Money.of("3333.34"));
        assertThat(as(officer, () -> people.list(month, PayPeople.Which.PAID, null, null, 10))
                        .items())
                .singleElement()
                .satisfies(one -> assertThat(one.why()).isEqualTo(PayPerson.Why.SMOOTHED));

        // and the run follows
        PayrollRun run = preview();
        assertThat(run.employerCost()).isLessThanOrEqualTo(Money.of("3333.34"));
        assertThat(run.employerCost()).isGreaterThan(Money.of("3333.00"));

        // and no second plan takes the same months, nor does what is kept for later go twice
        refused("pay-smoothed-already", () -> as(officer, () -> smoothings.spread(ines, month, 2, Money.of("10"))));
        refused("pay-above-possible", () -> as(self, () -> smoothings.spread(ines, month, 2, Money.of("9000"))));
    }

    @Test
    void a_smoothing_ends_and_its_months_are_free_again() {
        earned("9000");
        PaySmoothing plan = as(self, () -> smoothings.spread(ines, month, 3, Money.of("9000")));

        as(self, () -> {
            smoothings.end(ines, plan.id(), month.plusMonths(1));
            return null;
        });

        assertThat(as(self, () -> simulator.possible(ines, month)).orElseThrow().highestBudget())
                .isEqualTo(Money.of("9000"));
        refused(
                "month-approved",
                () -> as(self, () -> {
                    smoothings.end(ines, plan.id(), month.plusMonths(2));
                    return null;
                }));
        assertThat(as(self, () -> smoothings.spread(ines, month.plusMonths(1), 2, Money.of("100")))
                        .parts())
                .hasSize(2);
    }

    @Test
    void the_database_refuses_a_smoothing_that_does_not_add_up() {
        assertThatThrownBy(() -> in(
                        coop,
                        () -> jdbc.sql("""
                                INSERT INTO pay_smoothing (id, member_id, total_cents, months, first_month, chosen_by, chosen_at)
                                VALUES (?, ?, 1000, 2, '2026-01-01', ?, now())""").params(Ids.next(), ines, Ids.next()).update()))
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void an_advance_is_booked_as_owed_back_and_stays_within_the_months_pay() {
        earned("2000");
        Money net =
                as(self, () -> simulator.simulate(ines, month, budget("2000"))).netPaid();

        as(officer, () -> advances.pay(ines, LocalDate.now(clock), Money.of("500")));

        assertThat(as(self, () -> advances.of(ines)))
                .singleElement()
                .satisfies(one -> assertThat(one.open()).isEqualTo(Money.of("500")));
        assertThat(as(self, () -> simulator.outlook(ines, month)).openAdvances())
                .isEqualTo(Money.of("500"));
        // an advance is part of the pay to come: what may be paid stays the same, what may be advanced shrinks
        assertThat(as(self, () -> simulator.possible(ines, month)).orElseThrow().highestBudget())
                .isEqualTo(Money.of("2000"));
        refused(
                "advance-above-possible",
                () -> as(officer, () -> advances.pay(ines, LocalDate.now(clock), net.minus(Money.of("499.99")))));
    }

    @Test
    void the_true_up_of_a_closed_year_is_due_a_month_after_the_meeting_and_paid_by_a_run() {
        // given: last year earned 4,000 and paid 1,000
        LocalDate first = LocalDate.of(month.getYear() - 1, 1, 1);
        LocalDate last = first.withMonth(12).withDayOfMonth(31);
        in(coop, () -> years.open(first, last));
        UUID theo = new MemberFixtures(members, contracts)
                .aMember()
                .withCesa(first, Money.of("520"), new BigDecimal("43.33"))
                .in(coop);
        UUID his = in(
                coop,
                () -> activities
                        .open(ActivityForm.of("THEO", "Chez Théo", "Vélos", first), MemberShare.whole(theo))
                        .id());
        activity = new ActivityFixtures.Made(coop, his, List.of());
        booked("512", "706", "4000", last);
        booked("641", "512", "1000", last);
        LocalDate approved = LocalDate.now(clock);

        // when
        UUID job = as(manager, () -> trueUps.draw(first, approved));
        ended(job);
        ended(as(manager, () -> trueUps.draw(first, approved)));

        // then
        AnnualTrueUp due = as(officer, () -> trueUps.open()).stream()
                .filter(one -> one.member().equals(theo))
                .findFirst()
                .orElseThrow();
        assertThat(due.amount()).isEqualTo(Money.of("3000"));
        assertThat(due.dueBy()).isEqualTo(approved.plusMonths(1));
        assertThat(as(officer, () -> simulator.possible(theo, month))
                        .orElseThrow()
                        .owedBefore())
                .isEqualTo(Money.of("3000"));

        // when a run is to pay it
        PayChoice with = as(officer, () -> trueUps.settle(due.id(), month));

        // then it comes on top of the fixed part, once
        Money fixedCost = as(officer, () -> simulator.outlook(theo, month)).fixedCost();
        assertThat(with.amount()).isEqualTo(fixedCost.plus(Money.of("3000")));
        refused("true-up-settled", () -> as(officer, () -> trueUps.settle(due.id(), month)));
        assertThat(as(officer, () -> trueUps.open())).isEmpty();
    }

    @Test
    void a_cape_holder_is_named_as_not_paid_with_the_reason() {
        new MemberFixtures(members, contracts)
                .aMember()
                .withCape(month.atDay(1))
                .in(coop);

        assertThat(as(officer, () -> people.counts(month))).isEqualTo(new PayPeople.Counts(1, 1, 1, 0));
        assertThat(as(officer, () -> people.list(month, PayPeople.Which.NOT_PAID, null, null, 10))
                        .items())
                .singleElement()
                .satisfies(one -> assertThat(one.why()).isEqualTo(PayPerson.Why.SUPPORT_ONLY));
    }

    @Test
    void a_new_slip_waits_for_its_member_until_it_is_opened() {
        PayrollRun preview = preview();
        ended(as(manager, () -> runs.approve(preview.id(), preview.version())).job());

        assertThat(as(self, () -> news.mine())).singleElement().satisfies(one -> {
            assertThat(one.month()).isEqualTo(month);
            // whoever pays looks at it too: it still waits for its member
            as(officer, () -> payslips.sheet(one.payslip()));
            assertThat(as(self, () -> news.mine())).hasSize(1);
            assertThat(as(self, () -> payslips.sheet(one.payslip())).entry()).isNotNull();
        });
        assertThat(as(self, () -> news.mine())).isEmpty();
    }

    @Test
    void a_slip_is_printed_under_the_headings_of_the_law_in_their_order_with_the_years_sums() throws Exception {
        PayrollRun preview = preview();
        ended(as(manager, () -> runs.approve(preview.id(), preview.version())).job());
        PayslipRow row = as(self, () -> payslips.ofMember(ines)).getFirst();

        String text;
        try (PDDocument paper = Loader.loadPDF(as(self, () -> payslips.pdf(row.id())))) {
            text = new PDFTextStripper().getText(paper);
            assertThat(paper.getNumberOfPages()).isEqualTo(1);
        }

        // the font's ligatures are drawn as one glyph, which a plain reading of the text leaves out: words without them
        assertThat(text)
                .containsSubsequence(
                        "Salaire brut",
                        "Santé",
                        "Accidents du travail",
                        "Retraite",
                        "Famille",
                        "Assurance chômage",
                        "ons dues par l’employeur",
                        "Montant net social",
                        "Net à payer avant impôt sur le revenu",
                        "Impôt sur le revenu",
                        "Net payé",
                        "Total versé par l’employeur");
        // the employer's own contributions are one line, not ten
        assertThat(text).doesNotContain("dialogue social").contains("Cumul net payé");
        // and what was archived never changes
        assertThat(as(self, () -> payslips.pdf(row.id()))).isEqualTo(as(self, () -> payslips.pdf(row.id())));
        assertThatThrownBy(() -> in(
                        coop,
                        () -> jdbc.sql("UPDATE payslip SET document_id = NULL").update()))
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void every_look_at_anothers_pay_leaves_a_trace_and_ones_own_does_not() {
        earned("900");
        String subject = "member:" + ines;
        as(self, () -> {
            simulator.outlook(ines, month);
            choices.get(ines, month);
            smoothings.of(ines);
            terms.of(ines);
            advances.of(ines);
            trueUps.of(ines);
            payslips.ofMember(ines);
            return payslips.years(ines);
        });
        assertThat(trace(subject)).noneMatch(action -> action.contains("pay") || action.contains("true-up"));

        as(officer, () -> {
            simulator.outlook(ines, month);
            choices.get(ines, month);
            smoothings.of(ines);
            terms.of(ines);
            advances.of(ines);
            trueUps.of(ines);
            payslips.ofMember(ines);
            return payslips.years(ines);
        });
        assertThat(trace(subject))
                .contains(
                        "pay.simulated",
                        "pay-choice.read",
                        "pay-smoothing.read",
                        "pay-terms.read",
                        "pay-advances.read",
                        "true-ups.listed")
                .filteredOn(action -> action.equals("payslips.listed"))
                .hasSize(2);
        as(officer, () -> people.list(month, null, null, null, 10));
        assertThat(trace("month:" + month)).containsExactly("pay-people.listed");
    }

    @Test
    void the_payment_file_leaves_a_trace_each_time_it_goes_out() {
        as(officer, () -> {
            profiles.change(
                    ines, 0, new PayProfile(false, Rate.ZERO, true, null, null, null, "FR7630006000011234567890189"));
            return null;
        });
        PayrollRun preview = preview();
        ended(as(manager, () -> runs.approve(preview.id(), preview.version())).job());

        byte[] file = as(officer, () -> exports.paymentFile(preview.id()));

        assertThat(new String(file, java.nio.charset.StandardCharsets.UTF_8)).contains("FR7630006000011234567890189");
        assertThat(trace("payroll-run:" + preview.id())).contains("payment-file.read");
        assertThatThrownBy(() -> as(self, () -> exports.paymentFile(preview.id())))
                .isInstanceOf(coop.entrelacs.shared.Refusal.class);
    }

    @Test
    void what_is_anothers_does_not_exist_for_a_member() {
        Actor theo = actor(coop, Ids.next(), Role.MEMBER);
        for (java.util.concurrent.Callable<?> look : List.<java.util.concurrent.Callable<?>>of(
                () -> as(theo, () -> simulator.outlook(ines, month)),
                () -> as(theo, () -> smoothings.of(ines)),
                () -> as(theo, () -> smoothings.spread(ines, month, 3, Money.of("10"))),
                () -> as(theo, () -> advances.of(ines)),
                () -> as(theo, () -> terms.of(ines)),
                () -> as(theo, () -> trueUps.of(ines)))) {
            assertThatThrownBy(look::call).isInstanceOf(NotFound.class);
        }
    }

    @Test
    void the_api_says_what_an_invoice_would_change() {
        earned("1000");
        var invoice =
                new ActivityFixtures(activities, customers, invoices, books, clock).aValidatedInvoice(activity, "2000");

        HttpResponse<String> answer = tokens.api(
                tokens.token(coop, Role.PAYROLL_OFFICER),
                "GET",
                "/api/" + coop + "/payroll/members/" + ines + "/outlook/" + month + "?paid=" + invoice.id());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var read = tokens.read(answer);
        assertThat(read.get("highestBudget").asString()).isEqualTo("1000.00");
        assertThat(read.get("highestBudgetIfPaid").asString()).isEqualTo("3000.00");
        assertThat(read.get("boundBy").asString()).isEqualTo("CASH");
        assertThat(read.get("steps").get(0).get("code").asString()).isEqualTo("turnover");
    }

    private PayrollRun preview() {
        PayrollRuns.Started started = as(officer, () -> runs.start(month, month.atEndOfMonth()));
        ended(started.job());
        return as(officer, () -> runs.get(started.run()));
    }
}
