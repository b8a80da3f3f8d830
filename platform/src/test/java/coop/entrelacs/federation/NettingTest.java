package coop.entrelacs.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.CountedStatements;
import coop.entrelacs.shared.ChangedMeanwhile;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.Crossings;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

@EntrelacsTest
class NettingTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    Tenants registry;

    @Autowired
    TestDebts debts;

    @Autowired
    NettingDesk desk;

    @Autowired
    NettingRecords records;

    @Autowired
    NettingSide sides;

    @Autowired
    PositionPayments payments;

    @Autowired
    LegalIdentities identities;

    @Autowired
    NettingSchedule schedule;

    @Autowired
    NettingPrinter printer;

    @Autowired
    PositionList list;

    @Autowired
    Crossings crossings;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    @Autowired
    TransactionOperations transaction;

    TenantId federation;
    TenantId a;
    TenantId b;
    TenantId c;

    @BeforeEach
    void aFederationOfThree() {
        federation = tenants.aFederation();
        a = tenants.aCooperativeOf(federation);
        b = tenants.aCooperativeOf(federation);
        c = tenants.aCooperativeOf(federation);
    }

    @Test
    void what_all_agree_to_is_settled_in_all_books_and_paid_by_few_transfers() {
        owes(b, a, "100.00");
        owes(c, b, "70.00");
        owes(a, federation, "20.00");

        UUID netting = proposed();
        List.of(a, b, c).forEach(one -> approve(netting, one));
        approveAs(federation, netting, Role.COORDINATOR);

        settled(netting, a, b, c, federation);
        assertThat(TestTenants.in(federation, () -> records.transfers(netting, 1)))
                .hasSize(3)
                .extracting(NettingRecords.Transfer::payee)
                .containsOnly(a, federation);
        assertThat(Money.sum(TestTenants.in(federation, () -> records.transfers(netting, 1)).stream()
                        .map(NettingRecords.Transfer::amount)
                        .toList()))
                .isEqualTo(Money.of("100.00"));
        for (TenantId one : List.of(a, b, c, federation)) {
            assertThat(balance(one, "4511")).isEqualTo(Money.ZERO);
            assertThat(open(one)).isEmpty();
        }
        assertThat(balance(a, "4512")).isEqualTo(Money.of("80.00"));
        assertThat(balance(b, "4512")).isEqualTo(Money.of("-30.00"));
        assertThat(balance(c, "4512")).isEqualTo(Money.of("-70.00"));
        assertThat(balance(federation, "4512")).isEqualTo(Money.of("20.00"));
    }

    @Test
    void who_agrees_sees_that_a_cooperative_is_paid_on_another_account_than_before() {
        owes(b, a, "100.00");
        UUID first = proposed();
        List.of(a, b).forEach(one -> approve(first, one));
        settled(first, a, b);
        assertThat(TestTenants.in(b, () -> sides.accountsBefore(first))).isEmpty();
        String before = java.util.Objects.requireNonNull(
                TestTenants.in(a, () -> identities.current()).legal().iban());
        owes(b, a, "30.00");
        TestTenants.in(a, () -> {
            var now = identities.current();
            LegalIdentity legal = now.legal();
            return identities.change(
                    new LegalIdentity(
                            legal.name(),
                            legal.legalForm(),
                            legal.siren(),
                            legal.vatNumber(),
                            legal.registry(),
                            legal.street(),
                            legal.postcode(),
                            legal.city(),
                            legal.country(),
                            legal.email(),
                            legal.phone(),
                            "FR1420041010050500013M02606",
                            null),
                    now.version());
        });

        UUID second = proposed();
        await().until(() -> side(b, second).state() == NettingSide.State.PROPOSED);

        assertThat(TestTenants.in(b, () -> sides.accountsBefore(second))).isEqualTo(Map.of(a, before));
        assertThat(TestTenants.in(a, () -> sides.accountsBefore(second))).isEmpty();
    }

    @Test
    void the_netting_of_the_month_before_is_proposed_by_itself_once_whichever_node_looks_first() throws Exception {
        LocalDate fifth = LocalDate.now(clock).withDayOfMonth(5);
        assertThat(TestTenants.in(federation, () -> schedule.propose(fifth.minusDays(1))))
                .isEmpty();

        ConcurrentLinkedQueue<UUID> proposed = new ConcurrentLinkedQueue<>();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> nodes = java.util.stream.IntStream.range(0, 2)
                .mapToObj(node -> Thread.ofVirtual().start(() -> {
                    try {
                        begin.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    TestTenants.in(federation, () -> schedule.propose(fifth)).ifPresent(proposed::add);
                }))
                .toList();
        begin.countDown();
        for (Thread node : nodes) {
            node.join();
        }

        assertThat(proposed).hasSize(1);
        assertThat(TestTenants.in(federation, () -> schedule.propose(fifth.plusDays(3))))
                .isEmpty();
        assertThat(TestTenants.in(federation, () -> records.get(proposed.peek()))
                        .until())
                .isEqualTo(fifth.withDayOfMonth(1).minusDays(1));
        assertThat(TestTenants.in(federation, schedule::next).next())
                .isNotNull()
                .satisfies(next -> assertThat(next.getDayOfMonth()).isEqualTo(5));
    }

    @Test
    void its_day_is_data_that_fits_its_schema() {
        var schema = com.networknt.schema.SchemaRegistry.withDefaultDialect(
                        com.networknt.schema.SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                        coop.entrelacs.config.ConfigFiles.text("federation/netting.schema.json"),
                        com.networknt.schema.InputFormat.JSON);

        assertThat(schema.validate(
                        coop.entrelacs.config.ConfigFiles.text(NettingSchedule.FILE),
                        com.networknt.schema.InputFormat.YAML))
                .isEmpty();
    }

    @Test
    void a_netting_is_printed_for_the_coordinator_and_for_each_side() throws Exception {
        owes(b, a, "100.00");
        UUID netting = proposed();

        String whole = text(TestTenants.in(federation, () -> printer.whole(netting, java.util.Locale.FRENCH)));
        String part =
                text(TestTenants.as(TestTenants.accountant(b), () -> printer.part(netting, java.util.Locale.ENGLISH)));

        assertThat(whole)
                .contains(NettingPrinter.reference(netting))
                .contains(registry.get(a).name())
                .contains(registry.get(b).name())
                .contains("100,00");
        assertThat(part).contains(NettingPrinter.reference(netting), "To pay", "Dette de test");
        assertThatThrownBy(() -> TestTenants.as(
                        TestTenants.accountant(c), () -> printer.part(UUID.randomUUID(), java.util.Locale.FRENCH)))
                .isInstanceOf(NotFound.class);
    }

    private static String text(byte[] pdf) throws java.io.IOException {
        try (var document = org.apache.pdfbox.Loader.loadPDF(pdf)) {
            return new org.apache.pdfbox.text.PDFTextStripper()
                    .getText(document)
                    .replaceAll("\\s+", " ");
        }
    }

    @Test
    void a_transfer_is_recorded_once_and_then_stands_at_the_bank() {
        owes(b, a, "100.00");
        UUID netting = proposed();
        approve(netting, a);
        approve(netting, b);
        settled(netting, a, b);
        PositionPayments.Transfer out =
                TestTenants.in(b, () -> payments.ofNetting(netting)).getFirst();
        assertThat(out.iban()).isEqualTo(TestTenants.legal("x").iban());
        assertThat(out.way()).isEqualTo(NettingSide.Way.OUT);

        TestTenants.as(TestTenants.accountant(b), () -> payments.record(out.id(), LocalDate.now(clock)));

        assertThatThrownBy(() -> TestTenants.as(
                        TestTenants.accountant(b), () -> payments.record(out.id(), LocalDate.now(clock))))
                .isInstanceOf(PositionRefused.class);
        assertThat(balance(b, "4512")).isEqualTo(Money.ZERO);
        assertThat(balance(b, "512")).isEqualTo(Money.of("-100.00"));
    }

    @Test
    void a_refusal_leaves_that_cooperative_out_and_the_others_decide_anew() {
        owes(b, a, "100.00");
        owes(c, a, "40.00");
        UUID netting = proposed();
        approve(netting, a);
        TestTenants.as(TestTenants.accountant(c), () -> sides.refuse(netting, 1));

        await().untilAsserted(() -> assertThat(side(a, netting).round()).isEqualTo(2));
        assertThat(side(a, netting).state()).isEqualTo(NettingSide.State.PROPOSED);
        assertThat(side(a, netting).net()).isEqualTo(Money.of("100.00"));
        assertThatThrownBy(() -> TestTenants.as(TestTenants.accountant(a), () -> sides.approve(netting, 1)))
                .isInstanceOf(ChangedMeanwhile.class);
        approve(netting, a);
        approve(netting, b);
        settled(netting, a, b);

        await().untilAsserted(() -> assertThat(side(c, netting).state()).isEqualTo(NettingSide.State.LEFT_OUT));
        assertThat(open(c))
                .singleElement()
                .satisfies(left -> assertThat(left.payable()).isTrue());
        assertThat(open(a))
                .singleElement()
                .satisfies(left -> assertThat(left.netting()).isNull());
        assertThat(TestTenants.in(federation, () -> records.left(netting, 10)))
                .extracting(NettingRecords.Left::why)
                .containsOnly(NettingRecords.Mismatch.LEFT_OUT);
    }

    @Test
    void a_proposal_that_comes_after_one_who_was_left_out_has_paid_holds_nothing_up() {
        // given: a round that counts on c, still on its way to a
        owes(b, a, "100.00");
        UUID ofC = owes(c, a, "40.00");
        try {
            TestMail.HELD.add(c);
            UUID netting = TestTenants.in(federation, () -> desk.start(LocalDate.now(clock)))
                    .netting();
            await().untilAsserted(
                            () -> assertThat(party(netting, a).state()).isEqualTo(NettingRecords.PartyState.ANSWERED));
            TestMail.HELD.add(a);
            TestMail.HELD.remove(c);
            tryAgain(federation);
            await().until(() -> side(c, netting).state() == NettingSide.State.PROPOSED);

            // when: c refuses, is left out, and pays by itself
            TestTenants.as(TestTenants.accountant(c), () -> sides.refuse(netting, 1));
            await().until(() -> side(c, netting).state() == NettingSide.State.LEFT_OUT);
            TestTenants.as(TestTenants.accountant(c), () -> payments.pay(List.of(ofC), LocalDate.now(clock)));
            await().until(() -> open(a).size() == 1);
            assertThat(side(a, netting).state()).isEqualTo(NettingSide.State.ASKED);
            TestMail.HELD.remove(a);
            tryAgain(federation);

            // then: a is shown the round that stands, and all goes on
            approve(netting, a);
            assertThat(side(a, netting).round()).isEqualTo(2);
            assertThat(side(a, netting).net()).isEqualTo(Money.of("100.00"));
            approve(netting, b);
            settled(netting, a, b);
            assertThat(balance(a, "4511")).isEqualTo(Money.ZERO);
        } finally {
            TestMail.HELD.removeAll(List.of(a, c));
        }
    }

    @Test
    void a_netting_is_booked_in_as_many_statements_however_much_it_settles() {
        // given: b is owed one debt, a six by two
        owes(c, b, "100.00");
        for (int i = 0; i < 3; i++) {
            owes(c, a, "10.00");
            owes(federation, a, "5.00");
        }
        UUID netting = proposed();
        TestMail.HELD.addAll(List.of(a, b));
        try {
            List.of(a, b, c).forEach(one -> approve(netting, one));
            approveAs(federation, netting, Role.COORDINATOR);
            await().until(() -> side(c, netting).state() == NettingSide.State.SETTLED);

            List<String> few = statementsToSettle(b, netting);
            List<String> many = statementsToSettle(a, netting);

            assertThat(many).containsExactlyElementsOf(few);
            assertThat(open(a)).isEmpty();
        } finally {
            TestMail.HELD.removeAll(List.of(a, b));
        }
    }

    private List<String> statementsToSettle(TenantId tenant, UUID netting) {
        NettingMail.Settled told = new NettingMail.Settled(netting, 1, LocalDate.now(clock));
        return CountedStatements.during(() -> TestTenants.in(tenant, () -> {
                    transaction.executeWithoutResult(status -> sides.settled(federation, told));
                    return true;
                }))
                .stream()
                .filter(statement -> !statement.contains("FROM tenant ")) // what tenants are is read again now and then
                .toList();
    }

    @Test
    void a_suspended_cooperative_is_left_out_from_the_start() {
        owes(b, a, "100.00");
        owes(c, a, "40.00");
        registry.suspend(c);

        UUID netting = proposed();
        registry.activate(c);
        approve(netting, a);
        approve(netting, b);

        settled(netting, a, b);
        assertThat(party(netting, c).leftOut()).isEqualTo(NettingRecords.Why.SUSPENDED);
        assertThat(open(c)).hasSize(1);
    }

    @Test
    void who_does_not_answer_is_left_out_and_hears_of_it() {
        owes(b, a, "100.00");
        owes(c, a, "40.00");
        TestMail.HELD.add(c);
        try {
            UUID netting = TestTenants.in(federation, () -> desk.start(LocalDate.now(clock)))
                    .netting();
            await().untilAsserted(
                            () -> assertThat(party(netting, b).state()).isEqualTo(NettingRecords.PartyState.ANSWERED));
            await().untilAsserted(
                            () -> assertThat(party(netting, a).state()).isEqualTo(NettingRecords.PartyState.ANSWERED));
            TestTenants.in(federation, () -> {
                desk.stopWaiting(netting);
                return null;
            });
            awaitProposal(netting);
            TestMail.HELD.remove(c);
            approve(netting, a);
            approve(netting, b);
            settled(netting, a, b);

            tryAgain(federation);
            await().atMost(Duration.ofSeconds(40))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(side(c, netting).state()).isEqualTo(NettingSide.State.LEFT_OUT));
            assertThat(open(c))
                    .singleElement()
                    .satisfies(left -> assertThat(left.payable()).isTrue());
        } finally {
            TestMail.HELD.remove(c);
        }
    }

    @Test
    void what_only_one_side_knows_is_named_and_left() {
        owes(b, a, "100.00");
        UUID lonely = TestTenants.in(a, () -> debts.oneSide(c, Money.of("5.00")));

        UUID netting = proposed();

        assertThat(TestTenants.in(federation, () -> records.left(netting, 10)))
                .singleElement()
                .satisfies(left -> {
                    assertThat(left.position()).isEqualTo(lonely);
                    assertThat(left.why()).isEqualTo(NettingRecords.Mismatch.ONE_SIDE);
                });
        assertThat(party(netting, c).state()).isEqualTo(NettingRecords.PartyState.NOTHING);
    }

    @Test
    void a_credit_note_after_the_netting_comes_next_month() {
        owes(b, a, "100.00");
        UUID netting = proposed();
        TestTenants.in(a, () -> debts.open(b, Positions.Kind.CREDIT_NOTE, Money.of("30.00"), true));
        approve(netting, a);
        approve(netting, b);
        settled(netting, a, b);

        await().untilAsserted(() -> assertThat(open(b))
                .singleElement()
                .satisfies(left -> assertThat(left.amount()).isEqualTo(Money.of("30.00"))));
        UUID next = proposed();
        assertThat(side(b, next).net()).isEqualTo(Money.of("30.00"));
        assertThat(side(a, next).net()).isEqualTo(Money.of("-30.00"));
    }

    @Test
    void only_one_netting_at_a_time_and_only_by_the_coordinator() {
        owes(b, a, "10.00");
        UUID netting = proposed();

        assertThatThrownBy(() -> TestTenants.in(federation, () -> desk.start(LocalDate.now(clock))))
                .isInstanceOf(PositionRefused.class);
        assertThatThrownBy(() ->
                        TestTenants.as(TestTenants.accountant(federation), () -> desk.start(LocalDate.now(clock))))
                .isInstanceOf(NotAllowed.class);
        assertThatThrownBy(() -> TestTenants.in(a, () -> desk.start(LocalDate.now(clock))))
                .isInstanceOf(NotFound.class);
        TestTenants.in(federation, () -> {
            desk.cancel(netting);
            return null;
        });
        await().untilAsserted(() -> assertThat(open(a).getFirst().payable()).isTrue());
        proposed();
    }

    @Test
    void of_two_who_decide_at_once_one_is_heard() throws Exception {
        owes(b, a, "10.00");
        UUID netting = proposed();
        ConcurrentLinkedQueue<String> outcomes = new ConcurrentLinkedQueue<>();
        CountDownLatch ready = new CountDownLatch(1);
        List<Thread> two = List.<Callable<NettingSide.Side>>of(
                        () -> sides.approve(netting, 1), () -> sides.refuse(netting, 1))
                .stream()
                .map(decision -> Thread.ofVirtual().start(() -> {
                    try {
                        ready.await();
                        outcomes.add(TestTenants.as(TestTenants.manager(a), decision)
                                .state()
                                .name());
                    } catch (ChangedMeanwhile | InterruptedException e) {
                        outcomes.add("too late");
                    }
                }))
                .toList();
        ready.countDown();
        for (Thread one : two) {
            one.join();
        }
        assertThat(outcomes).hasSize(2).contains("too late");
    }

    @Test
    void what_was_told_twice_is_done_once() {
        owes(b, a, "10.00");
        UUID netting = proposed();
        approve(netting, a);
        approve(netting, b);
        settled(netting, a, b);

        for (TenantId one : List.of(a, b)) {
            TestTenants.in(
                    one,
                    () -> new org.springframework.transaction.support.TransactionTemplate(transactions)
                            .execute(status -> {
                                sides.asked(federation, new NettingMail.Asked(netting, LocalDate.now(clock)));
                                sides.settled(federation, new NettingMail.Settled(netting, 1, LocalDate.now(clock)));
                                sides.left(federation, new NettingMail.Left(netting, NettingSide.LeftOut.CANCELLED));
                                return null;
                            }));
            assertThat(side(one, netting).state()).isEqualTo(NettingSide.State.SETTLED);
        }
        assertThat(balance(a, "4512")).isEqualTo(Money.of("10.00"));
    }

    @Test
    void a_payment_outside_any_netting_settles_both_sides() {
        UUID id = owes(b, a, "25.00");
        TestTenants.as(TestTenants.accountant(b), () -> payments.pay(List.of(id), LocalDate.now(clock)));

        await().untilAsserted(() -> assertThat(open(a)).isEmpty());
        assertThat(open(b)).isEmpty();
        assertThat(balance(b, "512")).isEqualTo(Money.of("-25.00"));
        assertThat(balance(b, "4512")).isEqualTo(Money.ZERO);
        assertThat(balance(a, "4511")).isEqualTo(Money.ZERO);
        assertThat(balance(a, "4512")).isEqualTo(Money.of("25.00"));
        assertThatThrownBy(() -> TestTenants.as(
                        TestTenants.accountant(b), () -> payments.pay(List.of(id), LocalDate.now(clock))))
                .isInstanceOf(PositionRefused.class);
    }

    @Test
    void what_a_netting_has_set_aside_is_not_paid_meanwhile() {
        UUID id = owes(b, a, "25.00");
        proposed();

        assertThatThrownBy(() -> TestTenants.as(
                        TestTenants.accountant(b), () -> payments.pay(List.of(id), LocalDate.now(clock))))
                .isInstanceOf(PositionRefused.class);
    }

    @Autowired
    org.springframework.transaction.PlatformTransactionManager transactions;

    private UUID owes(TenantId debtor, TenantId creditor, String amount) {
        UUID id = TestTenants.in(creditor, () -> debts.open(debtor, Positions.Kind.INVOICE, Money.of(amount), false));
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(TestTenants.in(debtor, () -> list.byIds(List.of(id))))
                        .hasSize(1));
        return id;
    }

    private UUID proposed() {
        UUID netting = TestTenants.in(federation, () -> desk.start(LocalDate.now(clock)))
                .netting();
        awaitProposal(netting);
        return netting;
    }

    private void awaitProposal(UUID netting) {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(TestTenants.in(federation, () -> records.get(netting))
                                .state())
                        .isEqualTo(NettingRecords.State.PROPOSED));
        for (TenantId one : List.of(a, b, c)) {
            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                NettingRecords.PartyState state = party(netting, one).state();
                if (state == NettingRecords.PartyState.ANSWERED) {
                    assertThat(side(one, netting).state()).isEqualTo(NettingSide.State.PROPOSED);
                }
            });
        }
    }

    private void approve(UUID netting, TenantId one) {
        approveAs(one, netting, Role.ACCOUNTANT);
    }

    private void approveAs(TenantId one, UUID netting, Role role) {
        await().until(() -> side(one, netting).state() == NettingSide.State.PROPOSED);
        TestTenants.as(
                TestTenants.actor(one, role),
                () -> sides.approve(netting, side(one, netting).round()));
    }

    private void settled(UUID netting, TenantId... all) {
        for (TenantId one : all) {
            await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                assertThat(side(one, netting).state()).isEqualTo(NettingSide.State.SETTLED);
                assertThat(party(netting, one).state()).isEqualTo(NettingRecords.PartyState.SETTLED);
            });
        }
    }

    private void tryAgain(TenantId one) {
        TestTenants.in(one, () -> {
            crossings.tryAgain();
            return null;
        });
    }

    private NettingSide.Side side(TenantId one, UUID netting) {
        return TestTenants.in(one, () -> sides.get(netting));
    }

    private NettingRecords.Party party(UUID netting, TenantId one) {
        return TestTenants.in(federation, () -> records.parties(netting)).stream()
                .filter(party -> party.tenant().equals(one))
                .findFirst()
                .orElseThrow();
    }

    private List<Position> open(TenantId one) {
        return TestTenants.in(
                        one, () -> list.page(new PositionList.Filter(null, null, null, true, null, null), null, 100))
                .items();
    }

    private Money balance(TenantId one, String account) {
        return TestTenants.in(
                one,
                () -> Money.ofCents(jdbc.sql("SELECT coalesce(sum(l.amount_cents), 0) FROM journal_line l"
                                + " JOIN account a ON a.id = l.account_id WHERE a.number = ?")
                        .param(account)
                        .query(Long.class)
                        .single()));
    }
}
