package coop.entrelacs.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@EntrelacsTest
class PositionsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 3);

    @Autowired
    TestTenants tenants;

    @Autowired
    Positions positions;

    @Autowired
    Accounts accounts;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    TenantId here;
    TenantId there;

    @BeforeEach
    void twoCooperatives() {
        here = tenants.aCooperative();
        there = tenants.aCooperative();
    }

    @Test
    void a_position_told_twice_is_one_and_told_differently_is_refused() {
        UUID id = UUID.randomUUID();
        open(id, Positions.Kind.INVOICE, "120.00", false);
        open(id, Positions.Kind.INVOICE, "120.00", false);

        assertThatThrownBy(() -> open(id, Positions.Kind.INVOICE, "120.01", false))
                .isInstanceOf(PositionRefused.class);
        assertThat(count("")).isEqualTo(1);
    }

    @Test
    void an_amount_is_above_zero_in_java_and_in_the_database() {
        assertThatThrownBy(() -> open(UUID.randomUUID(), Positions.Kind.CLAIM, "0.00", false))
                .isInstanceOf(InvalidField.class);
        assertThatThrownBy(() -> in(() -> jdbc.sql(
                                "INSERT INTO mutual_position(id, counterpart, direction, kind, amount_cents,"
                                        + " on_day, held, label, source)"
                                        + " VALUES (gen_random_uuid(), 'b', 'PAYABLE', 'CLAIM', 0, now(), false, 'x', 'y')")
                        .update()))
                .hasStackTraceContaining("mutual_position_amount_cents_check");
    }

    @Test
    void an_invoice_is_payable_once_made_and_a_contribution_at_once() {
        UUID invoice = UUID.randomUUID();
        UUID contribution = UUID.randomUUID();
        open(invoice, Positions.Kind.INVOICE, "120.00", false);
        open(contribution, Positions.Kind.CONTRIBUTION, "30.00", false);

        assertThat(settle(invoice, contribution)).containsExactly(contribution);
        in(() -> {
            positions.invoiced(invoice, "F-1");
            positions.invoiced(invoice, "F-1");
            return null;
        });
        assertThatThrownBy(() -> in(() -> {
                    positions.invoiced(invoice, "F-2");
                    return null;
                }))
                .isInstanceOf(PositionRefused.class);
        assertThat(settle(invoice, contribution)).containsExactly(invoice);
    }

    @Test
    void what_is_held_is_paid_only_after_its_release() {
        UUID id = UUID.randomUUID();
        open(id, Positions.Kind.CLAIM, "50.00", true);

        assertThat(settle(id)).isEmpty();
        assertThat(in(() -> jdbc.sql("SELECT positions_set_aside(gen_random_uuid(), DATE '2099-01-01')")
                        .query(Long.class)
                        .single()))
                .isZero();
        in(() -> {
            positions.release(id, DAY);
            return null;
        });
        assertThat(settle(id)).containsExactly(id);
    }

    @Test
    void what_is_settled_never_changes_and_what_is_unknown_is_not_found() {
        UUID id = UUID.randomUUID();
        open(id, Positions.Kind.CLAIM, "50.00", false);
        settle(id);

        assertThat(settle(id)).isEmpty();
        assertThatThrownBy(() -> in(() -> {
                    positions.invoiced(id, "F-3");
                    return null;
                }))
                .isInstanceOf(PositionRefused.class);
        for (String change : List.of(
                "UPDATE mutual_position SET amount_cents = 1",
                "UPDATE mutual_position SET state = 'OWED'",
                "DELETE FROM mutual_position")) {
            assertThatThrownBy(() -> in(() -> jdbc.sql(change).update())).hasStackTraceContaining("permission denied");
        }
        assertThatThrownBy(() -> in(() -> {
                    positions.release(UUID.randomUUID(), DAY);
                    return null;
                }))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void the_account_and_the_third_party_are_made_where_they_are_missing() {
        assertThat(in(() -> positions.account())).isEqualTo("4511");
        assertThat(in(() -> positions.account())).isEqualTo("4511");
        assertThat(in(() -> accounts.get("4511")).thirdParties()).isTrue();
        assertThat(in(() -> positions.thirdParty(there))).isEqualTo("COOP-" + there);
    }

    private void open(UUID id, Positions.Kind kind, String amount, boolean held) {
        in(() -> {
            positions.open(new Positions.NewPosition(
                    id,
                    there,
                    Positions.Direction.RECEIVABLE,
                    kind,
                    Money.of(amount),
                    DAY,
                    null,
                    held,
                    "Part de facture",
                    "test:" + id));
            return null;
        });
    }

    private List<UUID> settle(UUID... ids) {
        return in(() -> jdbc.sql("SELECT positions_settle(?, NULL, ?)")
                .params(ids, DAY)
                .query(UUID.class)
                .list());
    }

    private long count(String where) {
        return in(() -> jdbc.sql("SELECT count(*) FROM mutual_position " + where)
                .query(Long.class)
                .single());
    }

    private <T extends @org.jspecify.annotations.Nullable Object> T in(java.util.concurrent.Callable<T> work) {
        return TestTenants.in(
                here,
                () -> new TransactionTemplate(transactions).execute(status -> {
                    try {
                        return work.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }));
    }
}
