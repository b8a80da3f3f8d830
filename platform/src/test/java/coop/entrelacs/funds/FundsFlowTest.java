package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.funds.FundScene.Somebody;
import coop.entrelacs.governance.Choice;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Members ask, the committee decides, two persons pay, money comes back: through the services that people use. */
@EntrelacsTest
class FundsFlowTest {

    private static final String IBAN = "FR7630006000011234567890189";

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Funds funds;

    @Autowired
    FundRequests requests;

    @Autowired
    CommitteeRoom room;

    @Autowired
    FundDecisions decisions;

    @Autowired
    FundPayments payments;

    @Autowired
    BankFiles files;

    @Autowired
    Committees committees;

    private FundScene make;
    private Scene scene;
    private Somebody inga;

    @BeforeEach
    void aCooperativeWithAMember() {
        make = FundScene.in(beans);
        scene = make.aCooperative();
        inga = make.aMemberOf(scene);
    }

    @Test
    void a_loan_is_asked_decided_paid_by_two_and_paid_back_early() {
        Fund fund = investment("5000.00");
        RequestView asked = submitted(inga, loan(fund, "3000.00", 12));
        assertThat(asked.stage()).isEqualTo(Stage.REVIEW);

        UUID proposal = proposes(0, asked, "2400.00");
        votes(proposal, Choice.FOR, Choice.FOR, Choice.AGAINST, Choice.FOR, Choice.ABSTAIN);
        RequestView granted = inga.does(() -> requests.get(asked.id()));
        assertThat(granted.state()).isEqualTo(new RequestState.Granted(Money.of("2400.00")));
        assertThat(granted.proposals()).singleElement().satisfies(p -> {
            assertThat(p.reason()).isEqualTo("Le devis est joint");
            assertThat(p.tally()).isEqualTo(new coop.entrelacs.governance.Tally(5, 3, 1, 1));
        });
        assertThat(fund(fund).free()).isEqualTo(Money.of("2600.00"));

        assertThat(scene.sitting().get(1).does(() -> room.votes(proposal)))
                .as("each said why, and the committee reads it")
                .hasSize(5)
                .allSatisfy(vote -> assertThat(vote.reason()).isEqualTo("vu le dossier"));
        refused("fund-request-not-found", inga.actor(), () -> room.votes(proposal));

        paid(asked.id());
        assertThat(fund(fund).balance()).isEqualTo(Money.of("2600.00"));
        assertThat(fund(fund).out()).isEqualTo(Money.of("2400.00"));
        assertThat(inga.does(() -> requests.get(asked.id())).instalments())
                .hasSize(12)
                .allSatisfy(i -> assertThat(i.amount()).isEqualTo(Money.of("200.00")));
        assertBooksAgree(fund);

        TestTenants.as(
                scene.accountant(), () -> payments.comeBack(asked.id(), Money.of("250.00"), today(), "VIR PRET"));
        TestTenants.as(
                scene.accountant(), () -> payments.comeBack(asked.id(), Money.of("250.00"), today(), "VIR PRET"));
        assertThat(inga.does(() -> requests.get(asked.id())).owed())
                .as("a standing order says the same each time, and is money each time")
                .isEqualTo(Money.of("1900.00"));
        assertBooksAgree(fund);
        refused(
                "fund-more-than-owed",
                scene.accountant(),
                () -> payments.comeBack(asked.id(), Money.of("1900.01"), today(), "relevé 2"));

        var last = TestTenants.as(
                scene.accountant(), () -> payments.comeBack(asked.id(), Money.of("1900.00"), today(), "relevé 3"));
        assertThat(last.stage()).isEqualTo(Stage.CLOSED);
        assertThat(fund(fund).balance()).isEqualTo(Money.of("5000.00"));
        assertBooksAgree(fund);
    }

    @Test
    void a_request_outside_the_rules_is_told_every_reason_and_may_be_appealed() {
        Fund fund = investment("5000.00");
        RequestView asked = submitted(inga, loan(fund, "10000.01", 48));

        assertThat(asked.stage()).isEqualTo(Stage.INADMISSIBLE);
        assertThat(asked.reasons())
                .extracting(RequestView.Inadmissibility::code)
                .containsExactly("loan-too-long", "above-request-ceiling", "above-person-ceiling");
        assertThat(inga.does(() -> requests.appeal(asked.id())).stage()).isEqualTo(Stage.APPEAL);
    }

