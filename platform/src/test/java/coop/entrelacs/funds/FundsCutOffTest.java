package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.funds.FundContributions.Call;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.funds.FundScene.Somebody;
import coop.entrelacs.governance.Choice;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The connection is cut where it hurts most: after the fund has changed and before the books have, or between the last vote and what
 * follows from it. What was begun is not there, and what is begun again is there once.
 */
@EntrelacsTest
class FundsCutOffTest {

    private static final String IBAN = "FR7630006000011234567890189";

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    Environment environment;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Ledger ledger;

    @Autowired
    Funds funds;

    @Autowired
    FundRequests requests;

    @Autowired
    FundDecisions decisions;

    @Autowired
    FundPayments payments;

    @Autowired
    FundContributions contributions;

    private FundScene make;
    private Scene scene;
    private Somebody inga;
    private Fund fund;

    @BeforeEach
    void aFund() {
        make = FundScene.in(beans);
        scene = make.aCooperative();
        inga = make.aMemberOf(scene);
        fund = make.fund(scene, "investment", FundsFlowTest.lenient("investment"), "5000.00");
    }

    @Test
    void a_call_cut_off_half_way_has_called_nothing_and_is_made_once() throws Exception {
        TestTenants.in(
                scene.tenant(),
                () -> ledger.post(new JournalEntry(
                        "OD",
                        LocalDate.of(2026, 3, 1),
                        "essai",
                        null,
                        null,
                        null,
                        List.of(
                                JournalLine.debit("512", Money.of("1000.00")),
                                JournalLine.credit("706", Money.of("1000.00")).on(inga.activity())))));
        Call march = new Call(fund.id(), LocalDate.of(2026, 3, 1), LocalDate.of(2026, 3, 31));
        Callable<Object> call = () -> scene.manages(() -> contributions.call(march));

        cutOff("LOCK TABLE journal_entry IN ACCESS EXCLUSIVE MODE", call);

        assertThat(fund().balance()).isEqualTo(Money.of("5000.00"));
        assertThat(count("fund_contribution")).isZero();
        assertBooksAgree();
        call.call();
        call.call();
        assertThat(fund().balance()).isEqualTo(Money.of("5005.00"));
        assertBooksAgree();
    }

    @Test
    void a_decision_cut_off_before_the_money_is_set_aside_is_a_vote_not_cast() throws Exception {
        UUID request = asked("900.00");
        UUID proposal = scene.sitting()
                .getFirst()
                .does(() -> decisions.propose(request, Money.of("900.00"), Ground.NEED_SHOWN, "Devis joint"));
        for (int i = 0; i < 4; i++) {
            scene.sitting().get(i).does(() -> decisions.vote(proposal, Choice.FOR, "vu"));
        }
        Callable<Object> last = () -> scene.sitting().get(4).does(() -> decisions.vote(proposal, Choice.FOR, "vu"));

        cutOff("SELECT 1 FROM fund FOR UPDATE", last);

        assertThat(scene.sitting().getFirst().does(() -> requests.get(request)).proposals())
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.voted()).isEqualTo(4);
                    assertThat(p.result()).isNull();
                });
        assertThat(fund().committed()).isEqualTo(Money.ZERO);
        assertThat(count("fund_precedent")).isZero();
        last.call();
        assertThat(fund().committed()).isEqualTo(Money.of("900.00"));
        assertThat(count("fund_precedent")).isEqualTo(1);
    }

    @Test
    void a_payment_cut_off_before_the_books_is_not_made_and_its_file_can_be_had_again_and_again() throws Exception {
        UUID request = asked("300.00");
        scene.sitting()
                .getFirst()
                .does(() -> decisions.grantAlone(request, Money.of("300.00"), Ground.NEED_SHOWN, "ok"));
        TestTenants.as(scene.treasurer(), () -> payments.propose(request));
        Callable<Object> confirm = () -> scene.manages(() -> payments.confirm(request));

        cutOff("LOCK TABLE journal_entry IN ACCESS EXCLUSIVE MODE", confirm);

        assertThat(inga.does(() -> requests.get(request)).stage()).isEqualTo(Stage.PAYING);
        assertThat(inga.does(() -> requests.get(request)).instalments()).isEmpty();
        assertThat(fund().balance()).isEqualTo(Money.of("5000.00"));
        assertBooksAgree();
        confirm.call();
        assertThat(fund().balance()).isEqualTo(Money.of("4700.00"));
        assertBooksAgree();
        assertThatThrownBy(confirm::call).hasMessageContaining("fund-request-state");

        // killed between posting and file: the file is derived, and the same to the byte
        LocalDate today = LocalDate.now(java.time.ZoneId.of("Europe/Paris"));
        byte[] once = TestTenants.as(scene.treasurer(), () -> payments.bankFile(today));
        assertThat(TestTenants.as(scene.treasurer(), () -> payments.bankFile(today)))
                .isEqualTo(once);
    }

    /** Does the work while somebody holds what it needs in the end, and cuts its connection as soon as it waits there. */
    private void cutOff(String hold, Callable<Object> work) throws Exception {
        try (Connection owner = DriverManager.getConnection(
                        environment.getRequiredProperty("entrelacs.postgres.url"),
                        environment.getRequiredProperty("entrelacs.postgres.user"),
                        environment.getRequiredProperty("entrelacs.postgres.password"));
                Statement statement = owner.createStatement();
                var thread = Executors.newVirtualThreadPerTaskExecutor()) {
            statement.execute("SET ROLE " + scene.tenant().owner());
            statement.execute("SET search_path = " + scene.tenant().schema());
            owner.setAutoCommit(false);
            statement.execute(hold);
            Future<Object> begun = thread.submit(work);
            // Until the work itself is cut: what else of the tenant waits for the same is cut with it.
            await().pollInterval(Duration.ofMillis(30)).until(() -> {
                cutWhoWaits();
                return begun.isDone();
            });
            assertThatThrownBy(begun::get).isInstanceOf(ExecutionException.class);
            owner.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A tenant's login may end its own connections, and sees no others. */
    private void cutWhoWaits() {
        TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename ="
                                + " current_user AND pid <> pg_backend_pid() AND wait_event_type = 'Lock'")
                        .query(Integer.class)
                        .single());
    }

    private UUID asked(String amount) {
        return inga.does(() -> {
            RequestView draft = requests.draft(new RequestForm(
                    fund.id(),
                    null,
                    Money.of(amount),
                    3,
                    null,
                    null,
                    new PrivatePart(Need.EQUIPMENT, "Un four à céramique", null, null, null, null, null),
                    IBAN));
            return requests.submit(draft.id(), draft.version()).id();
        });
    }

    private Fund fund() {
        return scene.manages(() -> funds.get(fund.id()));
    }

    private int count(String table) {
        return TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("SELECT count(*) FROM " + table)
                        .query(Integer.class)
                        .single());
    }

    private void assertBooksAgree() {
        long inBooks = TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("SELECT coalesce(-sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id ="
                                + " l.account_id WHERE a.number = ?")
                        .param(fund.accounts().holds())
                        .query(Long.class)
                        .single());
        assertThat(Money.ofCents(inBooks)).isEqualTo(fund().balance());
    }
}
