package coop.entrelacs.activities;

import static coop.entrelacs.TestTenants.actor;
import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.ledger.Statements;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberFixtures;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Period;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@EntrelacsTest
class ContributionChargesTest {

    private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);

    @Autowired
    ContributionCharges charges;

    @Autowired
    ContributionRules rules;

    @Autowired
    ContributionHistory history;

    @Autowired
    ContributionMonth months;

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    LedgerSetup books;

    @Autowired
    Statements statements;

    @Autowired
    Jobs jobs;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    TestTenants tenants;

    TenantId tenant;
    MemberFixtures fixtures;

    @BeforeEach
    void aCooperativeWithBooks() {
        tenant = tenants.aCooperative();
        fixtures = new MemberFixtures(members, contracts);
        in(tenant, () -> {
            books.open("pcg-2026", JANUARY, LocalDate.of(2026, 12, 31));
            return null;
        });
    }

    @Test
    void an_invoice_is_charged_posted_and_explained_at_once() {
        UUID activity = anActivity();
        adopt("yearly-brackets", JANUARY);

        Money charged = invoice(activity, "invoice:1", "2026-05-04", "50000.00");

        assertThat(charged).isEqualTo(Money.of("5400.00"));
        assertThat(balance(activity)).isEqualTo(Money.of("5400.00"));
        assertThat(balance(ContributionCharges.SHARED_SERVICES)).isEqualTo(Money.of("-5400.00"));
        assertThat(in(
                        tenant,
                        () -> statements.balance(ContributionCharges.ACCOUNT, null, null, LocalDate.of(2026, 12, 31))))
                .as("for the cooperative as a whole nothing was earned or spent")
                .isEqualTo(Money.ZERO);
        ContributionCharge charge =
                in(tenant, () -> history.of(activity, null, 10)).items().getFirst();
        assertThat(charge.sources()).containsExactly("invoice:1");
        assertThat(charge.explanation().rule().adoptedBy()).isEqualTo("Assemblée générale, résolution 7");
        assertThat(charge.explanation().steps().getLast().amount()).isEqualByComparingTo("5400.00");
    }

    @Test
    void the_same_invoice_again_changes_nothing() {
        UUID activity = anActivity();
        adopt("turnover-12", JANUARY);

        Money first = invoice(activity, "invoice:1", "2026-05-04", "1000.00");
        Money again = invoice(activity, "invoice:1", "2026-05-04", "1000.00");

        assertThat(again).isEqualTo(first).isEqualTo(Money.of("120.00"));
        assertThat(balance(activity)).isEqualTo(Money.of("120.00"));
    }

    @Test
    void what_the_caller_rolls_back_was_never_charged() {
        UUID activity = anActivity();
        adopt("turnover-12", JANUARY);

        in(
                tenant,
                () -> transaction.execute(status -> {
                    charges.onInvoiceIssued(
                            activity, "invoice:1", LocalDate.of(2026, 5, 4), Money.of("1000.00"), Money.ZERO);
                    status.setRollbackOnly();
                    return null;
                }));

        assertThat(balance(activity)).isEqualTo(Money.ZERO);
        assertThat(invoice(activity, "invoice:1", "2026-05-04", "1000.00")).isEqualTo(Money.of("120.00"));
    }

    @Test
    void a_credit_note_gives_back_what_its_invoice_was_charged() {
        UUID activity = anActivity();
        adopt("yearly-brackets", JANUARY);
        invoice(activity, "invoice:1", "2026-02-01", "45000.00");
        Money charged = invoice(activity, "invoice:2", "2026-03-01", "20000.00");

        Money back = in(
                tenant,
                () -> charges.onCreditNote(
                        activity,
                        "credit-note:1",
                        LocalDate.of(2026, 4, 1),
                        LocalDate.of(2026, 3, 1),
                        Money.of("20000.00"),
                        Money.ZERO));

        assertThat(back).isEqualTo(charged.negated());
        assertThat(balance(activity)).isEqualTo(Money.of("4900.00"));
    }

    @Test
    void a_month_is_closed_once_however_often_the_job_runs() {
        List<UUID> all = List.of(anActivity(), anActivity(), anActivity());
        adopt("fixed-plus-margin", JANUARY);
        invoice(all.getFirst(), "invoice:1", "2026-01-20", "1000.00");
        in(
                tenant,
                () -> charges.onCost(
                        all.getFirst(), "cost:1", LocalDate.of(2026, 1, 21), Money.of("200.00"), Money.of("50.00")));
        assertThat(balance(all.getFirst())).as("it waits for the month's end").isEqualTo(Money.ZERO);

        Job first = close(YearMonth.of(2026, 1));
        Job second = close(YearMonth.of(2026, 1));

        assertThat(first.report().totals()).containsEntry("contribution", Money.of("198.00")); // 3 x 30 + 13.5 % of 800
        assertThat(second.report().totals()).containsEntry("contribution", Money.ZERO);
        assertThat(all.stream().map(this::balance))
                .containsExactly(Money.of("138.00"), Money.of("30.00"), Money.of("30.00"));
    }

    @Test
    void months_that_were_forgotten_are_closed_in_order() {
        UUID activity = anActivity();
        adopt("fixed-plus-margin", JANUARY);
        close(YearMonth.of(2026, 1));

        close(YearMonth.of(2026, 4));

        assertThat(balance(activity)).isEqualTo(Money.of("120.00"));
        assertThat(in(tenant, () -> history.of(activity, null, 10)).items())
                .extracting(ContributionCharge::monthEnd)
                .containsExactly(
                        LocalDate.of(2026, 4, 30),
                        LocalDate.of(2026, 3, 31),
                        LocalDate.of(2026, 2, 28),
                        LocalDate.of(2026, 1, 31));
    }

    @Test
    void the_sums_kept_are_what_the_charges_add_up_to_also_under_contention() throws Exception {
        UUID activity = anActivity();
        adopt("yearly-brackets", JANUARY);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Money>> work = IntStream.range(0, 40)
                    .<Callable<Money>>mapToObj(
                            i -> () -> invoice(activity, "invoice:" + i, "2026-06-01", "2222.2" + i % 10))
                    .toList();
            for (var result : pool.invokeAll(work)) {
                result.get();
            }
        }

        Money turnover = Money.sum(IntStream.range(0, 40)
                .mapToObj(i -> Money.of("2222.2" + i % 10))
                .toList());
        var whole = ContributionYears.year(
                ContributionTemplatesTest.template("yearly-brackets").terms(),
                coop.entrelacs.members.ContractKind.ENTREPRENEUR_EMPLOYEE);
        Money expected = whole.happens(LocalDate.of(2026, 6, 1), ContributionAmounts.turnover(turnover));
        assertThat(balance(activity)).isEqualTo(expected);
        assertThat(in(tenant, () -> jdbc.sql("""
            SELECT count(*) FROM contribution_settlement s WHERE s.charged_cents <> (SELECT sum(amount_cents)
                FROM contribution_charge c WHERE c.activity_id = s.activity_id AND c.rule_id = s.rule_id
                AND c.period_first = s.period_first)\
            """).query(Long.class).single())).isZero();
    }

    @Test
    void a_version_cannot_begin_where_charges_were_made_and_one_that_was_used_stays() {
        UUID activity = anActivity();
        ContributionRule first = adopt("turnover-10", JANUARY);
        invoice(activity, "invoice:1", "2026-05-04", "1000.00");

        refused("contribution-rule-late", () -> adopt("turnover-12", LocalDate.of(2026, 5, 1)));
        ContributionRule second = adopt("turnover-12", LocalDate.of(2026, 6, 1));
        refused("contribution-rule-order", () -> adopt("turnover-12", LocalDate.of(2026, 6, 1)));
        refused("contribution-rule-used", () -> withdraw(first));
        withdraw(second);

        assertThat(in(tenant, rules::all)).containsExactly(first);
        assertThat(invoice(activity, "invoice:2", "2026-06-04", "1000.00")).isEqualTo(Money.of("100.00"));
    }

    @Test
    void an_activitys_own_rule_and_its_exemption_count_for_it_alone() {
        UUID one = anActivity();
        UUID other = anActivity();
        adopt("turnover-10", JANUARY);
        in(
                tenant,
                () -> rules.override(
                        one,
                        "Accord",
                        JANUARY,
                        adoption(),
                        ContributionTemplatesTest.template("turnover-12").terms()));
        in(
                tenant,
                () -> rules.exempt(
                        other,
                        new ContributionExemption.Reduced(
                                new Period(LocalDate.of(2026, 3, 1), null), Rate.percent("50")),
                        "Congé parental",
                        adoption()));

        assertThat(invoice(one, "invoice:1", "2026-04-01", "1000.00")).isEqualTo(Money.of("120.00"));
        assertThat(invoice(other, "invoice:2", "2026-04-01", "1000.00")).isEqualTo(Money.of("50.00"));
        refused(
                "contribution-exemption-late",
                () -> in(
                        tenant,
                        () -> rules.exempt(
                                other,
                                new ContributionExemption.Whole(new Period(LocalDate.of(2026, 4, 1), null)),
                                "Trop tard",
                                adoption())));
    }

    @Test
    void a_preview_replays_the_last_twelve_months() {
        UUID activity = anActivity();
        YearMonth month = YearMonth.now().minusMonths(2);
        in(
                tenant,
                () -> rules.adopt(
                        "Règle",
                        month.minusMonths(6).atDay(1),
                        adoption(),
                        ContributionTemplatesTest.template("turnover-10").terms()));
        assertThat(invoice(activity, "invoice:1", month.atDay(3).toString(), "10000.00"))
                .isEqualTo(Money.of("1000.00"));

        var preview = in(
                tenant,
                () -> rules.preview(
                        ContributionTemplatesTest.template("turnover-12").terms()));

        assertThat(preview.charged()).isEqualTo(Money.of("1000.00"));
        assertThat(preview.wouldBe()).isEqualTo(Money.of("1200.00"));
        assertThat(preview.activities().getFirst().change()).isEqualTo(Money.of("200.00"));
        assertThat(balance(activity)).as("nothing was touched").isEqualTo(Money.of("1000.00"));
    }

    @Test
    void a_member_reads_their_own_charges_and_not_that_others_have_some() {
        UUID person = Ids.next();
        UUID own =
                activityOf(fixtures.aMember().person(person).withCesa(JANUARY).in(tenant));
        UUID others = anActivity();
        adopt("turnover-10", JANUARY);
        invoice(own, "invoice:1", "2026-05-04", "1000.00");
        invoice(others, "invoice:2", "2026-05-04", "1000.00");
        UUID charge =
                in(tenant, () -> history.of(others, null, 1)).items().getFirst().id();
        var me = actor(tenant, person, Role.MEMBER);

        assertThat(as(me, () -> history.of(own, null, 10)).items()).hasSize(1);
        assertThatExceptionOfType(NotFound.class).isThrownBy(() -> as(me, () -> history.of(others, null, 10)));
        assertThatExceptionOfType(NotFound.class).isThrownBy(() -> as(me, () -> history.explain(charge)));
        assertThatExceptionOfType(NotAllowed.class)
                .isThrownBy(() -> as(
                        me,
                        () -> rules.adopt(
                                "x",
                                JANUARY,
                                adoption(),
                                ContributionTemplatesTest.template("turnover-10")
                                        .terms())));
    }

    @Test
    void every_template_is_the_same_after_the_database_has_kept_it() {
        int month = 1;
        for (ContributionTemplate template : ContributionTemplate.all()) {
            ContributionRule adopted = adopt(template.name(), LocalDate.of(2026, month++, 1));

            assertThat(in(tenant, rules::all).getLast()).isEqualTo(adopted);
        }
    }

    static Stream<Arguments> senseless() {
        String columns = "valid_from, base, trigger, rates, limits_cents";
        return Stream.of(
                Arguments.of(columns, "'2026-01-02', 'TURNOVER', 'ISSUE', '{10}', '{}'"),
                Arguments.of(columns, "'2026-01-01', 'TURNOVER', 'RECEIPT', '{10}', '{}'"),
                Arguments.of(columns, "'2026-01-01', 'RESULT', 'ISSUE', '{10}', '{}'"),
                Arguments.of(columns, "'2026-01-01', 'TURNOVER', 'ISSUE', '{10,9}', '{}'"),
                Arguments.of(columns, "'2026-01-01', 'TURNOVER', 'ISSUE', '{10,9,8}', '{200,100}'"),
                Arguments.of(columns, "'2026-01-01', 'TURNOVER', 'ISSUE', '{10,9}', '{0}'"),
                Arguments.of(columns, "'2026-01-01', 'TURNOVER', 'ISSUE', '{100.01}', '{}'"),
                Arguments.of(columns, "'2026-01-01', 'TURNOVER', 'ISSUE', '{-1}', '{}'"),
                Arguments.of(columns, "'2026-01-01', 'TURNOVER', 'ISSUE', '{}', '{}'"),
                Arguments.of(columns + ", fixed_cents", "'2026-01-01', 'TURNOVER', 'ISSUE', '{10}', '{}', 1"),
                Arguments.of(columns + ", bounds_every", "'2026-01-01', 'TURNOVER', 'ISSUE', '{10}', '{}', 'YEAR'"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("senseless")
    void the_database_refuses_a_rule_that_makes_no_sense(String columns, String values) {
        in(tenant, () -> {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(
                            () -> jdbc.sql("INSERT INTO contribution_rule (id, version, name, adopted_by, adopted_on,"
                                            + " follows_common, year_start, prorated, reversed_on_credit_note,"
                                            + " recorded_at, recorded_by, "
                                            + columns
                                            + ") VALUES (gen_random_uuid(), 1, 'x', 'x', '2026-01-01', false, 1, true,"
                                            + " true, now(), gen_random_uuid(), "
                                            + values + ")")
                                    .update())
                    .withStackTraceContaining("check constraint");
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE contribution_rule SET name = 'x'",
                "UPDATE contribution_charge SET amount_cents = 0",
                "DELETE FROM contribution_charge",
                "DELETE FROM contribution_movement",
                "UPDATE contribution_movement SET turnover_cents = 0",
                "UPDATE contribution_exemption SET remaining = 0",
                "DELETE FROM contribution_settlement"
            })
    void the_role_that_serves_requests_may_not_rewrite_what_was_charged(String statement) {
        in(tenant, () -> {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> jdbc.sql(statement).update())
                    .withStackTraceContaining("permission denied");
            return null;
        });
    }

    private Money invoice(UUID activity, String source, String day, String turnover) {
        return in(
                tenant,
                () -> charges.onInvoiceIssued(activity, source, LocalDate.parse(day), Money.of(turnover), Money.ZERO));
    }

    private ContributionRule adopt(String template, LocalDate from) {
        return in(
                tenant,
                () -> rules.adopt(
                        ContributionTemplatesTest.template(template).title().get("fr"),
                        from,
                        adoption(),
                        ContributionTemplatesTest.template(template).terms()));
    }

    private void withdraw(ContributionRule rule) {
        in(tenant, () -> {
            rules.withdraw(rule.id());
            return null;
        });
    }

    private Job close(YearMonth month) {
        UUID job = in(tenant, () -> months.close(month));
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> in(tenant, () -> jobs.get(job)),
                        found -> found.state().ended());
    }

    private Money balance(UUID analytic) {
        return in(
                tenant,
                () -> statements.balance(ContributionCharges.ACCOUNT, analytic, null, LocalDate.of(2026, 12, 31)));
    }

    private UUID anActivity() {
        return activityOf(fixtures.aMember().withCesa(JANUARY).in(tenant));
    }

    private UUID activityOf(UUID member) {
        UUID id = Ids.next();
        in(tenant, () -> {
            jdbc.sql("""
                INSERT INTO activity (id, version, code, trade_name, default_vat, default_nature, vat_on_debits,
                    payment_days, end_of_month, opened_on)
                VALUES (:id, 0, :code, 'Atelier', 'FR-20', 'SERVICES', false, 30, false, '2026-01-01')\
                """)
                    .param("id", id)
                    .param(
                            "code",
                            "A"
                                    + id.toString()
                                            .substring(24)
                                            .toUpperCase(java.util.Locale.ROOT)
                                            .substring(0, 10))
                    .update();
            jdbc.sql("INSERT INTO activity_member (activity_id, member_id, first_day, share) VALUES (:id,"
                            + " :member, '2026-01-01', 100)")
                    .param("id", id)
                    .param("member", member)
                    .update();
            axis.ensure(id, "A" + id, "Atelier");
            return null;
        });
        return id;
    }

    @Autowired
    coop.entrelacs.ledger.AnalyticAxis axis;

    private static ContributionRule.Adoption adoption() {
        return new ContributionRule.Adoption("Assemblée générale, résolution 7", LocalDate.of(2025, 12, 12));
    }

    private static void refused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(attempt)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
