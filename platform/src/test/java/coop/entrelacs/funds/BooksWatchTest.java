package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.funds.FundScene.Somebody;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.BooksWatch;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.ledger.LedgerVerifier;
import coop.entrelacs.ledger.ThirdParties;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What documents say is compared with the books every night, and whoever answers for the books is told of a difference. */
@EntrelacsTest
class BooksWatchTest {

    private static final LocalDate ON = LocalDate.of(2026, 10, 5);

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    BooksWatch watch;

    @Autowired
    LedgerVerifier verifier;

    @Autowired
    Ledger ledger;

    @Autowired
    Accounts accounts;

    @Autowired
    ThirdParties thirdParties;

    @Autowired
    LiveUpdates live;

    @Autowired
    TestTokens tokens;

    @Autowired
    JdbcClient jdbc;

    private Scene scene;
    private Somebody inga;
    private Fund fund;

    @BeforeEach
    void aCooperativeWithAFund() {
        FundScene make = FundScene.in(beans);
        scene = make.aCooperative();
        inga = make.aMemberOf(scene);
        fund = make.fund(scene, "investment", FundsFlowTest.lenient("investment"), "5000.00");
        make.anUnpaidInvoice(inga, "100.00");
    }

    private record Slip(
            String code, String account, @Nullable String thirdParty, boolean onActivity) {}

    @Test
    void an_entry_by_hand_on_an_account_that_documents_keep_is_named_whatever_they_are() {
        assertThat(check()).isEmpty();
        String customer = in(() -> jdbc.sql("SELECT code FROM customer LIMIT 1")
                .query(String.class)
                .single());
        String waiting = in(() -> jdbc.sql("SELECT account FROM own_line WHERE account LIKE '4458%' LIMIT 1")
                .query(String.class)
                .single());
        String holds = fund.accounts().holds();
        List<Slip> slips = new ArrayList<>(List.of(
                new Slip("receivables-differ", "411", customer, false),
                new Slip("by-hand-differs", "411", null, false),
                new Slip("by-hand-differs", "401", null, false),
                new Slip("expenses-differ", "467", "N9", false),
                new Slip("waiting-vat-differs", waiting, null, false),
                new Slip("fund-balances-differ", holds, null, false),
                new Slip("fund-loans-differ", holds + "9", null, false),
                new Slip("fund-lent-differ", "2743", null, false),
                new Slip("shares-differ", "101300", null, false),
                new Slip("pay-differs", "421", "E1", false),
                new Slip("pay-differs", "421", null, false),
                new Slip("pay-advances-differ", "425", null, false),
                new Slip("positions-differ", "4511", "COOP-nowhere", false),
                new Slip("positions-differ", "4511", null, false),
                new Slip("transfers-differ", "4512", "COOP-nowhere", false),
                new Slip("transfers-differ", "4512", null, false),
                new Slip("pool-waits-differ", "46771", null, false),
                new Slip("cash-contributions-differ", "628800", null, true),
                new Slip("cash-exchanges-differ", "186", null, true)));
        for (Slip slip : slips) {
            long entry = byHand(slip);
            assertThat(check())
                    .as("%s", slip)
                    .extracting(BooksWatch.Difference::code)
                    .containsExactly(slip.code());
            assertThat(TestTenants.as(
                            scene.accountant(), () -> verifier.verify().faults()))
                    .as("the verification says it too: %s", slip)
                    .extracting(LedgerVerifier.Fault::code)
                    .containsExactly(slip.code());
            TestTenants.as(scene.accountant(), () -> ledger.takeBack(entry, ON, "Erreur"));
            assertThat(check()).as("taken back: %s", slip).isEmpty();
        }
    }

    @Test
    void what_a_document_says_and_the_books_do_not_is_named() {
        in(() -> ledger.post(new JournalEntry(
                "BQ",
                ON,
                "x",
                null,
                null,
                "payment:" + UUID.randomUUID(),
                List.of(
                        JournalLine.debit("512", Money.of("12.00")).on(inga.activity()),
                        JournalLine.credit("471", Money.of("12.00"))))));

        assertThat(check()).singleElement().satisfies(one -> {
            assertThat(one.code()).isEqualTo("cash-receipts-differ");
            assertThat(one.what()).contains("Atelier");
            assertThat(one.told()).isEqualTo(Money.ZERO);
            assertThat(one.booked()).isEqualTo(Money.of("12.00"));
        });
    }

    @Test
    void who_answers_for_the_books_is_told_of_a_new_difference_once_and_when_it_is_mended() throws Exception {
        var heard = new CopyOnWriteArrayList<String>();
        try (var listening = live.subscribe(scene.tenant(), change -> {
            if (change.topic().equals(BooksWatch.TOPIC)) {
                heard.add(change.id());
            }
        })) {
            assertThat(listening).isNotNull();
            check();
            long first = byHand(new Slip("", "411", null, false));
            var seen = check().getFirst();
            check();
            assertThat(check())
                    .singleElement()
                    .satisfies(still -> assertThat(still.since()).isEqualTo(seen.since()));
            byHand(new Slip("", "411", null, false));
            assertThat(check()).as("another amount is news").hasSize(1);
            TestTenants.as(scene.accountant(), () -> ledger.takeBack(first, ON, "Erreur"));
            check();
            Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("new", "new", "new"));
        }
        assertThat(in(() -> jdbc.sql("SELECT count(*) FROM audit_entry WHERE action = 'books.differ'")
                        .query(Integer.class)
                        .single()))
                .isEqualTo(3);
        assertThat(TestTenants.as(scene.accountant(), () -> watch.open())).isEqualTo(1);
        Assertions.assertThatThrownBy(() -> inga.does(() -> watch.last())).isInstanceOf(NotAllowed.class);
        var answer = tokens.read(tokens.send(tokens.request("/api/" + scene.tenant() + "/ledger/books-check")
                .header("Authorization", "Bearer " + tokens.token(scene.tenant(), Role.MANAGER))));
        assertThat(answer.get("all").asInt()).isEqualTo(1);
        assertThat(answer.get("at").asString()).isNotEmpty();
        assertThat(answer.get("differences").get(0).get("code").asString()).isEqualTo("by-hand-differs");
    }

    private List<BooksWatch.Difference> check() {
        return TestTenants.in(scene.tenant(), () -> watch.check()).differences();
    }

    private long byHand(Slip slip) {
        return in(() -> {
            accounts.ensure(slip.account(), "Compte " + slip.account());
            if (slip.thirdParty() != null) {
                thirdParties.ensure(slip.thirdParty(), ThirdParties.Kind.OTHER, slip.thirdParty());
            }
            JournalLine line = new JournalLine(
                    slip.account(),
                    slip.onActivity() ? inga.activity() : null,
                    slip.thirdParty(),
                    null,
                    Money.of("3.00"));
            return ledger.post(new JournalEntry(
                    "OD",
                    ON,
                    "à la main",
                    null,
                    null,
                    null,
                    List.of(line, JournalLine.credit("471", Money.of("3.00")))));
        });
    }

    private <T> T in(java.util.concurrent.Callable<T> work) {
        return TestTenants.in(scene.tenant(), work);
    }
}
