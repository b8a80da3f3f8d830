package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database alone holds, whatever calls it. */
@EntrelacsTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FundsDatabaseTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final OffsetDateTime NOW = TODAY.atTime(12, 0).atOffset(ZoneOffset.UTC);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    FundRecords records;

    @Autowired
    AutowireCapableBeanFactory beans;

    /** For what only reads, or is refused. */
    TenantId unchanged;

    @BeforeAll
    void aCooperativeThatNobodyChanges() {
        unchanged = FundScene.in(beans).aCooperative().tenant();
    }

    @Test
    void the_stages_are_those_of_the_code() {
        TenantId tenant = unchanged;

        Map<Stage, List<Stage>> inDatabase = new HashMap<>();
        TestTenants.in(
                        tenant,
                        () -> jdbc.sql("SELECT from_stage, to_stage FROM fund_transition")
                                .query((row, n) ->
                                        Map.entry(Stage.valueOf(row.getString(1)), Stage.valueOf(row.getString(2))))
                                .list())
                .forEach(t -> inDatabase
                        .computeIfAbsent(t.getKey(), from -> new ArrayList<>())
                        .add(t.getValue()));

        for (Stage stage : Stage.values()) {
            assertThat(inDatabase.getOrDefault(stage, List.of()))
                    .as("from %s", stage)
                    .containsExactlyInAnyOrderElementsOf(stage.next());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO fund_contribution (id, fund_id, rulebook_id, activity_id, period_first, period_last,"
                        + " amount_cents, explanation) SELECT gen_random_uuid(), fund_id, id, id, now(), now(), 1, '[]'"
                        + " FROM fund_rulebook",
                "DELETE FROM fund_reminder",
                "UPDATE fund_reminder SET late = true",
                "DELETE FROM fund_repayment_way",
                "UPDATE fund_instalment SET due_on = now()",
                "UPDATE fund_precedent SET granted_hundreds = 0",
                "UPDATE fund_request SET closing = NULL, stage = 'RECOVERING'",
                "UPDATE fund SET balance_cents = balance_cents + 100",
                "UPDATE fund SET committed_cents = 0",
                "INSERT INTO fund (id, code, name, instrument, committee_id, accounts, balance_cents)"
                        + " SELECT gen_random_uuid(), 'x', 'x', 'LOAN', id, '{}', 100 FROM committee",
                "INSERT INTO fund_movement (id, fund_id, kind, amount_cents, on_day, source)"
                        + " SELECT gen_random_uuid(), id, 'ENDOWMENT', 1, now(), 'x' FROM fund",
                "UPDATE fund_movement SET amount_cents = 1",
                "DELETE FROM fund_movement",
                "UPDATE fund_request SET stage = 'GRANTED'",
                "UPDATE fund_request SET granted_cents = 1",
                "DELETE FROM fund_request",
                "UPDATE fund_rulebook SET terms = '{}'",
                "DELETE FROM fund_contribution",
                "INSERT INTO fund_transition VALUES ('DRAFT', 'GRANTED')",
                "UPDATE ballot SET outcome = 'ADOPTED', closed_at = now()",
                "INSERT INTO ballot_vote (ballot_id, member_id, choice) SELECT id, gen_random_uuid(), 'FOR' FROM"
                        + " ballot",
                "SELECT * FROM ballot_box",
                "INSERT INTO mandate SELECT gen_random_uuid(), committee_id, member_id, 2, '2030-01-01', '2031-01-01',"
                        + " NULL, 'x' FROM mandate",
                "SELECT fund_step(gen_random_uuid(), 'GRANTED', now())",
            })
    void nobody_goes_around_the_functions(String statement) {
        TenantId tenant = unchanged;

        assertThatThrownBy(() -> TestTenants.in(
                        tenant,
                        () -> statement.startsWith("SELECT")
                                ? jdbc.sql(statement).query().listOfRows().size()
                                : jdbc.sql(statement).update()))
                .isInstanceOf(DataAccessException.class)
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void of_thousands_who_ask_at_once_as_many_are_granted_as_there_are_euros() throws Exception {
        FundScene make = FundScene.in(beans);
        Scene scene = make.aCooperative();
        Fund fund = make.fund(scene, "investment", delegating(), "200.00");
        // ten thousand are the bench's: ./entrelacs bench funds
        List<UUID> requests = submitted(scene.tenant(), fund, 2_000, 100);
        UUID decider = scene.sitting().getFirst().member();

        Map<String, Long> results = new HashMap<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> attempts = new ArrayList<>();
            for (UUID request : requests) {
                attempts.add(threads.submit(() -> TestTenants.in(scene.tenant(), () -> grant(request, 100, decider))));
            }
            for (Future<String> attempt : attempts) {
                results.merge(attempt.get(), 1L, Long::sum);
            }
        }

        assertThat(results).isEqualTo(Map.of("GRANTED", 200L, "FUND_SHORT", 1_800L));
        Fund after = TestTenants.in(scene.tenant(), () -> records.fund(fund.id()));
        assertThat(after.free()).isEqualTo(Money.ZERO);
        assertThat(after.committed()).isEqualTo(Money.of("200.00"));
    }

    @Test
    void one_person_who_asks_again_and_again_stays_below_their_ceiling() {
        FundScene make = FundScene.in(beans);
        Scene scene = make.aCooperative();
        Fund fund = make.fund(scene, "investment", delegating(), "100000.00");
        UUID member = Ids.next();
        UUID decider = scene.sitting().getFirst().member();

        List<String> results = TestTenants.in(scene.tenant(), () -> {
            List<String> granted = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                UUID request = submitted(fund, member, 95_000);
                granted.add(grant(request, 95_000, decider));
                if (stage(request).equals("REVIEW")) {
                    jdbc.sql("SELECT fund_withdraw(?, ?)")
                            .params(request, NOW)
                            .query(String.class)
                            .single();
                }
            }
            return granted;
        });

        // ten times 950 is below 10,000, eleven times above
        assertThat(results.subList(0, 10)).containsOnly("GRANTED");
        assertThat(results.subList(10, 12)).containsOnly("PERSON_CEILING");
    }

    /** Contributions − payments + repayments = balance, never below what is promised, whatever happens in whatever order. */
    @Test
    void a_fund_does_what_a_simple_model_does() {
        FundScene make = FundScene.in(beans);
        Scene scene = make.aCooperative();
        Fund fund = make.fund(scene, "investment", delegating(), "0.00");
        UUID decider = scene.sitting().getFirst().member();
        Model model = new Model();
        Random random = new Random(4);
        UUID[] members = new UUID[6];
        java.util.Arrays.setAll(members, i -> Ids.next());
        UUID rules = TestTenants.in(
                scene.tenant(), () -> records.rulebooks(fund.id()).getFirst().id());

        TestTenants.in(scene.tenant(), () -> {
            for (int step = 0; step < 1_500; step++) {
                UUID member = members[random.nextInt(members.length)];
                long amount = random.nextLong(1, 400_000);
                UUID some = model.some(random);
                String did;
                String expected;
                switch (random.nextInt(13)) {
                    case 0 -> {
                        expected = model.endow(amount);
                        did = endow(fund, amount, "m" + step);
                    }
                    case 1, 2, 3 -> {
                        expected = model.submit(member);
                        UUID id = Ids.next();
                        did = attempt(() -> {
                            submit(id, fund, member, amount);
                            return "OK";
                        });
                        if (did.equals("OK")) {
                            model.submitted(id, member, amount);
                        }
                    }
                    case 4, 5 -> {
                        long part = random.nextLong(1, amount + 1);
                        expected = model.grant(some, part);
                        did = attempt(() -> grant(some, part, decider));
                    }
                    case 6 -> {
                        expected = model.withdraw(some);
                        did = attempt(() -> jdbc.sql("SELECT fund_withdraw(?, ?)")
                                .params(some, NOW)
                                .query(String.class)
                                .single());
                    }
                    case 7 -> {
                        expected = model.pay(some);
                        did = attempt(() -> {
                            jdbc.sql("SELECT fund_propose_payment(?, ?, ?)")
                                    .params(some, new UUID(1, 1), NOW)
                                    .query(String.class)
                                    .single();
                            return jdbc.sql("SELECT fund_pay(?, ?, ?, ?, ?, ?)")
                                    .params(some, new UUID(2, 2), TODAY, TODAY, Ids.next(), NOW)
                                    .query(String.class)
                                    .single();
                        });
                    }
                    case 8, 9 -> {
                        // a month of an activity, which may have been called before, or be given back in part
                        int key = random.nextInt(96);
                        long called = random.nextLong(-60_000, 300_000);
                        UUID id = Ids.next();
                        expected = model.contribute(key, id, called);
                        did = attempt(() -> call(fund, rules, key, id, called));
                    }
                    case 10 -> {
                        UUID contribution = model.someContribution(random);
                        expected = model.giveBack(contribution);
                        did = attempt(() -> String.valueOf(jdbc.sql("SELECT fund_give_back(?, ?, 'essai', ?)")
                                .params(contribution, Ids.next(), TODAY)
                                .query(Long.class)
                                .single()));
                    }
                    case 11 -> {
                        expected = model.comeBack(some, amount);
                        String source = "back" + step;
                        did = attempt(() -> String.valueOf(jdbc.sql("SELECT fund_come_back(?, ?, ?, ?, ?, ?, ?)")
                                .params(some, amount, source, TODAY, TODAY, Ids.next(), NOW)
                                .query(Boolean.class)
                                .single()));
                    }
                    default -> {
                        expected = model.giveUp(some);
                        did = attempt(() -> {
                            jdbc.sql("SELECT fund_mark_default(?, true, ?)")
                                    .params(some, NOW)
                                    .query(String.class)
                                    .single();
                            return String.valueOf(jdbc.sql("SELECT fund_write_off(?, ?, ?)")
                                    .params(some, TODAY, NOW)
                                    .query(Long.class)
                                    .single());
                        });
                    }
                }
                assertThat(did).as("step %d", step).isEqualTo(expected);
                if (step % 10 == 0) {
                    Fund now = records.fund(fund.id());
                    assertThat(now.balance().cents())
                            .as("balance at step %d", step)
                            .isEqualTo(model.balance);
                    assertThat(now.committed().cents())
                            .as("committed at step %d", step)
                            .isEqualTo(model.committed());
                    assertThat(now.out().cents()).as("out at step %d", step).isEqualTo(model.out());
                    assertThat(jdbc.sql("SELECT coalesce(sum(amount_cents), 0) FROM fund_movement WHERE fund_id = ?")
                                    .param(fund.id())
                                    .query(Long.class)
                                    .single())
                            .as("movements at step %d", step)
                            .isEqualTo(model.balance);
                }
            }
            return null;
        });
        assertThat(model.granted).as("the walk met every kind of step").isGreaterThan(20);
        assertThat(model.closed).isGreaterThan(5);
        assertThat(model.givenBack).hasSizeGreaterThan(5);
    }

    /** The whole domain of a fund in a page: what the database must do. */
    private static final class Model {
        static final long CEILING = 1_000_000;
        private final Map<UUID, One> requests = new HashMap<>();
        private final List<UUID> order = new ArrayList<>();
        private final Map<Integer, UUID> called = new HashMap<>();
        private final Map<UUID, Long> contributions = new HashMap<>();
        private final List<UUID> contributionOrder = new ArrayList<>();
        private final Set<UUID> givenBack = new HashSet<>();
        long balance;
        int granted;
        int closed;

        private static final class One {
            final UUID member;
            final long asked;
            String stage = "REVIEW";
            long amount;
            long back;

            One(UUID member, long asked) {
                this.member = member;
                this.asked = asked;
            }
        }

        UUID some(Random random) {
            return order.isEmpty() ? new UUID(0, 0) : order.get(random.nextInt(order.size()));
        }

        long committed() {
            return requests.values().stream()
                    .filter(r -> r.stage.equals("GRANTED"))
                    .mapToLong(r -> r.amount)
                    .sum();
        }

        long out() {
            return requests.values().stream()
                    .filter(r -> r.stage.equals("REPAYING"))
                    .mapToLong(r -> r.amount - r.back)
                    .sum();
        }

        UUID someContribution(Random random) {
            return contributionOrder.isEmpty()
                    ? new UUID(0, 0)
                    : contributionOrder.get(random.nextInt(contributionOrder.size()));
        }

        /** Called once each; a call that gives back takes only what is free. */
        String contribute(int key, UUID id, long amount) {
            if (called.containsKey(key)) {
                return "0";
            }
            if (balance - committed() + amount < 0) {
                return "fund-short";
            }
            called.put(key, id);
            contributions.put(id, amount);
            contributionOrder.add(id);
            balance += amount;
            return "1";
        }

        String giveBack(UUID id) {
            Long amount = contributions.get(id);
            if (amount == null) {
                return "fund-contribution-not-found";
            }
            if (givenBack.contains(id)) {
                return "fund-reversed-already";
            }
            if (amount != 0 && balance - committed() - amount < 0) {
                return "fund-short";
            }
            givenBack.add(id);
            balance -= amount;
            return String.valueOf(amount);
        }

        String endow(long amount) {
            balance += amount;
            return "true";
        }

        String submit(UUID member) {
            boolean waits =
                    requests.values().stream().anyMatch(r -> r.member.equals(member) && r.stage.equals("REVIEW"));
            return waits ? "fund-asked-already" : "OK";
        }

        void submitted(UUID id, UUID member, long asked) {
            requests.put(id, new One(member, asked));
            order.add(id);
        }

        String grant(UUID id, long part) {
            One r = requests.get(id);
            if (r == null) {
                return "fund-request-not-found";
            }
            if (!r.stage.equals("REVIEW")) {
                return "fund-request-state";
            }
            if (part > r.asked) {
                return "fund-more-than-asked";
            }
            long has = requests.values().stream()
                    .filter(o -> o.member.equals(r.member)
                            && List.of("GRANTED", "REPAYING").contains(o.stage))
                    .mapToLong(o -> o.amount - o.back)
                    .sum();
            if (has + part > CEILING) {
                return "PERSON_CEILING";
            }
            if (balance - committed() < part) {
                return "FUND_SHORT";
            }
            r.stage = "GRANTED";
            r.amount = part;
            granted++;
            return "GRANTED";
        }

        String withdraw(UUID id) {
            One r = requests.get(id);
            if (r == null) {
                return "fund-request-not-found";
            }
            if (!List.of("REVIEW", "GRANTED").contains(r.stage)) {
                return "fund-request-state";
            }
            r.stage = "WITHDRAWN";
            return "WITHDRAWN";
        }

        String pay(UUID id) {
            One r = requests.get(id);
            if (r == null) {
                return "fund-request-not-found";
            }
            if (!r.stage.equals("GRANTED")) {
                return "fund-request-state";
            }
            r.stage = "REPAYING";
            balance -= r.amount;
            return "REPAYING";
        }

        String comeBack(UUID id, long amount) {
            One r = requests.get(id);
            if (r == null) {
                return "fund-request-not-found";
            }
            if (!r.stage.equals("REPAYING")) {
                return "fund-request-state";
            }
            if (amount > r.amount - r.back) {
                return "fund-more-than-owed";
            }
            r.back += amount;
            balance += amount;
            if (r.back == r.amount) {
                r.stage = "CLOSED";
                closed++;
            }
            return "true";
        }

        String giveUp(UUID id) {
            One r = requests.get(id);
            if (r == null) {
                return "fund-request-not-found";
            }
            if (!r.stage.equals("REPAYING")) {
                return "fund-request-state";
            }
            r.stage = "CLOSED";
            closed++;
            return String.valueOf(r.amount - r.back);
        }
    }

    private static RulebookTerms delegating() {
        RulebookTerms t = FundFixtures.template("investment");
        return new RulebookTerms(
                t.contribution(),
                t.ceilings(),
                t.loan(),
                null,
                null,
                t.waitingMonths(),
                t.contributedMonths(),
                t.pauseMonths(),
                t.voting(),
                Money.of("10000.00"),
                t.decideWithinDays(),
                t.appealDays(),
                t.keepPrivateMonths());
    }

    private static String attempt(java.util.function.Supplier<String> work) {
        try {
            return FundRecords.guarded(work);
        } catch (Refusal refused) {
            return refused.code();
        }
    }

    private String grant(UUID request, long cents, UUID decider) {
        return jdbc.sql("SELECT fund_grant(?, ?, NULL::uuid, ?, ?, ?)")
                .params(request, cents, decider, TODAY, NOW)
                .query(String.class)
                .single();
    }

    /** @param key one of eight activities and twelve months */
    private String call(Fund fund, UUID rules, int key, UUID id, long cents) {
        LocalDate first = LocalDate.of(2026, 1 + key % 12, 1);
        return String.valueOf(jdbc.sql("SELECT cardinality(fund_call(?, ?, ?, ?, ?, ?, ?, ?, ?))")
                .params(
                        fund.id(),
                        rules,
                        first,
                        first.plusMonths(1).minusDays(1),
                        Ids.next(),
                        new UUID[] {id},
                        new UUID[] {new UUID(9, key / 12)},
                        new Long[] {cents},
                        new String[] {"[]"})
                .query(Integer.class)
                .single());
    }

    private String endow(Fund fund, long cents, String source) {
        return String.valueOf(jdbc.sql("SELECT fund_endow(?, 'ENDOWMENT', ?, ?, ?, ?)")
                .params(fund.id(), cents, source, TODAY, Ids.next())
                .query(Boolean.class)
                .single());
    }

    private String stage(UUID request) {
        return jdbc.sql("SELECT stage FROM fund_request WHERE id = ?")
                .param(request)
                .query(String.class)
                .single();
    }

    private UUID submitted(Fund fund, UUID member, long cents) {
        UUID id = Ids.next();
        submit(id, fund, member, cents);
        return id;
    }

    private void submit(UUID id, Fund fund, UUID member, long cents) {
        UUID rules = records.rulebooks(fund.id()).getFirst().id();
        jdbc.sql("INSERT INTO fund_request (id, fund_id, member_id, asked_cents, months, created_at) VALUES (?,"
                        + " ?, ?, ?, 12, ?)")
                .params(id, fund.id(), member, cents, NOW)
                .update();
        jdbc.sql("SELECT fund_submit(?, 0, ?, NULL::jsonb, ?, NULL::date, ?)")
                .params(id, rules, TODAY.plusDays(30), NOW)
                .query(String.class)
                .single();
    }

    private List<UUID> submitted(TenantId tenant, Fund fund, int count, long cents) {
        return TestTenants.in(tenant, () -> {
            UUID rules = records.rulebooks(fund.id()).getFirst().id();
            jdbc.sql("INSERT INTO fund_request (id, fund_id, member_id, asked_cents, months, created_at)"
                            + " SELECT gen_random_uuid(), ?, gen_random_uuid(), ?, 12, ? FROM generate_series(1, ?)")
                    .params(fund.id(), cents, NOW, count)
                    .update();
            jdbc.sql("SELECT count(fund_submit(id, 0, ?, NULL::jsonb, ?, NULL::date, ?)) FROM fund_request"
                            + " WHERE fund_id = ? AND stage = 'DRAFT'")
                    .params(rules, TODAY.plusDays(30), NOW, fund.id())
                    .query(Long.class)
                    .single();
            return jdbc.sql("SELECT id FROM fund_request WHERE fund_id = ?")
                    .param(fund.id())
                    .query(UUID.class)
                    .list();
        });
    }
}
