package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.funds.FundScene.Somebody;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.payroll.Establishment;
import coop.entrelacs.payroll.KnownLaw;
import coop.entrelacs.payroll.PayChoice;
import coop.entrelacs.payroll.PayInput;
import coop.entrelacs.payroll.PayrollPayments;
import coop.entrelacs.payroll.PayrollRun;
import coop.entrelacs.payroll.PayrollRuns;
import coop.entrelacs.payroll.PayrollSettings;
import coop.entrelacs.payroll.PayrollSettingsHistory;
import coop.entrelacs.payroll.PayslipRow;
import coop.entrelacs.payroll.Payslips;
import coop.entrelacs.payroll.Withheld;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A loan that comes back from pay: withheld by the payroll itself, on the payslip, and told to the fund once. */
@EntrelacsTest
class LoanFromPayTest {

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Jobs jobs;

    @Autowired
    Funds funds;

    @Autowired
    FundRequests requests;

    @Autowired
    FundDecisions decisions;

    @Autowired
    FundPayments payments;

    @Autowired
    FundRepayments repayments;

    @Autowired
    PayrollSettingsHistory settings;

    @Autowired
    PayrollPayments payrollPayments;

    @Autowired
    PayrollRuns runs;

    @Autowired
    Payslips payslips;

    private FundScene make;
    private Scene scene;
    private Somebody inga;
    private Fund fund;
    private Actor officer;

    private final YearMonth month = YearMonth.now(java.time.ZoneId.of("Europe/Paris"));

    @BeforeEach
    void aCooperativeThatLendsAndPays() {
        KnownLaw.assumed(java.time.Clock.system(java.time.ZoneId.of("Europe/Paris")));
        make = FundScene.in(beans);
        scene = make.aCooperative();
        inga = make.aMemberOf(scene);
        fund = make.fund(scene, "investment", FundsFlowTest.lenient("investment"), "5000.00");
        officer = TestTenants.actor(scene.tenant(), Role.PAYROLL_OFFICER);
        TestTenants.as(officer, () -> {
            settings.hold(new PayrollSettings(
                    LocalDate.of(2026, 1, 1),
                    new Establishment(60, Rate.percent("2.08"), Rate.percent("2.95"), false, Rate.ZERO),
                    new PayInput.HealthCover(Money.of("40"), Rate.percent("50")),
                    "73282932000074",
                    "8299Z",
                    "Syntec"));
            return null;
        });
    }

    @Test
    void an_instalment_is_withheld_on_the_payslip_and_given_back_once() {
        UUID loan = aLoanFromPay("400.00", 4, 1);

        PayrollRun preview = previewed();
        PayslipRow slip = slip(preview);
        assertThat(slip.withheld()).singleElement().satisfies(one -> {
            assertThat(one.request()).isEqualTo(loan);
            assertThat(one.fund()).isEqualTo(fund.name());
            assertThat(one.amount()).isEqualTo(Money.of("100.00"));
            assertThat(one.owedAfter()).isEqualTo(Money.of("300.00"));
        });
        assertThat(slip.transferred()).isEqualTo(slip.netPaid().minus(Money.of("100.00")));
        assertThat(owed(loan)).as("a preview takes nothing").isEqualTo(Money.of("400.00"));

        // when
        PayrollRun posted = posted(preview);

        // then: the fund has it, the books owe the person what is left, the bank is told the same
        assertThat(owed(loan)).isEqualTo(Money.of("300.00"));
        assertThat(due("E" + slip.memberNumber())).isEqualTo(slip.transferred().negated());
        assertFundAndBooksAgree();
        ended(TestTenants.as(
                        officer,
                        () -> payrollPayments.otherwise(
                                posted.id(), List.of(slip(posted).id()), LocalDate.now(), "Chèque 12"))
                .job());
        assertThat(due("E" + slip.memberNumber())).isEqualTo(Money.ZERO);
        assertThat(TestTenants.as(officer, () -> repayments.dueFromPay(posted.payDate())))
                .as("nothing is left to withhold by hand")
                .isEmpty();
    }

