package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.CashPositions;
import coop.entrelacs.funds.FundReminder.WaitedFor;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.funds.FundScene.Somebody;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the funds do by themselves when its day comes, and how loans come back. */
@EntrelacsTest
class FundDueStepsTest {

    private static final String IBAN = "FR7630006000011234567890189";

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Ledger ledger;

    @Autowired
    Jobs jobs;

    @Autowired
    Funds funds;

    @Autowired
    FundRequests requests;

    @Autowired
    RequestPapers papers;

    @Autowired
    FundDecisions decisions;

    @Autowired
    FundPayments payments;

    @Autowired
    FundRepayments repayments;

    @Autowired
    FundContributions contributions;

    @Autowired
    FundReminders reminders;

    @Autowired
    FundDueSteps steps;

    @Autowired
    CashPositions cash;

    private FundScene make;
    private Scene scene;
    private Somebody inga;
    private Fund fund;

    @BeforeEach
    void aLoan() {
        make = FundScene.in(beans);
        scene = make.aCooperative();
        inga = make.aMemberOf(scene);
        fund = make.fund(scene, "investment", FundsFlowTest.lenient("investment"), "5000.00");
    }

    @Test
    void an_instalment_leaves_the_cash_of_the_activity_that_agreed_to_it_once() {
        UUID loan = aLoanOf("400.00", 4);
        agrees(loan, RepaymentWay.ACTIVITY, inga.activity());
        earns("250.00");
        monthsPass(loan, 3); // three instalments are due, there is cash for two

        assertThat(due()).containsEntry("pulled", 2);
        assertThat(due()).containsEntry("pulled", 0);

        RequestView after = inga.does(() -> requests.get(loan));
        assertThat(after.owed()).isEqualTo(Money.of("200.00"));
        assertThat(available()).isEqualTo(Money.of("50.00"));
        assertThat(fund().balance()).isEqualTo(Money.of("4800.00"));
        assertBooksAgree();

        // the member pays the rest before its day, as far as there is cash
        earns("150.00");
        refused("fund-more-than-owed", inga.actor(), () -> fromActivity(loan, "200.01", "tout"));
        assertThat(inga.does(() -> fromActivity(loan, "200.00", "solde")).stage())
                .isEqualTo(Stage.CLOSED);
        assertThat(available()).isEqualTo(Money.ZERO);
        // A repayment has no identity but its idempotency key: without one, a second one of a loan that came back is
        // refused.
        refused("fund-request-state", inga.actor(), () -> fromActivity(loan, "200.00", "solde"));
        assertBooksAgree();
    }

    @Test
    void an_activity_pays_back_no_more_than_it_has_and_nobody_elses_loan() {
        UUID loan = aLoanOf("400.00", 4);
        earns("99.99");

        refused("fund-activity-short", inga.actor(), () -> fromActivity(loan, "100.00", "r"));
        Somebody other = make.aMemberOf(scene);
        refused("fund-request-not-found", other.actor(), () -> fromActivity(loan, "10.00", "r"));
        refused(
                "activity-not-found",
                inga.actor(),
                () -> repayments.agree(loan, RepaymentWay.ACTIVITY, other.activity()));
    }

    @Test
    void no_more_than_a_tenth_of_a_pay_is_withheld_and_only_with_consent() {
        UUID loan = aLoanOf("400.00", 4);
        monthsPass(loan, 2);
        Actor payroll = TestTenants.actor(scene.tenant(), Role.PAYROLL_OFFICER);
        assertThat(TestTenants.as(payroll, () -> repayments.dueFromPay(today())))
                .isEmpty();
        agrees(loan, RepaymentWay.PAY, null);

        var deduction =
                TestTenants.as(payroll, () -> repayments.dueFromPay(today())).getFirst();
        assertThat(deduction.amount()).isEqualTo(Money.of("200.00"));
        refused("fund-pay-above-law", payroll, () -> repayments.takenFromPay(deduction, Money.of("1999.99"), today()));
        for (int i = 0; i < 2; i++) {
            assertThat(TestTenants.as(payroll, () -> repayments.takenFromPay(deduction, Money.of("2000.00"), today()))
                            .owed())
                    .as("noted twice it counts once")
                    .isEqualTo(Money.of("200.00"));
        }

        assertThat(inga.does(() -> requests.get(loan)).owed()).isEqualTo(Money.of("200.00"));
        assertThat(booked("421")).as("less pay is due").isEqualTo(Money.of("200.00"));
        assertBooksAgree();
        var other = new FundRepayments.Deduction(loan, inga.member(), Money.of("150.00"), deduction.source());
        refused("fund-source-used", payroll, () -> repayments.takenFromPay(other, Money.of("2000.00"), today()));

        // a second pay of the month is one of its own; told again after the loan has come back, both change nothing
        var rest = new FundRepayments.Deduction(loan, inga.member(), Money.of("200.00"), deduction.source() + "/2");
        for (var each : List.of(rest, rest, deduction)) {
            assertThat(TestTenants.as(payroll, () -> repayments.takenFromPay(each, Money.of("2000.00"), today()))
                            .stage())
                    .isEqualTo(Stage.CLOSED);
        }
        assertThat(booked("421")).isEqualTo(Money.of("400.00"));
        assertBooksAgree();
    }

