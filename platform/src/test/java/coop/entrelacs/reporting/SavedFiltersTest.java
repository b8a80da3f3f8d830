package coop.entrelacs.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@EntrelacsTest
class SavedFiltersTest {

    @Autowired
    SavedFilters filters;

    @Autowired
    TestTenants tenants;

    Actor ana;
    Actor bruno;

    @BeforeEach
    void two_people_of_a_cooperative() {
        TenantId tenant = tenants.aCooperative();
        ana = new Actor(tenant, UUID.randomUUID(), "Ana", Set.of(Role.ACCOUNTANT));
        bruno = new Actor(tenant, UUID.randomUUID(), "Bruno", Set.of(Role.ACCOUNTANT));
    }

    @Test
    void a_filter_kept_again_under_its_name_is_replaced() {
        CurrentTenant.run(ana, () -> {
            filters.save("invoices", "En retard", "state=OVERDUE");
            filters.save("invoices", " En retard ", "state=OVERDUE&q=bois");

            assertThat(filters.of("invoices"))
                    .singleElement()
                    .satisfies(kept -> assertThat(kept.query()).isEqualTo("state=OVERDUE&q=bois"));
            assertThat(filters.of("quotes")).isEmpty();
        });
    }

    @Test
    void each_sees_and_forgets_only_their_own() {
        SavedFilter kept = CurrentTenant.get(ana, () -> filters.save("invoices", "À moi", "q=a"));

        CurrentTenant.run(bruno, () -> {
            assertThat(filters.of("invoices")).isEmpty();
            assertThatThrownBy(() -> filters.forget(kept.id())).isInstanceOf(NotFound.class);
        });
        CurrentTenant.run(ana, () -> {
            filters.forget(kept.id());
            assertThat(filters.of("invoices")).isEmpty();
        });
    }

    @Test
    void a_filter_needs_a_name() {
        CurrentTenant.run(
                ana,
                () -> assertThatThrownBy(() -> filters.save("invoices", "  ", "q=a"))
                        .isInstanceOf(InvalidField.class)
                        .hasMessageContaining("name"));
    }
}