    @Test
    void no_more_than_a_tenth_of_the_net_is_withheld_of_all_loans_together() {
        UUID loan = aLoanFromPay("400.00", 4, 3);

        PayrollRun preview = previewed();
        PayslipRow slip = slip(preview);
        Money tenth = slip.netPaid().times(Rate.percent("10"), RoundingMode.DOWN);
        assertThat(slip.withheld().getFirst().due()).isEqualTo(Money.of("300.00"));
        assertThat(slip.withheld().getFirst().amount()).isEqualTo(tenth);
        assertThat(slip.warnings()).contains("LOAN_PARTLY_WITHHELD");
        posted(preview);
        assertThat(owed(loan)).isEqualTo(Money.of("400.00").minus(tenth));
        assertFundAndBooksAgree();
    }

    @Test
    void a_loan_that_came_back_since_the_preview_is_not_withheld_again() {
        UUID loan = aLoanFromPay("400.00", 4, 1);
        PayrollRun preview = previewed();
        // given: the member pays by transfer what was due, and thirty euros of the next instalment
        TestTenants.as(
                scene.treasurer(), () -> payments.comeBack(loan, Money.of("70.00"), LocalDate.now(), "virement 12"));

        PayrollRun posted = posted(preview);

        PayslipRow slip = slip(posted);
        assertThat(slip.withheld()).singleElement().satisfies(one -> {
            assertThat(one.amount()).isEqualTo(Money.of("30.00"));
            assertThat(one.owedAfter()).isEqualTo(Money.of("300.00"));
        });
        assertThat(owed(loan)).isEqualTo(Money.of("300.00"));
        assertThat(due("E" + slip.memberNumber())).isEqualTo(slip.transferred().negated());
        assertFundAndBooksAgree();
    }

    @Test
    void who_no_longer_agrees_is_paid_whole() {
        UUID loan = aLoanFromPay("400.00", 4, 1);
        PayrollRun preview = previewed();
        inga.does(() -> repayments.agree(loan, RepaymentWay.TRANSFER, null));

        PayslipRow slip = slip(posted(preview));

        assertThat(slip.withheld()).isEmpty();
        assertThat(slip.transferred()).isEqualTo(slip.netPaid());
        assertThat(owed(loan)).isEqualTo(Money.of("400.00"));
    }

    @Test
    void a_cancelled_run_took_nothing_and_the_next_one_takes_once() {
        UUID loan = aLoanFromPay("400.00", 4, 1);
        PayrollRun preview = previewed();
        TestTenants.as(officer, () -> {
            runs.cancel(preview.id(), preview.version());
            return null;
        });
        assertThat(owed(loan)).isEqualTo(Money.of("400.00"));
        posted(previewed());
        assertThat(owed(loan)).isEqualTo(Money.of("300.00"));
    }

    @Test
    void a_correction_states_what_was_withheld_and_takes_it_no_second_time() {
        UUID loan = aLoanFromPay("400.00", 4, 1);
        PayrollRun posted = posted(previewed());
        PayslipRow wrong = slip(posted);
        ended(TestTenants.as(
                        officer,
                        () -> payrollPayments.otherwise(
                                posted.id(), List.of(slip(posted).id()), LocalDate.now(), "Chèque 12"))
                .job());

        UUID run = TestTenants.as(
                officer,
                () -> payslips.correct(
                        month,
                        month.atEndOfMonth(),
                        List.of(new Payslips.Correction(
                                wrong.id(), new PayChoice(PayChoice.Kind.GROSS, Money.of("2000.00"), null, null)))));
        PayrollRun right = posted(TestTenants.as(officer, () -> runs.get(run)));

        PayslipRow slip = slip(right);
        assertThat(slip.withheld()).extracting(Withheld::amount).containsExactly(Money.of("100.00"));
        assertThat(owed(loan)).isEqualTo(Money.of("300.00"));
        assertThat(due("E" + slip.memberNumber()))
                .as("only the difference is due")
                .isEqualTo(slip.netPaid().minus(wrong.netPaid()).negated());
        assertFundAndBooksAgree();
    }

