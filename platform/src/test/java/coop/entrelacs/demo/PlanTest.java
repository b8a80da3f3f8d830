package coop.entrelacs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.demo.Plan.PlannedTenant;
import coop.entrelacs.tenancy.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {

    private final Plan plan = Plan.read();

    @Test
    void the_federation_comes_before_its_cooperatives() {
        assertThat(plan.tenants().getFirst().id()).isEqualTo(plan.federation());
        assertThat(plan.tenants()).filteredOn(PlannedTenant::isCooperative).hasSize(4);
    }

    @Test
    void every_trade_and_contribution_rule_that_is_named_exists() {
        List<String> templates = ConfigFiles.list("contributions");
        for (PlannedTenant tenant : plan.tenants()) {
            if (tenant.isCooperative()) {
                assertThat(tenant.trades())
                        .isNotEmpty()
                        .allSatisfy(
                                trade -> assertThat(plan.trade(trade).sells()).isNotEmpty());
                assertThat(tenant.contribution())
                        .isNotNull()
                        .satisfies(contribution ->
                                assertThat(templates).contains("contributions/" + contribution.template() + ".yaml"));
            }
        }
    }

    @Test
    void every_cooperative_has_its_support_team_and_the_federation_its_coordinator() {
        for (PlannedTenant tenant : plan.tenants()) {
            Set<Role> present = new HashSet<>();
            tenant.staff().forEach(one -> present.addAll(one.roles()));
            assertThat(present)
                    .as(tenant.name())
                    .contains(
                            tenant.isCooperative()
                                    ? new Role[] {Role.ACCOUNTANT, Role.MANAGER, Role.ADVISOR, Role.PAYROLL_OFFICER}
                                    : new Role[] {Role.COORDINATOR});
        }
    }

    @Test
    void no_two_members_of_a_cooperative_have_the_same_name() {
        for (PlannedTenant tenant : plan.tenants()) {
            int count = tenant.members() == null ? 0 : tenant.members();
            Set<String> names = new HashSet<>();
            for (int i = 0; i < count; i++) {
                assertThat(names.add(DemoMembers.name(plan, tenant, i)))
                        .as("member %s of %s", i, tenant.id())
                        .isTrue();
            }
        }
    }

    @Test
    void the_welcome_names_everybody_who_can_sign_in() {
        String welcome = DemoState.welcome(plan, "8123");

        assertThat(welcome)
                .contains(
                        "http://localhost:8123/brindille",
                        plan.password(),
                        plan.operator().email())
                .contains("membre@rivage.example", "membre2@mosaique.example", "coordination@archipel.example");
    }
}
