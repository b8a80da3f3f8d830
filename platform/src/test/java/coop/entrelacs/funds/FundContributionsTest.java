package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.funds.FundContributions.Call;
import coop.entrelacs.funds.FundContributions.Called;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.funds.FundScene.Somebody;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The funds call what members owe them by their means, from the books. */
@EntrelacsTest
class FundContributionsTest {

    private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Ledger ledger;

    @Autowired
    Funds funds;

    @Autowired
    FundContributions contributions;

    @Autowired
    FundPage page;

    private FundScene make;
    private Scene scene;
    private Somebody inga;
    private Fund fund;

    @BeforeEach
    void aFundOnTheResult() {
        make = FundScene.in(beans);
        scene = make.aCooperative();
        inga = make.aMemberOf(scene);
        fund = make.fund(scene, "relief", "0.00");
    }

    @Test
    void a_month_is_called_from_the_books_and_explained_with_the_decision() {
        sells(inga, MARCH, "30000.00");
        spends(inga, MARCH, "604000", "5000.00");

        Called called = call(MARCH);

        // 25,000: 20,000 at 0.4 %, 5,000 at 0.6 %
        assertThat(called.amount()).isEqualTo(Money.of("110.00"));
        assertThat(inga.does(() -> contributions.mine())).singleElement().satisfies(c -> {
            assertThat(c.amount()).isEqualTo(Money.of("110.00"));
            assertThat(c.adoption()).isEqualTo(FundScene.ADOPTED);
            assertThat(c.steps()).extracting(Step::formula).contains("20000.00 × 0.4 % = 80", "5000.00 × 0.6 % = 30");
        });
        assertThat(balance()).isEqualTo(Money.of("110.00"));
        assertBooksAgree();
    }

    @Test
    void an_activity_that_a_decision_lets_off_owes_its_share_and_stands_in_the_list() {
        Rulebook.Adoption decided =
                new Rulebook.Adoption("Assemblée générale, résolution 4 : 25 pour", LocalDate.of(2026, 2, 3));
        scene.manages(() -> {
            contributions.exempt(fund.id(), inga.activity(), 2026, 2027, Rate.percent("50"), decided);
            return null;
        });
        sells(inga, MARCH, "30000.00");

        assertThat(call(MARCH).amount()).as("half of 140").isEqualTo(Money.of("70.00"));
        assertThat(scene.manages(() -> contributions.exemptions(fund.id())))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.activity()).isEqualTo(inga.activity());
                    assertThat(List.of(one.firstYear(), one.lastYear())).containsExactly(2026, 2027);
                    assertThat(one.remaining()).isEqualTo(Rate.percent("50"));
                    assertThat(one.decision()).isEqualTo(decided);
                });
        assertThatThrownBy(() -> inga.does(() -> contributions.exemptions(fund.id())))
                .isInstanceOf(coop.entrelacs.tenancy.NotAllowed.class);
    }

    @Test
    void the_same_month_called_again_and_at_the_same_moment_is_called_once() throws Exception {
        sells(inga, MARCH, "30000.00");
        List<Called> all = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Called>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                calls.add(threads.submit(() -> call(MARCH)));
            }
            for (Future<Called> done : calls) {
                all.add(done.get());
            }
        }

        assertThat(Money.sum(all.stream().map(Called::amount).toList())).isEqualTo(Money.of("140.00"));
        assertThat(all).filteredOn(c -> c.called() > 0).hasSize(1);
        assertThat(balance()).isEqualTo(Money.of("140.00"));
        assertBooksAgree();
    }

    @Test
    void months_add_up_to_the_year_and_a_worse_month_gives_back() {
        sells(inga, MARCH, "30000.00");
        call(MARCH);
        spends(inga, MARCH.plusMonths(1), "604000", "10000.00");
        call(MARCH.plusMonths(1));

        // 20,000 in the year: 80.00
        assertThat(balance()).isEqualTo(Money.of("80.00"));
        assertThatThrownBy(() -> call(MARCH))
                .isInstanceOfSatisfying(
                        FundRefused.class, e -> assertThat(e.code()).isEqualTo("fund-call-out-of-order"));
        assertBooksAgree();
    }

    @Test
    void a_reversed_contribution_is_given_back_once_and_computed_anew_by_the_next_call() {
        sells(inga, MARCH, "30000.00");
        call(MARCH);
        Contribution wrong = inga.does(() -> contributions.mine()).getFirst();

        scene.manages(() -> {
            contributions.reverse(wrong.id(), "Appel erroné");
            return null;
        });
        assertThat(balance()).isEqualTo(Money.ZERO);
        assertThatThrownBy(() -> scene.manages(() -> {
                    contributions.reverse(wrong.id(), "encore");
                    return null;
                }))
                .isInstanceOfSatisfying(
                        FundRefused.class, e -> assertThat(e.code()).isEqualTo("fund-reversed-already"));

        call(MARCH.plusMonths(1));
        assertThat(balance()).isEqualTo(Money.of("140.00"));
        assertBooksAgree();
    }

    @Test
    void another_key_is_tried_on_a_year_that_is_over_activity_by_activity() {
        sells(inga, LocalDate.of(2025, 5, 1), "30000.00");

        WhatIf answer = scene.manages(() -> page.whatIf(
                fund.id(), ContributionKey.flat(coop.entrelacs.activities.ContributionBase.TURNOVER, "1"), 2025));

        assertThat(answer.now()).isEqualTo(Money.of("140.00"));
        assertThat(answer.then()).isEqualTo(Money.of("300.00"));
        assertThat(answer.changes().getFirst().activity()).isEqualTo(inga.activity());
        assertThat(answer.payMore()).isEqualTo(1);
    }

    @Test
    void every_activity_is_called_in_one_go() {
        for (int i = 0; i < 7; i++) {
            sells(make.aMemberOf(scene), MARCH, "10000.00");
        }
        Called called = call(MARCH);
        assertThat(called.amount()).isEqualTo(Money.of("280.00"));
    }

    private Called call(LocalDate month) {
        return scene.manages(() -> contributions.call(
                new Call(fund.id(), month, month.plusMonths(1).minusDays(1))));
    }

    private void sells(Somebody by, LocalDate on, String amount) {
        book(
                on,
                JournalLine.debit("512", Money.of(amount)),
                JournalLine.credit("706", Money.of(amount)).on(by.activity()));
    }

    private void spends(Somebody by, LocalDate on, String account, String amount) {
        String number = account.substring(0, 3);
        book(
                on,
                JournalLine.debit(number, Money.of(amount)).on(by.activity()),
                JournalLine.credit("512", Money.of(amount)));
    }

    private void book(LocalDate on, JournalLine... lines) {
        TestTenants.in(
                scene.tenant(),
                () -> ledger.post(new JournalEntry("OD", on, "essai", null, null, null, List.of(lines))));
    }

    private Money balance() {
        return scene.manages(() -> funds.get(fund.id())).balance();
    }

    private void assertBooksAgree() {
        long inBooks = TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("SELECT coalesce(-sum(l.amount_cents), 0) FROM journal_line l JOIN account a ON a.id ="
                                + " l.account_id WHERE a.number = ?")
                        .param(fund.accounts().holds())
                        .query(Long.class)
                        .single());
        assertThat(Money.ofCents(inBooks)).isEqualTo(balance());
    }
}
