package coop.entrelacs.payroll;

import static coop.entrelacs.TestTenants.actor;
import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityFixtures;
import coop.entrelacs.activities.Customers;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.Jobs;
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
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A month's payroll from preview to the books, the papers and the bank, with its faults. */
@EntrelacsTest
class PayrollRunsTest {

    private static final YearMonth MARCH = YearMonth.of(2026, 3);
    private static final LocalDate PAY_DAY = LocalDate.of(2026, 3, 31);
    private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);

    @Autowired
    PayrollRuns runs;

    @Autowired
    Payslips payslips;

    @Autowired
    PayProfiles profiles;

    @Autowired
    PayChoices choices;

    @Autowired
    PayrollSettingsHistory settings;

    @Autowired
    PreviewJob previewJob;

    @Autowired
    PostingJob postingJob;

    @Autowired
    PaymentJob paymentJob;

    @Autowired
    PaySimulator simulator;

    @Autowired
    Activities activities;

    @Autowired
    Customers customers;

    @Autowired
    Invoices invoices;

    @Autowired
    Ledger ledger;

    @Autowired
    Clock clock;

    @Autowired
    LedgerSetup books;

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    Documents documents;

    @Autowired
    Jobs jobs;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestTenants tenants;

    TenantId coop;
    Actor officer;
    Actor manager;
    MemberFixtures fixtures;

    @BeforeEach
    void aCooperativeThatPays() {
        coop = tenants.aCooperative();
        officer = actor(coop, Role.PAYROLL_OFFICER);
        manager = actor(coop, Role.MANAGER);
        fixtures = new MemberFixtures(members, contracts);
        in(coop, () -> {
            books.open(LedgerSetup.DEFAULT_CHART, JANUARY, LocalDate.of(2026, 12, 31));
            settings.hold(new PayrollSettings(
                    JANUARY,
                    new Establishment(60, Rate.percent("2.08"), Rate.percent("2.95"), false, Rate.ZERO),
                    new PayInput.HealthCover(Money.of("40"), Rate.percent("50")),
                    "73282932000074",
                    "8299Z",
                    "Syntec"));
            return null;
        });
    }

    private UUID entrepreneur(String pay) {
        return fixtures.aMember()
                .withCesa(JANUARY, Money.of(pay), new BigDecimal("151.67"))
                .in(coop);
    }

    private void bankOf(UUID member, String iban) {
        as(officer, () -> {
            profiles.change(member, 0, new PayProfile(false, Rate.percent("5"), true, null, null, null, iban));
            return null;
        });
    }

    private PayrollRun previewed(YearMonth month) {
        PayrollRuns.Started started = as(officer, () -> runs.start(month, month.atEndOfMonth()));
        ended(started.job());
        return as(officer, () -> runs.get(started.run()));
    }

    private PayrollRun posted(PayrollRun preview) {
        ended(as(manager, () -> runs.approve(preview.id(), preview.version())).job());
        return as(officer, () -> runs.get(preview.id()));
    }

    private void ended(UUID job) {
        await().atMost(Duration.ofMinutes(3))
                .until(() -> in(coop, () -> jobs.get(job)).state().ended());
        Job end = in(coop, () -> jobs.get(job));
        assertThat(end.state()).as(String.valueOf(end.report())).isEqualTo(Job.State.SUCCEEDED);
    }

    private List<PayslipRow> slips(UUID run) {
        return as(officer, () -> payslips.ofRun(run, null, 100)).items();
    }

    private Money balance(String account) {
        return in(
                coop,
                () -> Money.ofCents(
                        jdbc.sql("""
                        SELECT coalesce(sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id = l.account_id
                        WHERE a.number = ?""").param(account).query(Long.class).single()));
    }

    @Test
    void aMonthGoesFromPreviewToTheBooksThePapersAndTheBank() throws Exception {
        // given: three entrepreneurs, one of the support team, a CAPE holder without pay
        UUID ines = entrepreneur("1900");
        UUID theo = entrepreneur("2500");
        entrepreneur("4200");
        fixtures.aMember().inSupportTeam(JANUARY).in(coop);
        fixtures.aMember().withCape(JANUARY).in(coop);
        bankOf(ines, "FR7630006000011234567890189");
        bankOf(theo, "FR7630004000031234567890143");

        // when
        PayrollRun preview = previewed(MARCH);

        // then
        assertThat(preview.state()).isEqualTo(PayrollRun.State.PREVIEW);
        assertThat(preview.slips()).isEqualTo(4);
        assertThat(preview.gross()).isEqualTo(Money.of("11000.00"));
        assertThat(slips(preview.id()))
                .allSatisfy(slip -> assertThat(slip.warnings()).contains("MISSING_NIR"));
        assertThat(balance("421")).isEqualTo(Money.ZERO);

        // when
        PayrollRun posted = posted(preview);

        // then: the books say what the slips say
        assertThat(posted.state()).isEqualTo(PayrollRun.State.POSTED);
        assertThat(balance("421")).isEqualTo(posted.netPaid().negated());
        assertThat(balance("4421")).isEqualTo(posted.incomeTax().negated());
        assertThat(balance("6411")).isEqualTo(posted.gross());
        Money owed = Money.sum(List.of(
                balance("431"), balance("4372"), balance("4373"), balance("4374"), balance("4378"), balance("4386")));
        Money costs = Money.sum(List.of(
                balance("6451"),
                balance("6452"),
                balance("6453"),
                balance("6454"),
                balance("6331"),
                balance("6332"),
                balance("6333"),
                balance("6334"),
                balance("6338")));
        assertThat(posted.gross().plus(costs)).isEqualTo(posted.employerCost());
        assertThat(owed.negated().plus(posted.netPaid()).plus(posted.incomeTax()))
                .isEqualTo(posted.employerCost());

        // and every slip has its paper
        assertThat(slips(posted.id())).allSatisfy(slip -> {
            byte[] pdf = as(officer, () -> payslips.pdf(slip.id()));
            assertThat(new String(pdf, 0, 5, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .isEqualTo("%PDF-");
        });

        // and the two whose accounts are known are transferred their net
        byte[] file = as(officer, () -> documents.content(posted.paymentDocument()));
        String xml = new String(file, java.nio.charset.StandardCharsets.UTF_8);
        assertThat(xml).contains("<NbOfTxs>2</NbOfTxs>").contains("FR7630004000031234567890143");
        Path schema = Path.of("../../shared/data/sepa/pain.001.001.09.xsd");
        if (Files.exists(schema)) {
            SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(schema.toFile())
                    .newValidator()
                    .validate(new StreamSource(new ByteArrayInputStream(file)));
        }

        // and the month owes what the slips withheld
        List<PayrollRuns.BodyDue> due = as(officer, () -> runs.due(MARCH));
        assertThat(Money.sum(due.stream()
                        .map(body -> body.due().plus(body.deferred()))
                        .toList()))
                .isEqualTo(posted.employerCost().minus(posted.netPaid()));
    }

    @Test
    void thePaymentIsBookedOnceHoweverOftenItIsNoted() {
        bankOf(entrepreneur("1900"), "FR7630006000011234567890189");
        bankOf(entrepreneur("2500"), "FR7630004000031234567890143");
        PayrollRun posted = posted(previewed(MARCH));

        ended(as(officer, () -> runs.paid(posted.id(), posted.version(), PAY_DAY))
                .job());

        assertThat(as(officer, () -> runs.get(posted.id())).state()).isEqualTo(PayrollRun.State.PAID);
        assertThat(balance("421")).isEqualTo(Money.ZERO);
        assertThat(balance("512")).isEqualTo(posted.netPaid().negated());
        assertThatExceptionOfType(coop.entrelacs.shared.Refusal.class)
                .isThrownBy(() -> as(officer, () -> runs.paid(posted.id(), posted.version(), PAY_DAY)));
        in(coop, () -> paymentJob.run(new PayrollRuns.RunParameters(posted.id()), new Dying(1000)));
        assertThat(balance("512")).isEqualTo(posted.netPaid().negated());
    }

    @Test
    void payIsBoundByTheActivityAndTakenFromItsCash() {
        // given: an activity that sold 6,000 EUR and was paid
        UUID ines = entrepreneur("1900");
        UUID theo = entrepreneur("9000");
        var fixtures = new ActivityFixtures(activities, customers, invoices, books, clock);
        UUID hers = fixtures.anActivity().ownedBy(ines).in(coop).id();
        UUID his = fixtures.anActivity().ownedBy(theo).in(coop).id();
        in(coop, () -> {
            for (UUID activity : List.of(hers, his)) {
                ledger.post(new JournalEntry(
                        "BQ",
                        LocalDate.of(2026, 3, 2),
                        "Vente payée",
                        null,
                        null,
                        null,
                        List.of(
                                JournalLine.debit("512", Money.of("6000")).on(activity),
                                JournalLine.credit("706", Money.of("6000")).on(activity))));
            }
            return null;
        });
        PayFromActivity possible =
                as(officer, () -> simulator.possible(ines, MARCH)).orElseThrow();
        assertThat(possible.turnover()).isEqualTo(Money.of("6000"));
        assertThat(possible.highestBudget()).isEqualTo(Money.of("6000"));

        // when
        PayrollRun preview = previewed(MARCH);

        // then: he would take more than there is
        assertThat(slips(preview.id()))
                .filteredOn(slip -> slip.warnings().contains("CASH_NEGATIVE"))
                .extracting(PayslipRow::member)
                .containsExactly(theo);
        posted(preview);
        Money cost = slips(preview.id()).stream()
                .filter(slip -> slip.member().equals(ines))
                .findFirst()
                .orElseThrow()
                .employerCost();
        assertThat(as(officer, () -> simulator.possible(ines, MARCH))
                        .orElseThrow()
                        .highestBudget())
                .isEqualTo(Money.of("6000").minus(cost));
    }

    @Test
    void whoPreparedARunCannotApproveIt() {
        entrepreneur("2000");
        PayrollRun preview = previewed(MARCH);

        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(officer, () -> runs.approve(preview.id(), preview.version())))
                .satisfies(e -> assertThat(e.code()).isEqualTo("run-second-person"));

        // not even past the application
        assertThatThrownBy(() -> in(
                        coop,
                        () -> jdbc.sql("UPDATE payroll_run SET state = 'APPROVED',"
                                        + " approved_by = prepared_by, approved_by_name = 'x', approved_at = now()")
                                .update()))
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void ofTwoWhoApproveAtOnceOneDoes() throws Exception {
        entrepreneur("2000");
        PayrollRun preview = previewed(MARCH);
        try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Object>> attempts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Actor someone = actor(coop, Role.MANAGER);
                Callable<Object> attempt = () -> {
                    try {
                        return as(someone, () -> runs.approve(preview.id(), preview.version()));
                    } catch (RuntimeException e) {
                        return e;
                    }
                };
                attempts.add(both.submit(attempt));
            }
            long approved = 0;
            for (Future<Object> attempt : attempts) {
                approved += attempt.get() instanceof PayrollRuns.Started ? 1 : 0;
            }
            assertThat(approved).isEqualTo(1);
        }
    }

    @Test
    void aMonthIsRunOnce() {
        entrepreneur("2000");
        posted(previewed(MARCH));
        assertThatExceptionOfType(PayrollRefused.class)
                .isThrownBy(() -> as(officer, () -> runs.start(MARCH, PAY_DAY)))
                .satisfies(e -> assertThat(e.code()).isEqualTo("run-exists"));
    }

    @Test
    void anImpossibleSlipStopsItselfAndNotTheRun() {
        UUID unlucky = entrepreneur("2000");
        entrepreneur("2200");
        UUID broken = entrepreneur("2300");
        // rows as they could be written before a choice was worked out when it is made
        choiceAsItWas(unlucky, "[{\"kind\": \"UNPAID_LEAVE\", \"days\": 20, \"deduction\": \"1500.00\"}]");
        choiceAsItWas(broken, "[{\"days\": 3, \"deduction\": \"10.00\"}]");
        PayrollRun posted = posted(previewed(MARCH));
        assertThat(posted.slips()).isEqualTo(1);
        assertThat(posted.stopped()).isEqualTo(2);
        assertThat(slips(posted.id()))
                .filteredOn(slip -> slip.member().equals(broken))
                .singleElement()
                .satisfies(slip -> {
                    assertThat(slip.stopped()).isEqualTo("required");
                    assertThat(slip.stoppedField()).isEqualTo("kind");
                });
        assertThat(slips(posted.id()))
                .filteredOn(slip -> slip.member().equals(unlucky))
                .singleElement()
                .satisfies(slip -> assertThat(slip.stopped()).isEqualTo("absence-exceeds-pay"));
    }

    private void choiceAsItWas(UUID member, String absences) {
        in(
                coop,
                () -> jdbc.sql("""
                        INSERT INTO pay_choice (member_id, month, target, amount_cents, absences, chosen_by, chosen_at)
                        VALUES (?, ?, 'GROSS', 100000, CAST(? AS jsonb), ?, now())""")
                        .params(member, MARCH.atDay(1), absences, Ids.next())
                        .update());
    }

    @Test
    void aJobKilledAnywhereGoesOnAndDoesNothingTwice() {
        // given: an approved run whose own job has nothing left to race with
        for (int i = 0; i < 25; i++) {
            entrepreneur("1900");
        }
        PayrollRun preview = previewed(MARCH);
        in(
                coop,
                () -> jdbc.sql("UPDATE payroll_run SET state = 'APPROVED', version = version + 1, approved_by = ?,"
                                + " approved_by_name = 'x', approved_at = now() WHERE id = ?")
                        .params(Ids.next(), preview.id())
                        .update());

        // when: it dies after every step it takes
        int deaths = 0;
        for (int steps = 1; steps < 6; steps++) {
            int most = steps;
            try {
                in(coop, () -> postingJob.run(new PayrollRuns.RunParameters(preview.id()), new Dying(most)));
            } catch (Killed e) {
                deaths++;
            }
        }
        in(coop, () -> postingJob.run(new PayrollRuns.RunParameters(preview.id()), new Dying(1000)));

        // then
        assertThat(deaths).isPositive();
        PayrollRun posted = as(officer, () -> runs.get(preview.id()));
        assertThat(posted.state()).isEqualTo(PayrollRun.State.POSTED);
        assertThat(in(
                        coop,
                        () -> jdbc.sql("SELECT count(*) FROM journal_entry WHERE source LIKE 'payslip:%'")
                                .query(Long.class)
                                .single()))
                .isEqualTo(25);
        assertThat(balance("421")).isEqualTo(posted.netPaid().negated());
        assertThat(slips(posted.id()))
                .allSatisfy(slip -> assertThat(slip.document()).isNotNull());
    }

    @Test
    void aPreviewStartedAgainAfterACrashIsWhole() {
        for (int i = 0; i < 3; i++) {
            entrepreneur("1900");
        }
        UUID run = as(officer, () -> runs.begin(MARCH, PayrollRun.Kind.REGULAR, PAY_DAY));
        try {
            in(coop, () -> previewJob.run(new PayrollRuns.RunParameters(run), new Dying(1)));
        } catch (Killed e) {
            // the slips of the first chunk are there, the run still computing
        }
        in(coop, () -> previewJob.run(new PayrollRuns.RunParameters(run), new Dying(1000)));
        assertThat(as(officer, () -> runs.get(run)).slips()).isEqualTo(3);
        assertThat(as(officer, () -> runs.get(run)).state()).isEqualTo(PayrollRun.State.PREVIEW);
    }

    @Test
    void bookedSlipsCannotBeChangedOrRemovedByAnyone() {
        bankOf(entrepreneur("2000"), "FR7630006000011234567890189");
        posted(previewed(MARCH));
        for (String attempt : List.of(
                "UPDATE payslip SET net_paid_cents = net_paid_cents + 1",
                "DELETE FROM payslip",
                "TRUNCATE payslip",
                "UPDATE payslip SET entry_id = NULL",
                "UPDATE payslip SET document_id = NULL",
                "UPDATE payroll_run SET state = 'PREVIEW', approved_by = NULL, approved_by_name = NULL, approved_at = NULL",
                "UPDATE payroll_run SET state = 'APPROVED'",
                "UPDATE payroll_run SET approved_by = gen_random_uuid()",
                "UPDATE payroll_run SET payment_document_id = NULL",
                // DO, for a function's result is not what is asked here
                "DO 'BEGIN PERFORM discard_payslips((SELECT id FROM payroll_run LIMIT 1)); END'")) {
            assertThat(catchThrowable(() -> in(coop, () -> jdbc.sql(attempt).update())))
                    .as(attempt)
                    .isInstanceOf(DataAccessException.class)
                    .rootCause()
                    .satisfies(cause ->
                            assertThat(((SQLException) cause).getSQLState()).isIn("42501", "23000", "23514"));
        }
    }

    @Test
    void aCorrectionReplacesTheSlipAndPaysTheDifference() {
        // given
        UUID theo = entrepreneur("2500");
        bankOf(theo, "FR7630004000031234567890143");
        PayrollRun march = posted(previewed(MARCH));
        PayslipRow wrong = slips(march.id()).getFirst();

        // when
        PayrollRun corrected = correctedTo(wrong, "3000");

        // then: the books hold the right slip only, the bank the difference, the year the right pay
        PayslipRow right = slips(corrected.id()).getFirst();
        assertThat(balance("6411")).isEqualTo(Money.of("3000"));
        assertThat(balance("421")).isEqualTo(right.netPaid().negated());
        String xml = new String(
                as(officer, () -> documents.content(corrected.paymentDocument())),
                java.nio.charset.StandardCharsets.UTF_8);
        assertThat(xml).contains(">" + right.netPaid().minus(wrong.netPaid()) + "<");
        PayrollRun april = previewed(YearMonth.of(2026, 4));
        PayCalculation next = as(
                officer, () -> payslips.calculation(slips(april.id()).getFirst().id()));
        assertThat(next.yearToDate().pay()).isEqualTo(Money.of("5500.00"));
    }

    @Test
    void anAdvanceIsTakenOffTheNextSlipOnce() {
        UUID ines = entrepreneur("1900");
        in(
                coop,
                () -> jdbc.sql("INSERT INTO pay_advance (id, member_id, paid_on, amount_cents) VALUES (?, ?, ?, 30000)")
                        .params(Ids.next(), ines, PAY_DAY.minusDays(20))
                        .update());
        PayrollRun posted = posted(previewed(MARCH));
        assertThat(slips(posted.id()).getFirst().recovered()).isEqualTo(Money.of("300.00"));
        assertThat(balance("425")).isEqualTo(Money.of("-300.00"));
        assertThat(balance("421"))
                .isEqualTo(posted.netPaid().minus(Money.of("300.00")).negated());
        PayrollRun april = previewed(YearMonth.of(2026, 4));
        assertThat(slips(april.id()).getFirst().recovered()).isEqualTo(Money.ZERO);
    }

    private PayrollRun correctedTo(PayslipRow wrong, String gross) {
        UUID run = as(
                officer,
                () -> payslips.correct(
                        MARCH,
                        PAY_DAY,
                        List.of(new Payslips.Correction(
                                wrong.id(), new PayChoice(PayChoice.Kind.GROSS, Money.of(gross), null, null)))));
        return posted(as(officer, () -> runs.get(run)));
    }

    @Test
    void aCorrectionTakesTheSameAdvanceOffOnceAndPaysTheDifferenceOnly() {
        // given: a slip that took an advance off
        UUID ines = entrepreneur("2500");
        bankOf(ines, "FR7630004000031234567890143");
        in(
                coop,
                () -> jdbc.sql("INSERT INTO pay_advance (id, member_id, paid_on, amount_cents) VALUES (?, ?, ?, 30000)")
                        .params(Ids.next(), ines, PAY_DAY.minusDays(20))
                        .update());
        PayslipRow wrong = slips(posted(previewed(MARCH)).id()).getFirst();
        assertThat(wrong.recovered()).isEqualTo(Money.of("300.00"));

        // when
        PayrollRun corrected = correctedTo(wrong, "3000");

        // then: the right slip stands in the wrong one's place, the advance came back once, the bank pays what is more
        PayslipRow right = slips(corrected.id()).getFirst();
        assertThat(right.recovered()).isEqualTo(Money.of("300.00"));
        assertThat(balance("425")).isEqualTo(Money.of("-300.00"));
        assertThat(balance("421"))
                .isEqualTo(right.netPaid().minus(Money.of("300.00")).negated());
        assertThat(new String(
                        as(officer, () -> documents.content(corrected.paymentDocument())),
                        java.nio.charset.StandardCharsets.UTF_8))
                .contains(">" + right.netPaid().minus(wrong.netPaid()) + "<");
        PayrollRun april = previewed(YearMonth.of(2026, 4));
        assertThat(slips(april.id()).getFirst().recovered()).isEqualTo(Money.ZERO);
    }

    @Test
    void aMemberReadsTheirOwnBookedSlipsAndNobodyElses() {
        UUID person = Ids.next();
        UUID ines = fixtures.aMember().person(person).withCesa(JANUARY).in(coop);
        UUID theo = entrepreneur("2500");
        Actor asInes = actor(coop, person, Role.MEMBER);
        PayrollRun preview = previewed(MARCH);
        PayslipRow mine = slips(preview.id()).stream()
                .filter(slip -> slip.member().equals(ines))
                .findFirst()
                .orElseThrow();
        PayslipRow theirs = slips(preview.id()).stream()
                .filter(slip -> slip.member().equals(theo))
                .findFirst()
                .orElseThrow();

        // a preview is nobody's payslip yet
        assertThatExceptionOfType(NotFound.class).isThrownBy(() -> as(asInes, () -> payslips.calculation(mine.id())));
        posted(preview);
        assertThat(as(asInes, () -> payslips.ofMember(ines))).hasSize(1);
        assertThat(as(asInes, () -> payslips.calculation(mine.id())).gross()).isEqualTo(Money.of("1850.00"));
        assertThatExceptionOfType(NotFound.class).isThrownBy(() -> as(asInes, () -> payslips.calculation(theirs.id())));
        assertThatExceptionOfType(NotFound.class).isThrownBy(() -> as(asInes, () -> payslips.ofMember(theo)));
    }

    @Test
    void nirAndIbanAreUnreadableInTheDatabaseAndTheirReadingIsAudited() {
        UUID ines = entrepreneur("1900");
        as(officer, () -> {
            profiles.change(
                    ines,
                    0,
                    new PayProfile(
                            false, null, true, null, null, "2 69 05 49 588 157 80", "FR7630006000011234567890189"));
            return null;
        });
        String stored = in(
                coop,
                () -> jdbc.sql("SELECT encode(nir_sealed, 'escape') || encode(iban_sealed, 'escape')"
                                + " || encode(nir_index, 'escape') FROM pay_profile")
                        .query(String.class)
                        .single());
        assertThat(stored).doesNotContain("26905495881578").doesNotContain("FR76300060");
        PayProfile read = as(officer, () -> profiles.get(ines)).profile();
        assertThat(read.nir()).isEqualTo("269054958815780");
        assertThat(read.toString()).doesNotContain("26905");
        assertThat(in(
                        coop,
                        () -> jdbc.sql("SELECT count(*) FROM audit_entry WHERE action = 'pay-profile.read'")
                                .query(Long.class)
                                .single()))
                .isEqualTo(1);
    }

    /** Dies after some steps, as a machine does. */
    private static final class Dying implements JobProgress {
        private int left;

        Dying(int left) {
            this.left = left;
        }

        @Override
        public UUID job() {
            return new UUID(0, 1);
        }

        @Override
        public void total(long steps) {}

        @Override
        public void advance(long steps) {
            if (--left <= 0) {
                throw new Killed();
            }
        }

        @Override
        public void checkCancelled() {}
    }

    private static final class Killed extends RuntimeException {}
}
