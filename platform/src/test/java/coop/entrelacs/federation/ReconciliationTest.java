package coop.entrelacs.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@EntrelacsTest
class ReconciliationTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    Tenants registry;

    @Autowired
    TestDebts debts;

    @Autowired
    Reconciliation reconciliation;

    @Autowired
    PositionsTeller teller;

    @Autowired
    PairVerdicts verdicts;

    TenantId federation;
    TenantId a;
    TenantId b;

    @BeforeEach
    void twoOfAFederation() {
        federation = tenants.aFederation();
        a = tenants.aCooperativeOf(federation);
        b = tenants.aCooperativeOf(federation);
    }

    @Test
    void both_sides_of_every_pair_are_equal_and_so_are_their_books() {
        owes(b, a, "100.00");
        owes(a, b, "30.00");
        owes(federation, a, "12.00");

        told(() -> assertThat(pairs()).hasSize(2).allSatisfy(pair -> {
            assertThat(pair.verdict()).isEqualTo(Reconciliation.Verdict.EQUAL);
            assertThat(pair.difference()).isEqualTo(Money.ZERO);
            assertThat(pair.one().booksDiffer()).isFalse();
            assertThat(pair.other().booksDiffer()).isFalse();
        }));
        told(() -> {
            assertThat(heard(a))
                    .hasSize(2)
                    .allSatisfy(heard -> assertThat(heard.equal()).isTrue());
            assertThat(heard(b))
                    .singleElement()
                    .satisfies(heard -> assertThat(heard.counterpart()).isEqualTo(a));
            assertThat(heard(federation))
                    .singleElement()
                    .satisfies(heard -> assertThat(heard.equal()).isTrue());
        });
        var since = heard(b).getFirst().since();
        owes(b, a, "1.00");
        told(() -> assertThat(pairs())
                .extracting(Reconciliation.Pair::verdict)
                .containsOnly(Reconciliation.Verdict.EQUAL));
        // Equal still: nothing new is said.
        assertThat(heard(b).getFirst().since()).isEqualTo(since);
    }

    @Test
    void what_only_one_side_knows_is_a_difference_and_gets_its_name() {
        owes(b, a, "100.00");
        UUID lonely = TestTenants.in(a, () -> debts.oneSide(b, Money.of("7.00")));
        told(() -> assertThat(pairs()).singleElement().satisfies(pair -> {
            assertThat(pair.verdict()).isEqualTo(Reconciliation.Verdict.DIFFERENT);
            assertThat(pair.difference()).isEqualTo(Money.of("7.00"));
        }));
        // Both read it on their own page, and once it is level they read that too, with its day.
        told(() -> List.of(a, b)
                .forEach(one -> assertThat(heard(one)).singleElement().satisfies(heard -> {
                    assertThat(heard.equal()).isFalse();
                    assertThat(heard.difference()).isEqualTo(Money.of("7.00"));
                })));

        TestTenants.in(federation, () -> {
            reconciliation.askDetail(a, b);
            return null;
        });

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(TestTenants.in(federation, () -> reconciliation.differences(a, b)))
                        .containsExactly(
                                new Reconciliation.Difference(lonely, Positions.Kind.CLAIM, Money.of("7.00"), null)));
    }

    @Test
    void what_is_on_its_way_is_in_transit_and_no_difference() {
        owes(b, a, "100.00");
        told(() -> assertThat(pairs())
                .extracting(Reconciliation.Pair::verdict)
                .containsExactly(Reconciliation.Verdict.EQUAL));
        registry.suspend(b);
        TestTenants.in(a, () -> debts.open(b, Positions.Kind.CLAIM, Money.of("5.00"), false));
        TestTenants.in(a, teller::tell);

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(pairs()).singleElement().satisfies(pair -> {
                    assertThat(pair.verdict()).isEqualTo(Reconciliation.Verdict.IN_TRANSIT);
                    assertThat(pair.inTransit()).isEqualTo(1);
                }));
        registry.activate(b);
    }

    @Test
    void who_told_once_says_nothing_more_until_something_changes() {
        owes(b, a, "100.00");
        assertThat(TestTenants.in(a, teller::tell)).isTrue();
        assertThat(TestTenants.in(a, teller::tell)).isFalse();
        owes(b, a, "1.00");
        assertThat(TestTenants.in(a, teller::tell)).isTrue();
    }

    private void owes(TenantId debtor, TenantId creditor, String amount) {
        TestTenants.in(creditor, () -> debts.open(debtor, Positions.Kind.CLAIM, Money.of(amount), false));
    }

    private void ask() {
        TestTenants.in(federation, () -> {
            reconciliation.ask();
            return null;
        });
    }

    /** Asked again and again, since messages may have been on their way when it was asked first. */
    private void told(org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    ask();
                    assertion.run();
                });
    }

    private List<PairVerdicts.Heard> heard(TenantId tenant) {
        return TestTenants.in(tenant, verdicts::all);
    }

    private List<Reconciliation.Pair> pairs() {
        return TestTenants.in(federation, reconciliation::pairs);
    }
}