    @Test
    void a_booking_whose_connections_are_cut_again_and_again_gives_back_once() throws Exception {
        UUID loan = aLoanFromPay("400.00", 4, 1);
        PayrollRun preview = previewed();
        UUID job = TestTenants.as(scene.manager(), () -> runs.approve(preview.id(), preview.version()))
                .job();
        for (int cut = 0; cut < 6; cut++) {
            Thread.sleep(ThreadLocalRandom.current().nextInt(120));
            try {
                TestTenants.in(
                        scene.tenant(),
                        () -> jdbc.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                        + " WHERE usename = current_user AND pid <> pg_backend_pid()")
                                .query(Long.class)
                                .single());
            } catch (RuntimeException alsoCut) {
                // the next one does it
            }
        }
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> TestTenants.in(scene.tenant(), () -> jobs.get(job))
                        .state()
                        .ended());

        assertThat(TestTenants.in(scene.tenant(), () -> jobs.get(job)).state()).isEqualTo(Job.State.SUCCEEDED);
        assertThat(owed(loan)).isEqualTo(Money.of("300.00"));
        assertThat(TestTenants.in(
                        scene.tenant(),
                        () -> jdbc.sql("SELECT count(*) FROM fund_movement WHERE source LIKE 'back:payslip:%'")
                                .query(Long.class)
                                .single()))
                .isEqualTo(1);
        assertFundAndBooksAgree();
    }

    /** Lent to Inga, who agreed to pay from her pay; so many instalments are due. */
    private UUID aLoanFromPay(String amount, int months, int due) {
        RequestView asked = inga.does(() -> {
            RequestView draft = requests.draft(new RequestForm(
                    fund.id(),
                    null,
                    Money.of(amount),
                    months,
                    null,
                    null,
                    new PrivatePart(Need.EQUIPMENT, "Un four à céramique", null, null, null, null, null),
                    "FR7630006000011234567890189"));
            return requests.submit(draft.id(), draft.version());
        });
        scene.sitting()
                .getFirst()
                .does(() -> decisions.grantAlone(asked.id(), Money.of(amount), Ground.NEED_SHOWN, "Petit montant"));
        TestTenants.as(scene.treasurer(), () -> payments.propose(asked.id()));
        scene.manages(() -> payments.confirm(asked.id()));
        inga.does(() -> repayments.agree(asked.id(), RepaymentWay.PAY, null));
        make.asOwner(
                scene.tenant(),
                "UPDATE fund_instalment SET due_on = DATE '" + month.atDay(1) + "' + (no - 1 - " + (due - 1)
                        + ") * interval '1 month' WHERE request_id = '" + asked.id() + "'");
        return asked.id();
    }

    private PayrollRun previewed() {
        PayrollRuns.Started started = TestTenants.as(officer, () -> runs.start(month, month.atEndOfMonth()));
        ended(started.job());
        return TestTenants.as(officer, () -> runs.get(started.run()));
    }

    private PayrollRun posted(PayrollRun preview) {
        ended(TestTenants.as(scene.manager(), () -> runs.approve(preview.id(), preview.version()))
                .job());
        return TestTenants.as(officer, () -> runs.get(preview.id()));
    }

    private void ended(UUID job) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> TestTenants.in(scene.tenant(), () -> jobs.get(job))
                        .state()
                        .ended());
        Job end = TestTenants.in(scene.tenant(), () -> jobs.get(job));
        assertThat(end.state()).as(String.valueOf(end.report())).isEqualTo(Job.State.SUCCEEDED);
    }

    private PayslipRow slip(PayrollRun run) {
        return TestTenants.as(officer, () -> payslips.ofRun(run.id(), null, 100)).items().stream()
                .filter(one -> one.member().equals(inga.member()))
                .findFirst()
                .orElseThrow();
    }

    private Money owed(UUID loan) {
        return inga.does(() -> requests.get(loan)).owed();
    }

    /** What the books owe a person of their pay, credit negative. */
    private Money due(String person) {
        return Money.ofCents(TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("""
                        SELECT coalesce(sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id = l.account_id
                        JOIN third_party t ON t.id = l.third_party_id WHERE a.number = '421' AND t.code = ?""").param(person).query(Long.class).single()));
    }

    private void assertFundAndBooksAgree() {
        Money booked = Money.ofCents(TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("SELECT coalesce(sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id ="
                                + " l.account_id WHERE a.number = ?")
                        .param(fund.accounts().holds())
                        .query(Long.class)
                        .single()));
        assertThat(booked.negated())
                .isEqualTo(scene.manages(() -> funds.get(fund.id())).balance());
    }
}
