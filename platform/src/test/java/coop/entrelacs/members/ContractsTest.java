package coop.entrelacs.members;

import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.TenantId;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@EntrelacsTest
class ContractsTest {

    private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);
    private static final BigDecimal FULL_TIME = new BigDecimal("151.67");

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestTenants tenants;

    TenantId tenant;
    MemberFixtures fixtures;

    @BeforeEach
    void aCooperative() {
        tenant = tenants.aCooperative();
        fixtures = new MemberFixtures(members, contracts);
    }

    @Test
    void the_path_from_applicant_to_associate_to_exit_is_read_from_its_dated_rows() {
        UUID id = fixtures.aMember()
                .appliedOn(LocalDate.of(2023, 12, 1))
                .withCape(LocalDate.of(2024, 1, 1))
                .withCesa(LocalDate.of(2024, 9, 1))
                .associateSince(LocalDate.of(2025, 6, 20))
                .left(LocalDate.of(2026, 3, 31), ExitKind.OWN_BUSINESS)
                .in(tenant);

        assertThat(stageOn(id, "2023-12-15")).isInstanceOf(MemberStage.Applicant.class);
        assertThat(stageOn(id, "2024-08-31"))
                .isInstanceOfSatisfying(
                        MemberStage.InBusinessSupport.class,
                        cape -> assertThat(cape.until()).isEqualTo("2024-08-31"));
        assertThat(stageOn(id, "2024-09-01"))
                .isInstanceOfSatisfying(
                        MemberStage.InEntrepreneurEmployment.class,
                        cesa -> assertThat(cesa.associateBy())
                                .as("three years less the 244 days of the CAPE")
                                .isEqualTo(LocalDate.of(2027, 9, 1).minusDays(244)));
        assertThat(stageOn(id, "2025-06-20"))
                .isInstanceOfSatisfying(
                        MemberStage.InAssociation.class,
                        associate -> assertThat(associate.kind()).isEqualTo(ContractKind.ENTREPRENEUR_EMPLOYEE));
        assertThat(stageOn(id, "2026-03-31")).isInstanceOf(MemberStage.InAssociation.class);
        assertThat(stageOn(id, "2026-04-01"))
                .isEqualTo(new MemberStage.Left(LocalDate.of(2026, 4, 1), ExitKind.OWN_BUSINESS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2023-12-15", "2024-02-01", "2024-12-31", "2025-01-01", "2025-07-01", "2026-04-01", "2026-08-01"
            })
    void a_list_and_a_file_say_the_same_of_where_somebody_stands(String on) {
        LocalDate day = LocalDate.parse(on);
        List<UUID> all = List.of(
                fixtures.aMember()
                        .appliedOn(LocalDate.of(2023, 12, 1))
                        .withCape(LocalDate.of(2024, 1, 1))
                        .in(tenant),
                fixtures.aMember().appliedOn(LocalDate.of(2023, 12, 1)).in(tenant),
                fixtures.aMember()
                        .withCesa(LocalDate.of(2025, 1, 1))
                        .associateSince(LocalDate.of(2025, 6, 1))
                        .left(LocalDate.of(2026, 3, 31), ExitKind.RETIREMENT)
                        .withCape(LocalDate.of(2026, 7, 1))
                        .in(tenant),
                fixtures.aMember()
                        .inSupportTeam(LocalDate.of(2024, 2, 1))
                        .associateSince(LocalDate.of(2024, 2, 1))
                        .in(tenant),
                fixtures.aMember()
                        .appliedOn(LocalDate.of(2023, 12, 1))
                        .left(LocalDate.of(2024, 3, 1), ExitKind.ABANDONED)
                        .in(tenant));

        var rows = in(tenant, () -> members.list(new MemberFilter(null, null, null, null, day), null, 50))
                .items();

        assertThat(rows)
                .hasSize(5)
                .allSatisfy(row -> assertThat(stageOn(row.id(), on).name())
                        .as(row.displayName() + " on " + on)
                        .isEqualTo(row.stage()));
        assertThat(rows).extracting(MemberRow::id).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void a_cape_is_renewed_twice_from_the_day_after_and_not_a_third_time() {
        UUID id = fixtures.aMember().in(tenant);
        in(tenant, () -> {
            var first = contracts.signBusinessSupport(id, JANUARY, JANUARY, day("2026-06-30"));
            var second = contracts.renew(first.id(), day("2026-06-15"), day("2027-06-30"));
            var third = contracts.renew(second.id(), day("2027-06-15"), day("2028-06-30"));

            assertThat(second.firstDay()).isEqualTo("2026-07-01");
            assertThat(third.renewal()).isEqualTo(2);
            refused(
                    "business-support-renewed-twice",
                    () -> contracts.renew(third.id(), day("2028-06-15"), day("2029-06-30")));
            refused(
                    "contract-renewed-already",
                    () -> contracts.renew(first.id(), day("2026-06-15"), day("2026-12-31")));
            return null;
        });
    }

    @Test
    void the_trial_of_a_cesa_is_shorter_by_the_time_of_the_cape() {
        UUID id = fixtures.aMember().in(tenant);
        in(tenant, () -> {
            contracts.signBusinessSupport(id, JANUARY, JANUARY, day("2026-04-30"));
            refused("trial-too-long", () -> cesa(id, day("2026-05-01"), day("2026-12-31")));
            // eight months from 1 May, less the 120 days from January to April
            assertThatCode(() -> cesa(id, day("2026-05-01"), day("2026-09-02"))).doesNotThrowAnyException();
            return null;
        });
    }

    @Test
    void two_contracts_at_once_are_refused_also_by_the_database() {
        UUID id = fixtures.aMember().withCesa(JANUARY).in(tenant);

        in(tenant, () -> {
            refused(
                    "contract-overlaps",
                    () -> contracts.employ(
                            id, JANUARY, day("2027-01-01"), null, "Comptable", Money.of("2000.00"), FULL_TIME));
            return null;
        });
    }

    @Test
    void amendments_count_from_their_day() {
        UUID id = fixtures.aMember().withCesa(JANUARY).in(tenant);
        in(tenant, () -> {
            UUID contract = contracts.inForce(id, JANUARY).orElseThrow().contract();
            contracts.amend(
                    contract,
                    day("2026-03-01"),
                    day("2026-04-01"),
                    "Temps partiel",
                    Money.of("900.00"),
                    new BigDecimal("75.83"));
            contracts.amend(contract, day("2026-05-01"), day("2026-06-01"), "Part fixe", Money.of("1100.00"), null);

            assertThat(contracts.inForce(id, day("2026-03-31")).orElseThrow().fixedPay())
                    .isEqualTo(Money.of("1850.00"));
            assertThat(contracts.inForce(id, day("2026-04-01")).orElseThrow().monthlyHours())
                    .isEqualByComparingTo("75.83");
            var june = contracts.inForce(id, day("2026-06-01")).orElseThrow();
            assertThat(june.fixedPay()).isEqualTo(Money.of("1100.00"));
            assertThat(june.monthlyHours()).isEqualByComparingTo("75.83");
            refused(
                    "amendment-same-day",
                    () -> contracts.amend(contract, day("2026-05-01"), day("2026-06-01"), "Encore", null, null));
            return null;
        });
    }

    @Test
    void who_leaves_leaves_everything_that_day() {
        UUID id = fixtures.aMember()
                .withCesa(JANUARY)
                .associateSince(JANUARY)
                .left(day("2026-05-31"), ExitKind.EMPLOYMENT)
                .in(tenant);

        MemberFile file = in(tenant, () -> members.get(id));

        assertThat(file.contracts().getFirst().endedOn()).isEqualTo("2026-05-31");
        assertThat(file.associations().getFirst().lastDay()).isEqualTo("2026-05-31");
        in(tenant, () -> {
            refused("exit-already", () -> contracts.exit(id, day("2026-05-31"), ExitKind.OTHER, ""));
            return null;
        });
    }

    @Test
    void a_contract_of_nobody_cannot_be_signed() {
        in(tenant, () -> {
            assertThatExceptionOfType(NotFound.class)
                    .isThrownBy(() ->
                            contracts.signBusinessSupport(UUID.randomUUID(), JANUARY, JANUARY, day("2026-06-30")));
            return null;
        });
    }

    static Stream<Arguments> unlawful() {
        UUID id = new UUID(1, 1);
        return Stream.of(
                Arguments.of("business-support-too-long", (Runnable)
                        () -> new BusinessSupportContract(id, id, JANUARY, JANUARY, day("2027-01-01"), null, 0, null)),
                Arguments.of("last-day-before-first", (Runnable)
                        () -> new BusinessSupportContract(id, id, JANUARY, JANUARY, day("2025-12-31"), null, 0, null)),
                Arguments.of("contract-signed-late", (Runnable) () -> new BusinessSupportContract(
                        id, id, day("2026-01-02"), JANUARY, day("2026-12-31"), null, 0, null)),
                Arguments.of("business-support-renewed-twice", (Runnable)
                        () -> new BusinessSupportContract(id, id, JANUARY, JANUARY, day("2026-12-31"), null, 3, id)),
                Arguments.of("business-support-renewed-twice", (Runnable)
                        () -> new BusinessSupportContract(id, id, JANUARY, JANUARY, day("2026-12-31"), null, 1, null)),
                Arguments.of("associate-within-years", (Runnable) () -> new EntrepreneurEmployeeContract(
                        id,
                        id,
                        JANUARY,
                        JANUARY,
                        null,
                        MemberFixtures.clauses(),
                        Money.of("1.00"),
                        FULL_TIME,
                        null,
                        day("2029-01-02"))),
                Arguments.of("trial-too-long", (Runnable) () -> new EntrepreneurEmployeeContract(
                        id,
                        id,
                        JANUARY,
                        JANUARY,
                        null,
                        MemberFixtures.clauses(),
                        Money.of("1.00"),
                        FULL_TIME,
                        day("2026-09-01"),
                        JANUARY)),
                Arguments.of("must-be-positive", (Runnable) () -> new EntrepreneurEmployeeContract(
                        id,
                        id,
                        JANUARY,
                        JANUARY,
                        null,
                        MemberFixtures.clauses(),
                        Money.ZERO,
                        FULL_TIME,
                        null,
                        JANUARY)),
                Arguments.of("required", (Runnable)
                        () -> new EntrepreneurEmployeeContract.Clauses("a", "b", "c", "d", " ", "f")),
                Arguments.of("out-of-range", (Runnable) () -> new EmploymentContract(
                        id, id, JANUARY, JANUARY, null, null, "x", Money.of("1.00"), new BigDecimal("221"))),
                Arguments.of("amendment-before-signature", (Runnable)
                        () -> new ContractAmendment(id, id, day("2026-02-01"), JANUARY, "x", null, null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unlawful")
    void what_the_law_forbids_cannot_be_written_down(String code, Runnable attempt) {
        assertThatExceptionOfType(InvalidField.class)
                .isThrownBy(attempt::run)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    /** The same rules once more, by SQL as the role that serves requests. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("unlawfulRows")
    void the_database_refuses_it_too(String constraint, String columns, String values) {
        UUID id = fixtures.aMember().in(tenant);

        in(tenant, () -> {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> jdbc.sql("INSERT INTO contract (id, member_id, member_no, signed_on, first_day, "
                                    + columns
                                    + ") SELECT gen_random_uuid(), id, no, '2026-01-01', '2026-01-01', " + values
                                    + " FROM member WHERE id = :id")
                            .param("id", id)
                            .update())
                    .withStackTraceContaining(constraint);
            return null;
        });
    }

    static Stream<Arguments> unlawfulRows() {
        String cesa = "kind, objectives, means, contribution, variable_pay, statutes, clientele, fixed_pay_cents,"
                + " monthly_hours, associate_by";
        return Stream.of(
                Arguments.of(
                        "check constraint",
                        "kind, renewal, planned_last_day",
                        "'BUSINESS_SUPPORT', 0, DATE '2027-01-01'"),
                Arguments.of("check constraint", "kind, renewal", "'BUSINESS_SUPPORT', 0"),
                Arguments.of(
                        "check constraint",
                        "kind, renewal, planned_last_day",
                        "'BUSINESS_SUPPORT', 3, DATE '2026-12-31'"),
                Arguments.of(
                        "check constraint",
                        "kind, renewal, planned_last_day",
                        "'BUSINESS_SUPPORT', 1, DATE '2026-12-31'"),
                Arguments.of(
                        "contract_renewal",
                        "kind, renewal, planned_last_day, follows",
                        "'BUSINESS_SUPPORT', 1, DATE '2026-12-31', gen_random_uuid()"),
                Arguments.of(
                        "check constraint",
                        cesa,
                        "'ENTREPRENEUR_EMPLOYEE', '', 'b', 'c', 'd', 'e', 'f', 1, 1, DATE '2028-01-01'"),
                Arguments.of(
                        "check constraint",
                        cesa,
                        "'ENTREPRENEUR_EMPLOYEE', 'a', 'b', 'c', 'd', 'e', 'f', 0, 1, DATE '2028-01-01'"),
                Arguments.of(
                        "check constraint",
                        cesa,
                        "'ENTREPRENEUR_EMPLOYEE', 'a', 'b', 'c', 'd', 'e', 'f', 1, 1, DATE '2029-01-02'"),
                Arguments.of(
                        "check constraint",
                        cesa + ", trial_last_day",
                        "'ENTREPRENEUR_EMPLOYEE', 'a', 'b', 'c', 'd', 'e', 'f', 1, 1, DATE '2028-01-01', DATE"
                                + " '2026-09-01'"),
                Arguments.of("check constraint", "kind, fixed_pay_cents, monthly_hours", "'EMPLOYMENT', 1, 1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE contract SET first_day = first_day - 1",
                "DELETE FROM contract",
                "UPDATE contract_amendment SET subject = 'x'",
                "DELETE FROM member",
                "DELETE FROM associate_term",
                "UPDATE member_exit SET reason = 'x'",
                "UPDATE share_movement SET quantity = 1",
                "UPDATE share_statutes SET floor_cents = 0"
            })
    void the_role_that_serves_requests_may_not_rewrite_history(String statement) {
        in(tenant, () -> {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> jdbc.sql(statement).update())
                    .withStackTraceContaining("permission denied");
            return null;
        });
    }

    @Test
    void ranges_of_two_neighbours_by_number_do_not_meet() {
        UUID one = fixtures.aMember().withCesa(JANUARY).in(tenant);
        UUID next = fixtures.aMember().withCesa(JANUARY).in(tenant);

        assertThat(in(tenant, () -> contracts.periods(List.of(one, next)))).hasSize(2);
    }

    private EntrepreneurEmployeeContract cesa(UUID member, LocalDate from, LocalDate trial) {
        return contracts.signEntrepreneurEmployee(
                member, from, from, MemberFixtures.clauses(), Money.of("1500.00"), FULL_TIME, trial);
    }

    private MemberStage stageOn(UUID member, String day) {
        MemberFile file = in(tenant, () -> members.get(member));
        return MemberRecords.stage(
                file.details().appliedOn(), file.contracts(), file.associations(), file.exits(), LocalDate.parse(day));
    }

    private static LocalDate day(String day) {
        return LocalDate.parse(day);
    }

    private static void refused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(attempt)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
