package coop.entrelacs.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.ActivityFixtures;
import coop.entrelacs.federation.CooperativeFigures;
import coop.entrelacs.federation.Federation;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EntrelacsTest
class FederationFiguresTest {

    private static final String CANARY = "Zéphyrine Canari";

    @Autowired
    TestTenants tenants;

    @Autowired
    ActivityFixtures fixtures;

    @Autowired
    MonthlyFigures figures;

    @Autowired
    Federation federation;

    @Autowired
    JdbcClient jdbc;

    @Test
    void theCoordinatorReadsSumsOfCooperativesAndNobodysName() {
        TenantId parent = tenants.aFederation();
        TenantId several = tenants.aCooperativeOf(parent);
        for (String price : List.of("100.00", "200.00", "300.00")) {
            fixtures.aValidatedInvoice(
                    fixtures.anActivity()
                            .named(CANARY + " " + price)
                            .withCustomer()
                            .in(several),
                    price);
        }
        TenantId alone = tenants.aCooperativeOf(parent);
        fixtures.aValidatedInvoice(
                fixtures.anActivity().named(CANARY).withCustomer().in(alone), "5000.00");

        figures.publishAll(parent);

        await().untilAsserted(() -> assertThat(cooperatives(parent))
                .allSatisfy(cooperative -> assertThat(cooperative.months()).isNotEmpty()));
        assertThat(thisMonth(parent, several).turnover()).isEqualTo(Money.of("600.00"));
        assertThat(thisMonth(parent, several).activities()).isEqualTo(3);
        // One activity alone: its cooperative's sum would be its own turnover.
        assertThat(thisMonth(parent, alone).turnover()).isNull();

        assertThat(everythingIn(parent)).doesNotContain("Canari").doesNotContain("Ivry");
    }

    @Test
    void whatDidNotChangeIsNotToldAgain() {
        TenantId cooperative = tenants.aCooperative();
        assertThat(TestTenants.in(cooperative, figures::publish)).isTrue();
        assertThat(TestTenants.in(cooperative, figures::publish)).isFalse();
    }

    @Test
    void onlyCoordinatorsAndManagersOfTheFederationRead() {
        TenantId parent = tenants.aFederation();
        assertThatThrownBy(
                        () -> TestTenants.as(TestTenants.actor(parent, Role.MEMBER), () -> federation.cooperatives(12)))
                .isInstanceOf(NotAllowed.class);
        assertThatThrownBy(() -> TestTenants.as(
                        TestTenants.manager(tenants.aCooperativeOf(parent)), () -> federation.cooperatives(12)))
                .hasMessageContaining("federation-not-found");
    }

    private List<CooperativeFigures> cooperatives(TenantId parent) {
        return TestTenants.as(TestTenants.actor(parent, Role.COORDINATOR), () -> federation.cooperatives(12));
    }

    private coop.entrelacs.federation.MonthFigures thisMonth(TenantId parent, TenantId cooperative) {
        return cooperatives(parent).stream()
                .filter(one -> one.cooperative().equals(cooperative))
                .findFirst()
                .orElseThrow()
                .months()
                .getLast();
    }

    /** Every row of every table of a tenant's schema, as text. */
    private String everythingIn(TenantId tenant) {
        return TestTenants.in(tenant, () -> {
            StringBuilder all = new StringBuilder();
            for (String table : jdbc.sql(
                            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
                                    + " AND relkind = 'r' AND has_table_privilege(oid, 'SELECT')")
                    .query(String.class)
                    .list()) {
                jdbc.sql("SELECT coalesce(string_agg(t::text, ' '), '') FROM " + table + " t")
                        .query(String.class)
                        .list()
                        .forEach(all::append);
            }
            return all.toString();
        });
    }
}
