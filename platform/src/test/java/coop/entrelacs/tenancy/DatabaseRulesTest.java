package coop.entrelacs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.shared.Refusal;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a value that breaks a rule of the database is told as, by the server's own errors. */
@EntrelacsTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseRulesTest {

    private static final String JOB =
            "INSERT INTO job(id, kind, parameters, actor, actor_name, actor_roles, done, total)"
                    + " VALUES (gen_random_uuid(), %s, '{}', gen_random_uuid(), 'x', '{}', %s, %s)";
    private static final String OPENING =
            "INSERT INTO leave_opening (member_id, days, recorded_by, recorded_at) VALUES (%s, %s, gen_random_uuid(), now())";
    private static final String KEY =
            "INSERT INTO idempotency_key (subject, key, request_hash, created_at) SELECT '%s'::uuid, 'k', sha256('x'), now()"
                    + " FROM generate_series(1, 2)";

    @Autowired
    TestTenants tenants;

    @Autowired
    JdbcClient jdbc;

    private TenantId tenant;

    @BeforeAll
    void aCooperative() {
        tenant = tenants.aCooperative();
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(JOB.formatted("''", "0", "1"), Refusal.Kind.INVALID, "value-not-possible", "kind"),
                Arguments.of(JOB.formatted("'x'", "-1", "1"), Refusal.Kind.INVALID, "value-not-possible", "done"),
                Arguments.of(JOB.formatted("NULL", "0", "1"), Refusal.Kind.INVALID, "required", "kind"),
                Arguments.of(
                        OPENING.formatted("gen_random_uuid()", "1"),
                        Refusal.Kind.INVALID,
                        "reference-unknown",
                        "member"),
                Arguments.of(
                        OPENING.formatted("gen_random_uuid()", "500"),
                        Refusal.Kind.INVALID,
                        "value-not-possible",
                        "days"),
                Arguments.of(
                        OPENING.formatted("gen_random_uuid()", "1e9"),
                        Refusal.Kind.INVALID,
                        "value-out-of-range",
                        null),
                Arguments.of(OPENING.formatted("'x'", "1"), Refusal.Kind.INVALID, "value-out-of-range", null),
                Arguments.of("SELECT 9999999999::int", Refusal.Kind.INVALID, "value-out-of-range", null),
                Arguments.of("SELECT '2026-13-45'::date", Refusal.Kind.INVALID, "value-out-of-range", null),
                Arguments.of("SELECT 'x'::numeric", Refusal.Kind.INVALID, "value-out-of-range", null),
                Arguments.of(
                        KEY.formatted("00000000-0000-0000-0000-000000000001"),
                        Refusal.Kind.CONFLICT,
                        "already-there",
                        null));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void a_broken_rule_is_told_by_its_kind_and_its_field(
            String statement, Refusal.Kind kind, String code, @Nullable String field) {
        Optional<Refusal> refusal = DatabaseRules.refusal(failure(statement));

        assertThat(refusal).hasValueSatisfying(told -> {
            assertThat(told.kind()).isEqualTo(kind);
            assertThat(told.code()).isEqualTo(code);
            assertThat(told.field()).isEqualTo(field);
        });
    }

    @Test
    void what_is_our_own_mistake_stays_one() {
        for (String statement : new String[] {
            "SELECT 1 / 0", "SELECT * FROM nowhere", "SELEC 1", "UPDATE document SET name = 'x'", "SELECT nothing()"
        }) {
            assertThat(DatabaseRules.refusal(failure(statement))).as(statement).isEmpty();
        }
        assertThat(DatabaseRules.refusal(new IllegalStateException("ours"))).isEmpty();
    }

    @Test
    void a_name_of_several_words_is_written_as_requests_write_it() {
        assertThat(new DatabaseRules.Broken("23514", "", "cost_paid_on_check", "cost", null, null).field())
                .isEqualTo("paidOn");
        assertThat(new DatabaseRules.Broken("23514", "", "cost_amount_cents_check", "cost", null, null).field())
                .isEqualTo("amount");
        assertThat(new DatabaseRules.Broken("23514", "", "cost_second_person", "cost", null, null).field())
                .isNull();
    }

    private Throwable failure(String statement) {
        return catchThrowable(() -> TestTenants.in(
                tenant,
                () -> statement.startsWith("SELECT")
                        ? jdbc.sql(statement).query().singleRow()
                        : jdbc.sql(statement).update()));
    }
}