    @Test
    void a_loan_whose_instalments_are_missed_is_in_default_and_its_loss_is_the_funds() {
        UUID loan = aLoanOf("400.00", 4);
        monthsPass(loan, 2);
        assertThat(due()).containsEntry("defaulted", 0);
        monthsPass(loan, 1);
        assertThat(due()).containsEntry("defaulted", 1);
        assertThat(due()).containsEntry("defaulted", 0);

        assertThat(scene.manages(() -> payments.writeOff(loan)).stage()).isEqualTo(Stage.CLOSED);
        assertThat(fund().out()).isEqualTo(Money.ZERO);
        assertThat(fund().balance()).isEqualTo(Money.of("4600.00"));
        assertBooksAgree();
    }

    @Test
    void each_is_reminded_of_what_they_are_waited_for_once_and_again_when_it_is_late() {
        RequestView asked = submitted(inga, "300.00", 3);
        assertThat(reminded(scene.sitting().getFirst().actor()))
                .as("30 days are left")
                .isEmpty();
        scene.sitting().get(1).does(() -> {
            papers.say(asked.id(), "Pouvez-vous joindre le devis ?");
            return null;
        });
        assertThat(reminded(inga.actor())).containsExactly(WaitedFor.ANSWER);
        assertThat(due()).containsEntry("reminded", 1);
        assertThat(due()).containsEntry("reminded", 0);

        decideBy(asked.id(), today().plusDays(3));
        assertThat(reminded(scene.sitting().getFirst().actor())).containsExactly(WaitedFor.DECISION);
        scene.sitting().get(2).does(() -> {
            decisions.declareConflict(asked.id());
            return null;
        });
        assertThat(reminded(scene.sitting().get(2).actor()))
                .as("not theirs to decide")
                .isEmpty();
        assertThat(due()).containsEntry("reminded", 1);
        decideBy(asked.id(), today().minusDays(1));
        assertThat(scene.sitting().getFirst().does(() -> reminders.mine()))
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.late()).isTrue();
                    assertThat(r.request()).isEqualTo(asked.id());
                });
        assertThat(due()).containsEntry("reminded", 1);

        scene.sitting()
                .getFirst()
                .does(() -> decisions.grantAlone(asked.id(), Money.of("300.00"), Ground.NEED_SHOWN, "ok"));
        assertThat(reminded(scene.treasurer())).containsExactly(WaitedFor.PAYMENT);
        assertThat(reminded(inga.actor())).as("the question is settled").isEmpty();
        assertThat(reminded(make.aMemberOf(scene).actor())).isEmpty();
    }

    @Test
    void contributions_call_themselves_where_the_rules_say_so() {
        scene.manages(() -> funds.adopt(
                fund.id(),
                FundsFlowTest.lenient("investment").called(CallEvery.MONTH),
                new Rulebook.Adoption("AG extraordinaire", LocalDate.of(2026, 1, 2)),
                LocalDate.of(2026, 1, 2)));
        earns("1000.00");

        assertThat(scene.manages(() -> contributions.callDue(LocalDate.of(2026, 11, 2))))
                .isEqualTo(1);
        assertThat(scene.manages(() -> contributions.callDue(LocalDate.of(2026, 11, 2))))
                .as("queued already")
                .isZero();
        await().untilAsserted(() -> assertThat(TestTenants.in(scene.tenant(), () -> jobs.newest(null, 5)))
                .extracting(Job::state)
                .containsExactly(Job.State.SUCCEEDED));
        // 0.5 % of 1,000
        assertThat(fund().balance()).isEqualTo(Money.of("5005.00"));
        assertThat(scene.manages(() -> contributions.callDue(LocalDate.of(2026, 11, 20))))
                .as("called already")
                .isZero();
        assertBooksAgree();
    }

    @Test
    void a_draft_that_nobody_went_on_with_is_dropped_and_forgotten() {
        UUID draft = inga.does(() -> requests.draft(form("300.00", 3)).id());
        assertThat(due()).containsEntry("dropped", 0);
        owner("UPDATE fund_request SET created_at = created_at - interval '7 months' WHERE id = '" + draft + "'");

        assertThat(due()).containsEntry("dropped", 1).containsEntry("forgotten", 1);

        RequestView after = inga.does(() -> requests.get(draft));
        assertThat(after.stage()).isEqualTo(Stage.WITHDRAWN);
        assertThat(after.details()).isNull();
    }

    @Test
    void a_member_tries_a_request_before_they_ask_and_nothing_is_kept() {
        FundRequests.Outlook outlook = inga.does(() -> requests.outlook(form("12000.00", 48)));

        assertThat(outlook.reasons())
                .extracting(RequestView.Inadmissibility::code)
                .contains("loan-too-long", "above-request-ceiling");
        assertThat(outlook.most()).isEqualTo(Money.of("10000.00"));
        assertThat(inga.does(() -> requests.mine())).isEmpty();
    }

    private java.util.Map<String, Integer> due() {
        FundDueSteps.Done done = scene.manages(() -> steps.run());
        assertThat(done.failed()).isZero();
        return done.done();
    }

    private UUID aLoanOf(String amount, int months) {
        RequestView asked = submitted(inga, amount, months);
        scene.sitting()
                .getFirst()
                .does(() -> decisions.grantAlone(asked.id(), Money.of(amount), Ground.NEED_SHOWN, "Petit montant"));
        TestTenants.as(scene.treasurer(), () -> payments.propose(asked.id()));
        scene.manages(() -> payments.confirm(asked.id()));
        return asked.id();
    }

    private RequestView submitted(Somebody by, String amount, int months) {
        return by.does(() -> {
            RequestView draft = requests.draft(form(amount, months));
            return requests.submit(draft.id(), draft.version());
        });
    }

    private RequestForm form(String amount, int months) {
        return new RequestForm(
                fund.id(),
                null,
                Money.of(amount),
                months,
                null,
                null,
                new PrivatePart(Need.EQUIPMENT, "Un four à céramique", null, null, null, null, null),
                IBAN);
    }

    private void agrees(UUID loan, RepaymentWay way, @org.jspecify.annotations.Nullable UUID activity) {
        assertThat(inga.does(() -> repayments.agree(loan, way, activity)).way()).isEqualTo(way);
    }

    private FundPayments.Paid fromActivity(UUID loan, String amount, String source) {
        return repayments.fromActivity(loan, inga.activity(), Money.of(amount), source);
    }

    /** The schedule begins so many months earlier: what an owner may do and the application may not. */
    private void monthsPass(UUID loan, int months) {
        owner("UPDATE fund_instalment SET due_on = due_on - interval '" + months
                + " months' - interval '1 day' WHERE request_id = '" + loan + "'");
    }

    private void decideBy(UUID request, LocalDate day) {
        owner("UPDATE fund_request SET decide_by = '" + day + "' WHERE id = '" + request + "'");
    }

    private void owner(String statement) {
        make.asOwner(scene.tenant(), statement);
    }

    /** Money on the activity, without a customer. */
    private void earns(String amount) {
        LocalDate on = LocalDate.of(2026, 10, 5);
        TestTenants.in(
                scene.tenant(),
                () -> ledger.post(new JournalEntry(
                        "OD",
                        on,
                        "essai",
                        null,
                        null,
                        null,
                        List.of(
                                JournalLine.debit("512", Money.of(amount)).on(inga.activity()),
                                JournalLine.credit("706", Money.of(amount)).on(inga.activity())))));
    }

    private List<WaitedFor> reminded(Actor actor) {
        return TestTenants.as(actor, () -> reminders.mine()).stream()
                .map(FundReminder::kind)
                .toList();
    }

    private Money available() {
        return TestTenants.in(scene.tenant(), () -> cash.available(inga.activity(), today()));
    }

    private Fund fund() {
        return scene.manages(() -> funds.get(fund.id()));
    }

    private Money booked(String account) {
        return Money.ofCents(TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("SELECT coalesce(sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id ="
                                + " l.account_id WHERE a.number = ?")
                        .param(account)
                        .query(Long.class)
                        .single()));
    }

    private void assertBooksAgree() {
        assertThat(booked(fund.accounts().holds()).negated()).isEqualTo(fund().balance());
    }

    private static LocalDate today() {
        return LocalDate.now(java.time.ZoneId.of("Europe/Paris"));
    }

    private static void refused(String code, Actor actor, java.util.concurrent.Callable<?> work) {
        assertThatThrownBy(() -> TestTenants.as(actor, work::call))
                .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
