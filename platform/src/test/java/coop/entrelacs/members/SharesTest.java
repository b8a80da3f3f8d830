package coop.entrelacs.members;

import static coop.entrelacs.TestTenants.actor;
import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.ledger.Statements;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@EntrelacsTest
class SharesTest {

    private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);
    private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);

    @Autowired
    Shares shares;

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    LedgerSetup books;

    @Autowired
    Statements statements;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestTenants tenants;

    TenantId tenant;
    MemberFixtures fixtures;

    @BeforeEach
    void aCooperativeWithSharesOfFiftyEurosAndAFloorOfThreeHundred() {
        tenant = tenants.aCooperative();
        fixtures = new MemberFixtures(members, contracts);
        in(tenant, () -> {
            books.open("pcg-2026", JANUARY, LocalDate.of(2026, 12, 31));
            shares.adopt(new Shares.Statutes(JANUARY, Money.of("50.00"), Money.of("300.00"), 5, "Statuts, article 9"));
            return null;
        });
    }

    @Test
    void a_share_is_subscribed_paid_and_redeemed_at_par_in_the_books_too() {
        UUID ines = fixtures.aMember().in(tenant);
        UUID other = fixtures.aMember().in(tenant);
        in(tenant, () -> {
            shares.subscribe(other, MARCH, 10);
            UUID subscription = shares.subscribe(ines, MARCH, 4);
            assertThat(balance("1012")).isEqualTo(Money.of("-700.00"));
            shares.pay(subscription, MARCH, Money.of("120.00"));
            shares.pay(subscription, MARCH, Money.of("80.00"));
            assertThat(balance("1013")).isEqualTo(Money.of("-200.00"));

            UUID redemption = shares.askBack(ines, MARCH, 3);
            assertThat(shares.queue())
                    .singleElement()
                    .satisfies(waiting -> assertThat(waiting.dueOn()).isEqualTo("2031-03-01"));
            shares.redeem(redemption, LocalDate.of(2026, 9, 1));

            assertThat(shares.of(ines)).isEqualTo(new Shares.Holding(ines, 1, Money.of("50.00"), Money.of("50.00"), 0));
            assertThat(balance("1013")).isEqualTo(Money.of("-50.00"));
            assertThat(balance("4567")).isEqualTo(Money.ZERO);
            assertThat(balance("512")).isEqualTo(Money.of("50.00"));
            assertThat(shares.capital().subscribed()).isEqualTo(Money.of("550.00"));
            assertThat(shares.register(null, 10).items())
                    .extracting(Shares.Movement::number, Shares.Movement::quantity)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(1L, 10),
                            org.assertj.core.groups.Tuple.tuple(2L, 4),
                            org.assertj.core.groups.Tuple.tuple(3L, -3));
            return null;
        });
    }

    @Test
    void nobody_passes_the_floor_however_many_redeem_at_the_same_moment() throws Exception {
        List<UUID> redemptions = IntStream.range(0, 10)
                .mapToObj(_ -> {
                    UUID member = fixtures.aMember().in(tenant);
                    return in(tenant, () -> {
                        shares.pay(shares.subscribe(member, MARCH, 1), MARCH, Money.of("50.00"));
                        return shares.askBack(member, MARCH, 1);
                    });
                })
                .toList();
        int redeemed = 0;
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> work = redemptions.stream()
                    .<Callable<Boolean>>map(redemption -> () -> {
                        try {
                            return in(tenant, () -> {
                                shares.redeem(redemption, MARCH);
                                return true;
                            });
                        } catch (MemberRefused refused) {
                            assertThat(refused.code()).isEqualTo("capital-floor");
                            return false;
                        }
                    })
                    .toList();
            for (var result : pool.invokeAll(work)) {
                redeemed += result.get() ? 1 : 0;
            }
        }

        assertThat(redeemed).isEqualTo(4);
        assertThat(in(tenant, () -> shares.capital().subscribed())).isEqualTo(Money.of("300.00"));
        assertThat(in(tenant, () -> shares.register(null, 50)).items())
                .extracting(Shares.Movement::number)
                .containsExactlyElementsOf(
                        java.util.stream.LongStream.rangeClosed(1, 14).boxed().toList());
    }

    @Test
    void more_than_was_subscribed_cannot_be_paid_and_what_is_not_paid_cannot_be_asked_back() {
        UUID member = fixtures.aMember().in(tenant);
        UUID subscription = in(tenant, () -> shares.subscribe(member, MARCH, 2));

        refused("share-overpaid", () -> in(tenant, () -> shares.pay(subscription, MARCH, Money.of("100.01"))));
        refused("shares-not-held", () -> in(tenant, () -> shares.askBack(member, MARCH, 1)));
        in(tenant, () -> shares.pay(subscription, MARCH, Money.of("100.00")));
        refused("shares-not-held", () -> in(tenant, () -> shares.askBack(member, MARCH, 3)));
        UUID redemption = in(tenant, () -> shares.askBack(member, MARCH, 1));
        refused(
                "capital-floor",
                () -> in(tenant, () -> {
                    shares.redeem(redemption, MARCH);
                    return null;
                }));
    }

    @Test
    void the_database_keeps_the_guards_by_itself() {
        in(tenant, () -> {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> jdbc.sql("UPDATE share_capital SET subscribed_cents = -1")
                            .update());
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> jdbc.sql("DELETE FROM share_capital").update())
                    .withStackTraceContaining("permission denied");
            return null;
        });
    }

    @Test
    void a_member_reads_their_own_shares_and_buys_none_alone() {
        UUID person = UUID.randomUUID();
        UUID own = fixtures.aMember().person(person).in(tenant);
        var me = actor(tenant, person, Role.MEMBER);

        assertThat(as(me, () -> shares.of(own)).quantity()).isZero();
        assertThatExceptionOfType(NotAllowed.class).isThrownBy(() -> as(me, () -> shares.subscribe(own, MARCH, 1)));
        assertThatExceptionOfType(NotAllowed.class).isThrownBy(() -> as(me, shares::capital));
    }

    private Money balance(String account) {
        return statements.balance(account, null, null, LocalDate.of(2026, 12, 31));
    }

    private static void refused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(attempt)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
