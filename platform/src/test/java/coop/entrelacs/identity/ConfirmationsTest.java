package coop.entrelacs.identity;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.audit.AuditEntry;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Power over money and people is given by two managers, where there are two. */
@EntrelacsTest
class ConfirmationsTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    Grants grants;

    @Autowired
    Invitations invitations;

    @Autowired
    PasswordLinks passwordLinks;

    @Autowired
    Confirmations confirmations;

    @Autowired
    Audit audit;

    private TenantId tenant;
    private UUID ana;
    private UUID bea;
    private UUID colleague;

    @BeforeEach
    void twoManagersAndAColleague() {
        tenant = tenants.aCooperative();
        ana = tokens.aPerson(tenant, Role.MANAGER);
        bea = tokens.aPerson(tenant, Role.MANAGER);
        colleague = tokens.aPerson(tenant, Role.ACCOUNTANT);
    }

    @Test
    void a_role_of_power_is_given_once_another_manager_confirms() {
        String token = tokens.token(ana, tenant.value(), Role.MANAGER);
        HttpResponse<String> answer =
                tokens.api(token, "PUT", "/api/" + tenant + "/people/" + colleague + "/roles/TREASURER");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(grants.rolesIn(colleague, tenant)).containsExactly(Role.ACCOUNTANT);
        Confirmation waiting = as(manager(bea), confirmations::waiting).getFirst();
        assertThatThrownBy(() -> confirmed(ana, waiting)).hasMessageContaining("second-manager");
        Actor program = new Actor(tenant, UUID.randomUUID(), bea, "Robot", Set.of(Role.MANAGER));
        assertThatThrownBy(() -> as(program, () -> {
                    confirmations.confirm(waiting.id());
                    return null;
                }))
                .hasMessageContaining("for-people-only");

        confirmed(bea, waiting);

        assertThat(grants.rolesIn(colleague, tenant)).containsExactlyInAnyOrder(Role.ACCOUNTANT, Role.TREASURER);
        assertThat(in(tenant, () -> audit.newest("person:" + colleague, null, 10))
                        .items())
                .extracting(AuditEntry::action)
                .contains("access.confirmation-asked", "access.confirmed");
        assertThatThrownBy(() -> confirmed(bea, waiting)).isInstanceOf(NotFound.class);
    }

    @Test
    void the_person_concerned_does_not_confirm_and_what_is_refused_is_not_given() {
        as(manager(ana), () -> grants.grant(bea, Role.TREASURER));
        // There is nobody but the one concerned: then one is enough.
        assertThat(grants.rolesIn(bea, tenant)).contains(Role.TREASURER);
        UUID third = tokens.aPerson(tenant, Role.MANAGER);
        as(manager(ana), () -> grants.grant(bea, Role.PAYROLL_OFFICER));
        Confirmation waiting = as(manager(third), confirmations::waiting).getFirst();

        assertThatThrownBy(() -> confirmed(bea, waiting)).hasMessageContaining("second-manager");
        as(manager(third), () -> {
            confirmations.refuse(waiting.id());
            return null;
        });

        assertThat(grants.rolesIn(bea, tenant)).doesNotContain(Role.PAYROLL_OFFICER);
        assertThat(as(manager(third), confirmations::waiting)).isEmpty();
    }

    @Test
    void other_roles_and_a_lone_manager_need_nobody() {
        assertThat(as(manager(ana), () -> grants.grant(colleague, Role.ADVISOR)))
                .isTrue();
        TenantId small = tenants.aCooperative();
        UUID lone = tokens.aPerson(small, Role.MANAGER);
        UUID other = tokens.aPerson(small, Role.ACCOUNTANT);

        assertThat(as(TestTenants.actor(small, lone, Role.MANAGER), () -> grants.grant(other, Role.TREASURER)))
                .isTrue();
    }

    @Test
    void removing_the_other_manager_first_does_not_make_one_person_enough() {
        as(manager(ana), () -> {
            grants.revoke(bea, Role.MANAGER);
            return null;
        });

        assertThat(as(manager(ana), () -> grants.grant(colleague, Role.TREASURER)))
                .isFalse();
    }

    @Test
    void the_managers_role_is_taken_from_another_by_two_and_laid_down_alone() {
        UUID third = tokens.aPerson(tenant, Role.MANAGER);
        String token = tokens.token(ana, tenant.value(), Role.MANAGER);
        String role = "/api/" + tenant + "/people/" + bea + "/roles/MANAGER";

        assertThat(tokens.api(token, "DELETE", role).statusCode()).isEqualTo(202);
        assertThat(tokens.api(token, "DELETE", role).statusCode()).isEqualTo(202);

        assertThat(grants.rolesIn(bea, tenant)).containsExactly(Role.MANAGER);
        Confirmation waiting = as(manager(third), confirmations::waiting).getFirst();
        assertThat(as(manager(third), confirmations::waiting)).hasSize(1);
        assertThat(waiting.kind()).isEqualTo(Confirmation.Kind.REVOCATION);
        assertThatThrownBy(() -> confirmed(ana, waiting)).hasMessageContaining("second-manager");
        assertThatThrownBy(() -> confirmed(bea, waiting)).hasMessageContaining("second-manager");
        assertThatThrownBy(() -> refused(bea, waiting)).hasMessageContaining("second-manager");

        confirmed(third, waiting);

        assertThat(grants.rolesIn(bea, tenant)).isEmpty();
        assertThat(as(manager(third), () -> grants.revoke(third, Role.MANAGER))).isTrue();
        assertThatThrownBy(() -> as(manager(ana), () -> grants.revoke(ana, Role.MANAGER)))
                .hasMessageContaining("last-manager");
        assertThat(grants.rolesIn(ana, tenant)).containsExactly(Role.MANAGER);
    }

    @Test
    void what_was_asked_of_a_manager_who_left_meanwhile_is_confirmed_all_the_same() {
        UUID third = tokens.aPerson(tenant, Role.MANAGER);
        as(manager(ana), () -> grants.revoke(bea, Role.MANAGER));
        as(manager(bea), () -> grants.revoke(bea, Role.MANAGER));

        confirmed(third, as(manager(third), confirmations::waiting).getFirst());

        assertThat(as(manager(third), confirmations::waiting)).isEmpty();
    }

    @Test
    void a_link_to_a_password_made_before_a_role_was_given_does_not_open_the_role() {
        String path = as(manager(ana), () -> passwordLinks.make(colleague));
        String secret = path.substring(path.lastIndexOf('/') + 1);
        as(manager(ana), () -> grants.grant(colleague, Role.TREASURER));
        confirmed(bea, as(manager(bea), confirmations::waiting).getFirst());

        assertThatThrownBy(() -> passwordLinks.open(secret)).isInstanceOf(NotFound.class);
    }

    @Test
    void a_link_that_ended_waits_for_nobody() {
        Invitations.Link link =
                as(manager(ana), () -> invitations.invite("parti@example.org", "Parti", Set.of(Role.TREASURER)));
        assertThat(as(manager(bea), confirmations::waiting)).hasSize(1);

        as(manager(ana), () -> {
            invitations.withdraw(link.invitation().id());
            return null;
        });

        assertThat(as(manager(bea), confirmations::waiting)).isEmpty();
    }

    @Test
    void nobody_grants_to_themselves_nor_has_it_done_for_them_by_what_they_asked() {
        assertThatThrownBy(() -> as(manager(ana), () -> grants.grant(ana, Role.TREASURER)))
                .hasMessageContaining("own-access");
    }

    @Test
    void an_invitation_with_power_works_once_it_is_confirmed() {
        Invitations.Link link =
                as(manager(ana), () -> invitations.invite("tresor@example.org", "Trésor", Set.of(Role.TREASURER)));
        String secret = link.path().substring("/invitation/".length());

        assertThat(link.waits()).isTrue();
        assertThatThrownBy(() -> invitations.accept(secret, "Trésor", TestTokens.PASSWORD, Locale.FRENCH))
                .hasMessageContaining("awaits-confirmation");
        confirmed(bea, as(manager(bea), confirmations::waiting).getFirst());

        UUID person = invitations.accept(secret, "Trésor", TestTokens.PASSWORD, Locale.FRENCH);
        assertThat(grants.rolesIn(person, tenant)).containsExactly(Role.TREASURER);
    }

    @Test
    void a_link_to_the_password_of_somebody_with_power_works_once_it_is_confirmed() {
        UUID treasurer = tokens.aPerson(tenant, Role.TREASURER);
        String path = as(manager(ana), () -> passwordLinks.make(treasurer));
        String secret = path.substring(path.lastIndexOf('/') + 1);

        assertThatThrownBy(() -> passwordLinks.open(secret)).hasMessageContaining("awaits-confirmation");
        assertThatThrownBy(() -> passwordLinks.use(secret, "une autre phrase longue"))
                .hasMessageContaining("awaits-confirmation");
        confirmed(bea, as(manager(bea), confirmations::waiting).getFirst());

        assertThat(passwordLinks.open(secret).id()).isEqualTo(treasurer);
        String ordinary = as(manager(ana), () -> passwordLinks.make(colleague));
        assertThat(passwordLinks
                        .open(ordinary.substring(ordinary.lastIndexOf('/') + 1))
                        .id())
                .isEqualTo(colleague);
    }

    @Test
    void every_manager_sees_what_another_did_with_access() {
        as(manager(ana), () -> passwordLinks.make(colleague));
        as(manager(ana), () -> invitations.invite("membre@example.org", "Membre", Set.of(Role.MEMBER)));

        assertThat(as(manager(bea), () -> confirmations.notices(10)))
                .extracting(Confirmations.Notice::what)
                .startsWith("INVITED", "PASSWORD_LINK_MADE");
    }

    @Test
    void what_an_operator_does_from_outside_stands_in_the_tenants_audit() {
        Operators.asSystem(() -> grants.grantAsOperator(tenant, colleague, Role.ADVISOR));
        Operators.asSystem(() -> passwordLinks.makeAsOperator(colleague));

        assertThat(in(tenant, () -> audit.newest("person:" + colleague, null, 10))
                        .items())
                .extracting(AuditEntry::action)
                .startsWith("access.password-link-made", "access.granted");
    }

    private Actor manager(UUID person) {
        return TestTenants.actor(tenant, person, Role.MANAGER);
    }

    private void refused(UUID by, Confirmation waiting) {
        as(manager(by), () -> {
            confirmations.refuse(waiting.id());
            return null;
        });
    }

    private void confirmed(UUID by, Confirmation waiting) {
        as(manager(by), () -> {
            confirmations.confirm(waiting.id());
            return null;
        });
    }
}