    @Test
    void what_is_private_is_for_the_applicant_and_the_committee_without_conflict() {
        Fund fund = make.fund(scene, "relief", "9000.00");
        RequestView asked = submitted(inga, grant(fund, "1000.00"));
        Somebody curious = make.aMemberOf(scene);
        Somebody friend = scene.sitting().get(1);
        friend.does(() -> {
            requests.tie(inga.member());
            return null;
        });

        assertThat(scene.sitting()
                        .getFirst()
                        .does(() -> requests.get(asked.id()))
                        .details()
                        .need())
                .isEqualTo(Need.ILLNESS);
        for (Actor other : List.of(
                curious.actor(),
                friend.actor(),
                scene.manager(),
                scene.treasurer(),
                scene.accountant(),
                TestTenants.actor(scene.tenant(), Role.COMMITTEE_MEMBER))) {
            assertThatThrownBy(() -> TestTenants.as(other, () -> requests.get(asked.id())))
                    .isInstanceOf(NotFound.class);
        }
        assertThat(friend.does(() -> requests.toDecide(fund.id()))).isEmpty();

        assertThat(audited("fund-request.read", asked.id())).isEqualTo(1);
        // One's own reading is noted too: who is read by somebody in their place finds it.
        assertThat(audited("fund-request.read-own", asked.id())).isPositive();
    }

    @Test
    void a_secret_ballot_with_somebody_excluded_grants_and_the_payer_sees_amounts_only() {
        Fund fund = make.fund(scene, "relief", "9000.00");
        RequestView asked = submitted(inga, grant(fund, "1440.00"));
        scene.sitting().get(4).does(() -> {
            decisions.declareConflict(asked.id());
            return null;
        });
        UUID proposal = proposes(0, asked, "1440.00");
        refused(
                "vote-reason-secret",
                scene.sitting().getFirst().actor(),
                () -> decisions.vote(proposal, Choice.FOR, "parce que"));
        assertThat(scene.sitting().get(4).does(() -> decisions.vote(proposal, Choice.FOR, null)))
                .isEqualTo(FundDecisions.Cast.EXCLUDED);
        for (int i = 0; i < 4; i++) {
            scene.sitting().get(i).does(() -> decisions.vote(proposal, Choice.FOR, null));
        }

        RequestView paidView = TestTenants.as(scene.treasurer(), () -> requests.get(asked.id()));
        assertThat(paidView.stage()).isEqualTo(Stage.GRANTED);
        assertThat(paidView.details()).isNull();
        assertThat(paidView.proposals()).isEmpty();
        paid(asked.id());
        assertThat(inga.does(() -> requests.get(asked.id())).state())
                .isEqualTo(new RequestState.Closed(RequestState.Closing.PAID));
        assertBooksAgree(fund);

        String file =
                new String(TestTenants.as(scene.treasurer(), () -> payments.bankFile(today())), StandardCharsets.UTF_8);
        assertThat(file).contains("pain.001.001.09", "<InstdAmt Ccy=\"EUR\">1440.00</InstdAmt>", IBAN);
        assertThat(file).doesNotContainIgnoringCase("secours").doesNotContain("maladie");
    }

    @Test
    void what_comes_back_comes_neither_tomorrow_nor_before_it_was_paid() {
        Fund fund = investment("5000.00");
        RequestView asked = submitted(inga, loan(fund, "400.00", 4));
        grantedAlone(asked, "400.00");
        paid(asked.id());

        for (LocalDate day : List.of(today().plusDays(1), today().minusDays(1))) {
            assertThatThrownBy(() -> TestTenants.as(
                            scene.accountant(), () -> payments.comeBack(asked.id(), Money.of("1.00"), day, "VIR")))
                    .isInstanceOfSatisfying(InvalidField.class, refused -> {
                        assertThat(refused.field()).isEqualTo("on");
                        assertThat(refused.code())
                                .isEqualTo(day.isAfter(today()) ? "date-in-future" : "fund-back-before-paid");
                    });
        }
        refused(
                "date-in-future",
                scene.manager(),
                () -> funds.endow(fund.id(), Money.of("1.00"), "1068", today().plusDays(1), "AG", "demain"));
        refused(
                "date-in-future",
                scene.manager(),
                () -> funds.adopt(
                        fund.id(),
                        FundFixtures.template("investment"),
                        new Rulebook.Adoption("AG", today().plusDays(1)),
                        today().plusDays(2)));
        assertThat(inga.does(() -> requests.get(asked.id())).owed()).isEqualTo(Money.of("400.00"));
        // the database says the same to whoever comes another way
        assertThatThrownBy(() -> TestTenants.in(
                        scene.tenant(),
                        () -> jdbc.sql("SELECT fund_come_back(?, 100, 'x', ?, ?, gen_random_uuid(), now())")
                                .params(asked.id(), today().minusDays(1), today())
                                .query(Boolean.class)
                                .single()))
                .hasStackTraceContaining("fund-back-before-paid");
    }

    @Test
    void an_endowment_is_given_once_and_a_second_one_is_never_dropped_in_silence() {
        Fund fund = investment("0.00");
        scene.manages(() -> funds.endow(fund.id(), Money.of("10.00"), "1068", today(), "AG", "résolution 8"));
        refused(
                "fund-source-used",
                scene.manager(),
                () -> funds.endow(fund.id(), Money.of("10.00"), "1068", today(), "AG", "résolution 8"));
        assertThat(fund(fund).balance()).isEqualTo(Money.of("10.00"));
    }

    @Test
    void a_bank_file_never_changes_and_what_is_confirmed_later_goes_into_the_next() {
        Fund fund = investment("5000.00");
        Somebody other = make.aMemberOf(scene);
        RequestView first = submitted(inga, loan(fund, "300.00", 3));
        RequestView second = submitted(other, loan(fund, "200.00", 2));
        grantedAlone(first, "300.00");
        grantedAlone(second, "200.00");
        paid(first.id());
        byte[] one = TestTenants.as(scene.treasurer(), () -> payments.bankFile(today()));
        paid(second.id());
        assertThat(bankDay().waiting()).extracting(BankFiles.PaidPerson::member).containsExactly(other.member());

        byte[] two = TestTenants.as(scene.treasurer(), () -> payments.bankFile(today()));

        assertThat(new String(one, StandardCharsets.UTF_8))
                .contains("<MsgId>FONDS-" + today() + "</MsgId>", "<CtrlSum>300.00</CtrlSum>")
                .doesNotContain("200.00");
        assertThat(new String(two, StandardCharsets.UTF_8))
                .contains("<MsgId>FONDS-" + today() + "-2</MsgId>", "<CtrlSum>200.00</CtrlSum>")
                .doesNotContain("300.00");
        assertThat(TestTenants.as(scene.treasurer(), () -> files.of(today(), 1)))
                .isEqualTo(one);
        assertThat(TestTenants.as(scene.treasurer(), () -> payments.bankFile(today())))
                .isEqualTo(two);
        // what the books say left the bank is what the files pay
        assertThat(Money.sum(bankDay().files().stream()
                        .map(BankFiles.BankFile::amount)
                        .toList()))
                .isEqualTo(inBooks("512").negated());
        assertThat(bankDay().waiting()).isEmpty();
        assertThat(bankDay().withoutAccount()).isEmpty();
    }

    @Test
    void who_has_no_account_that_a_transfer_reaches_is_not_booked_as_paid() {
        Fund fund = investment("5000.00");
        assertThatThrownBy(() -> inga.does(() -> submitNow(loan(fund, "300.00", 3, "BR1800360305000010009795493C1"))))
                .isInstanceOfSatisfying(
                        InvalidField.class,
                        refused -> assertThat(refused.code()).isEqualTo("iban-outside-sepa"));
        RequestView asked = submitted(inga, loan(fund, "300.00", 3));
        grantedAlone(asked, "300.00");
        TestTenants.as(scene.treasurer(), () -> payments.propose(asked.id()));
        make.asOwner(scene.tenant(), "UPDATE fund_request SET payee = NULL WHERE id = '" + asked.id() + "'");

        refused("fund-payee-missing", scene.manager(), () -> payments.confirm(asked.id()));
        assertThat(fund(fund).balance()).isEqualTo(Money.of("5000.00"));

        // one that the version before let pass is named
        TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("SELECT fund_pay(?, gen_random_uuid(), ?, ?, gen_random_uuid(), now())")
                        .params(asked.id(), today(), today())
                        .query(String.class)
                        .single());
        assertThat(bankDay().withoutAccount())
                .extracting(BankFiles.PaidPerson::member)
                .containsExactly(inga.member());
    }

    @Test
    void the_rules_in_force_at_submission_rule() {
        Fund fund = investment("20000.00");
        RequestView asked = submitted(inga, loan(fund, "9000.00", 12));
        RulebookTerms t = FundFixtures.template("investment");
        scene.manages(() -> funds.adopt(
                fund.id(),
                new RulebookTerms(
                        t.contribution(),
                        new RulebookTerms.Ceilings(Money.of("500.00"), Money.of("500.00"), null),
                        t.loan(),
                        null,
                        null,
                        0,
                        0,
                        0,
                        t.voting(),
                        null,
                        30,
                        30,
                        24),
                new Rulebook.Adoption("AG extraordinaire", today()),
                today()));

        UUID proposal = proposes(0, asked, "9000.00");
        votes(proposal, Choice.FOR, Choice.FOR, Choice.FOR, Choice.FOR, Choice.FOR);

        assertThat(inga.does(() -> requests.get(asked.id())).stage()).isEqualTo(Stage.GRANTED);
        Somebody later = make.aMemberOf(scene);
        assertThat(submitted(later, loan(fund, "9000.00", 12)).stage()).isEqualTo(Stage.INADMISSIBLE);
    }

    @Test
    void a_fund_too_short_leaves_the_request_before_the_committee_and_says_so() {
        Fund fund = investment("100.00");
        RequestView asked = submitted(inga, loan(fund, "900.00", 12));
        votes(proposes(0, asked, "900.00"), Choice.FOR, Choice.FOR, Choice.FOR, Choice.FOR, Choice.FOR);

        RequestView after = scene.sitting().getFirst().does(() -> requests.get(asked.id()));
        assertThat(after.stage()).isEqualTo(Stage.REVIEW);
        assertThat(after.proposals())
                .extracting(RequestView.ProposalView::result)
                .containsExactly("FUND_SHORT");

        votes(proposes(1, asked, "100.00"), Choice.FOR, Choice.FOR, Choice.FOR, Choice.FOR, Choice.FOR);
        assertThat(inga.does(() -> requests.get(asked.id())).granted()).isEqualTo(Money.of("100.00"));
    }

    @Test
    void a_quorum_lost_in_the_middle_decides_nothing() {
        Fund fund = investment("5000.00");
        RequestView asked = submitted(inga, loan(fund, "900.00", 12));
        UUID proposal = proposes(0, asked, "900.00");
        scene.sitting().getFirst().does(() -> decisions.vote(proposal, Choice.FOR, "oui"));
        scene.sitting().get(1).does(() -> decisions.vote(proposal, Choice.FOR, "oui"));
        scene.manages(() -> {
            var register = committees.register(scene.committee().id());
            for (int i = 2; i < 5; i++) {
                UUID leaving = scene.sitting().get(i).member();
                committees.end(
                        register.stream()
                                .filter(m -> m.member().equals(leaving))
                                .findFirst()
                                .orElseThrow()
                                .id(),
                        today().minusDays(1));
            }
            return decisions.settleDue();
        });

        RequestView after = scene.sitting().getFirst().does(() -> requests.get(asked.id()));
        assertThat(after.proposals())
                .extracting(RequestView.ProposalView::result)
                .containsExactly("NO_QUORUM");
        assertThat(after.stage()).isEqualTo(Stage.REVIEW);
    }

    @Test
    void a_conflict_declared_after_a_secret_vote_annuls_the_ballot() {
        Fund fund = make.fund(scene, "relief", "9000.00");
        RequestView asked = submitted(inga, grant(fund, "500.00"));
        UUID proposal = proposes(0, asked, "500.00");
        scene.sitting().get(2).does(() -> decisions.vote(proposal, Choice.FOR, null));
        scene.sitting().get(2).does(() -> {
            decisions.declareConflict(asked.id());
            return null;
        });

        assertThat(scene.sitting()
                        .getFirst()
                        .does(() -> requests.get(asked.id()))
                        .proposals())
                .extracting(RequestView.ProposalView::result)
                .containsExactly("ANNULLED");
        assertThat(proposes(0, asked, "500.00")).isNotNull();
    }

    @Test
    void nobody_decides_pays_or_confirms_for_themselves() {
        Fund fund = investment("5000.00");
        Somebody sits = scene.sitting().getFirst();
        RequestView own = submitted(sits, loan(fund, "400.00", 4));
        refused(
                "fund-request-not-found",
                sits.actor(),
                () -> decisions.grantAlone(own.id(), Money.of("400.00"), Ground.NEED_SHOWN, "moi"));

        scene.sitting()
                .get(1)
                .does(() -> decisions.grantAlone(own.id(), Money.of("400.00"), Ground.NEED_SHOWN, "Petit montant"));
        Actor treasurerToo = TestTenants.actor(scene.tenant(), sits.actor().subject(), Role.MEMBER, Role.TREASURER);
        refused("fund-own-payment", treasurerToo, () -> payments.propose(own.id()));
        TestTenants.as(scene.treasurer(), () -> payments.propose(own.id()));
        refused("fund-second-person", scene.treasurer(), () -> payments.confirm(own.id()));
        refused("fund-own-payment", treasurerToo, () -> payments.confirm(own.id()));
    }

    @Test
    void a_person_and_their_program_are_one_where_a_payment_takes_two() {
        Fund fund = investment("5000.00");
        RequestView asked = submitted(inga, loan(fund, "400.00", 4));
        scene.sitting()
                .getFirst()
                .does(() -> decisions.grantAlone(asked.id(), Money.of("400.00"), Ground.NEED_SHOWN, "Petit montant"));
        Actor maker = TestTenants.actor(scene.tenant(), Role.MANAGER, Role.TREASURER);
        Actor program = new Actor(scene.tenant(), UUID.randomUUID(), maker.subject(), "Robot", Set.of(Role.TREASURER));

        TestTenants.as(program, () -> payments.propose(asked.id()));

        refused("fund-second-person", maker, () -> payments.confirm(asked.id()));
        refused("for-people-only", program, () -> payments.confirm(asked.id()));
        assertThatThrownBy(() -> TestTenants.in(
                        scene.tenant(),
                        () -> jdbc.sql("UPDATE fund_request SET payee = '\\x00' WHERE id = ?")
                                .param(asked.id())
                                .update()))
                .as("the account decided on is the one that is paid")
                .isInstanceOf(org.springframework.dao.DataAccessException.class);
        TestTenants.as(scene.treasurer(), () -> payments.confirm(asked.id()));
    }

    @Test
    void who_confirms_sees_where_it_goes_and_that_the_payment_before_went_elsewhere() {
        String other = "FR1420041010050500013M02606";
        Fund relief = make.fund(scene, "relief", lenient("relief"), "5000.00");
        Fund fund = investment("5000.00");
        RequestView first = submitted(inga, grant(relief, "300.00"));
        UUID proposal = proposes(0, first, "300.00");
        scene.sitting().forEach(one -> one.does(() -> decisions.vote(proposal, Choice.FOR, null)));
        assertThat(payTo(first)).isEqualTo(new FundPayments.PayTo("FR76 … 0189", null, false, 0));
        paid(first.id());
        RequestView second = submitted(inga, loan(fund, "200.00", 4, other));
        grantedAlone(second, "200.00");
        TestTenants.as(scene.treasurer(), () -> payments.propose(second.id()));

        assertThat(payTo(second)).isEqualTo(new FundPayments.PayTo("FR14 … 2606", "FR76 … 0189", true, 0));

        Somebody twin = make.aMemberOf(scene);
        RequestView theirs = submitted(twin, loan(fund, "200.00", 4, other));
        grantedAlone(theirs, "200.00");
        assertThat(payTo(theirs))
                .as("two members, one account")
                .isEqualTo(new FundPayments.PayTo("FR14 … 2606", null, false, 1));
        refused("not-allowed", inga.actor(), () -> payments.payTo(List.of(second.id())));
        assertThat(TestTenants.in(
                        scene.tenant(),
                        () -> jdbc.sql("SELECT count(*) FROM audit_entry WHERE action = 'fund-payment.accounts-read'")
                                .query(Integer.class)
                                .single()))
                .isEqualTo(3);
    }

    private FundPayments.PayTo payTo(RequestView request) {
        return scene.manages(() -> payments.payTo(List.of(request.id()))).get(request.id());
    }

    @Test
    void a_large_amount_is_not_granted_alone() {
        Fund fund = investment("5000.00");
        RequestView asked = submitted(inga, loan(fund, "500.01", 12));

        refused(
                "fund-above-delegation",
                scene.sitting().getFirst().actor(),
                () -> decisions.grantAlone(asked.id(), Money.of("500.01"), Ground.NEED_SHOWN, "seul"));
        assertThat(scene.sitting()
                        .getFirst()
                        .does(() -> requests.get(asked.id()))
                        .proposals())
                .as("rolled back whole")
                .isEmpty();
    }

    @Test
    void an_unpaid_invoice_is_paid_to_the_activity_and_recovered_later() {
        Fund fund = make.fund(scene, "receivables-guarantee", lenient("receivables-guarantee"), "2000.00");
        RequestView asked = submitted(
                inga,
                new RequestForm(
                        fund.id(),
                        inga.activity(),
                        Money.of("800.00"),
                        null,
                        null,
                        make.anUnpaidInvoice(inga, "1000.00"),
                        new PrivatePart(
                                Need.UNPAID_INVOICE,
                                "Client en liquidation",
                                null,
                                null,
                                Money.of("1000.00"),
                                today().minusDays(10),
                                true),
                        null));
        votes(proposes(0, asked, "800.00"), Choice.FOR, Choice.FOR, Choice.FOR, Choice.FOR, Choice.FOR);
        paid(asked.id());
        assertThat(fund(fund).balance()).isEqualTo(Money.of("1200.00"));

        TestTenants.as(
                scene.accountant(), () -> payments.comeBack(asked.id(), Money.of("300.00"), today(), "liquidateur"));
        assertThat(scene.manages(() -> payments.writeOff(asked.id())).stage()).isEqualTo(Stage.CLOSED);
        assertThat(fund(fund).balance()).isEqualTo(Money.of("1500.00"));
        assertThat(fund(fund).out()).isEqualTo(Money.ZERO);
        assertBooksAgree(fund);
    }

    @Test
    void a_fund_closes_when_its_loans_are_back_and_gives_the_rest_to_another() {
        Fund fund = investment("5000.00");
        Fund heir = make.fund(scene, "relief", "100.00");
        RequestView asked = submitted(inga, loan(fund, "400.00", 4));
        scene.sitting()
                .getFirst()
                .does(() -> decisions.grantAlone(asked.id(), Money.of("400.00"), Ground.NEED_SHOWN, "ok"));
        paid(asked.id());
        scene.manages(() -> funds.beginClosing(fund.id()));

        refused("fund-not-open", make.aMemberOf(scene).actor(), () -> submitNow(loan(fund, "100.00", 2)));
        refused("fund-still-running", scene.manager(), () -> funds.close(fund.id(), heir.id(), today(), "AG"));

        TestTenants.as(scene.accountant(), () -> payments.comeBack(asked.id(), Money.of("400.00"), today(), "r1"));
        scene.manages(() -> funds.close(fund.id(), heir.id(), today(), "AG, résolution 9"));
        assertThat(fund(fund).state()).isEqualTo(Fund.State.CLOSED);
        assertThat(fund(heir).balance()).isEqualTo(Money.of("5100.00"));
        assertBooksAgree(heir);
        assertBooksAgree(fund);
    }

    @Test
    void withdrawing_frees_what_was_set_aside() {
        Fund fund = investment("500.00");
        RequestView asked = submitted(inga, loan(fund, "400.00", 4));
        scene.sitting()
                .getFirst()
                .does(() -> decisions.grantAlone(asked.id(), Money.of("400.00"), Ground.NEED_SHOWN, "ok"));
        assertThat(fund(fund).free()).isEqualTo(Money.of("100.00"));

        inga.does(() -> requests.withdraw(asked.id()));

        assertThat(fund(fund).free()).isEqualTo(Money.of("500.00"));
    }

    private Fund investment(String holding) {
        return make.fund(scene, "investment", lenient("investment"), holding);
    }

    /** The template without waiting for contributions: nobody has contributed in a cooperative a second old. */
    static RulebookTerms lenient(String template) {
        RulebookTerms t = FundFixtures.template(template);
        return new RulebookTerms(
                t.contribution(),
                t.ceilings(),
                t.loan(),
                t.grant(),
                t.guarantee(),
                t.waitingMonths(),
                0,
                t.pauseMonths(),
                t.voting(),
                t.delegatedUpTo(),
                t.decideWithinDays(),
                t.appealDays(),
                t.keepPrivateMonths());
    }

    private RequestForm loan(Fund fund, String amount, int months) {
        return loan(fund, amount, months, IBAN);
    }

    private RequestForm loan(Fund fund, String amount, int months, String iban) {
        return new RequestForm(
                fund.id(),
                null,
                Money.of(amount),
                months,
                null,
                null,
                new PrivatePart(Need.EQUIPMENT, "Un four à céramique", null, null, null, null, null),
                iban);
    }

    private RequestForm grant(Fund fund, String amount) {
        return new RequestForm(
                fund.id(),
                null,
                Money.of(amount),
                2,
                null,
                null,
                new PrivatePart(
                        Need.ILLNESS,
                        "Arrêt de longue maladie",
                        Money.of("1800.00"),
                        Money.of("600.00"),
                        null,
                        null,
                        null),
                IBAN);
    }

    private RequestView submitted(Somebody by, RequestForm form) {
        return by.does(() -> submitNow(form));
    }

    private RequestView submitNow(RequestForm form) {
        RequestView draft = requests.draft(form);
        return requests.submit(draft.id(), draft.version());
    }

    private UUID proposes(int seat, RequestView asked, String amount) {
        return scene.sitting()
                .get(seat)
                .does(() -> decisions.propose(asked.id(), Money.of(amount), Ground.NEED_SHOWN, "Le devis est joint"));
    }

    private void votes(UUID proposal, Choice... choices) {
        for (int i = 0; i < choices.length; i++) {
            Choice choice = choices[i];
            scene.sitting().get(i).does(() -> decisions.vote(proposal, choice, "vu le dossier"));
        }
    }

    private void grantedAlone(RequestView asked, String amount) {
        scene.sitting()
                .getFirst()
                .does(() -> decisions.grantAlone(asked.id(), Money.of(amount), Ground.NEED_SHOWN, "ok"));
    }

    private BankFiles.BankDay bankDay() {
        return TestTenants.as(scene.treasurer(), () -> files.days(10)).getFirst();
    }

    private Money inBooks(String account) {
        return TestTenants.in(
                scene.tenant(),
                () -> Money.ofCents(jdbc.sql("SELECT coalesce(sum(l.amount_cents), 0) FROM journal_line l"
                                + " JOIN account a ON a.id = l.account_id WHERE a.number LIKE ? || '%'")
                        .param(account)
                        .query(Long.class)
                        .single()));
    }

    private void paid(UUID request) {
        TestTenants.as(scene.treasurer(), () -> payments.propose(request));
        scene.manages(() -> payments.confirm(request));
    }

    private Fund fund(Fund fund) {
        return scene.manages(() -> funds.get(fund.id()));
    }

    /** What the fund says it holds is what the books say the cooperative owes it. */
    private void assertBooksAgree(Fund fund) {
        long inBooks = TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("SELECT coalesce(-sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id ="
                                + " l.account_id WHERE a.number = ?")
                        .param(fund.accounts().holds())
                        .query(Long.class)
                        .single());
        assertThat(Money.ofCents(inBooks)).isEqualTo(fund(fund).balance());
    }

    private long audited(String action, UUID request) {
        return TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("SELECT count(*) FROM audit_entry WHERE action = ? AND subject = ?")
                        .params(action, "fund-request:" + request)
                        .query(Long.class)
                        .single());
    }

    private static LocalDate today() {
        return LocalDate.now(java.time.ZoneId.of("Europe/Paris"));
    }

    private static void refused(String code, Actor actor, java.util.concurrent.Callable<?> work) {
        assertThatThrownBy(() -> TestTenants.as(actor, work::call))
                .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
