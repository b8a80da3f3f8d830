package coop.entrelacs.identity;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ForPeopleOnly;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A program is its maker's: within their roles, and never a second person for them. */
@EntrelacsTest
class ProgramsTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    Clients clients;

    @Autowired
    Grants grants;

    @Autowired
    Invitations invitations;

    @Autowired
    PasswordLinks passwordLinks;

    @Autowired
    Jobs jobs;

    @Autowired
    JdbcClient jdbc;

    private TenantId tenant;

    @BeforeEach
    void aCooperative() {
        tenant = tenants.aCooperative();
    }

    @Test
    void a_program_is_registered_with_no_role_that_its_maker_does_not_have() {
        String manager = tokens.token(tenant, Role.MANAGER);

        HttpResponse<String> answer = tokens.api(
                manager,
                "POST",
                "/api/" + tenant + "/clients",
                Map.of("kind", "PROGRAM", "name", "Robot", "roles", Set.of("PAYROLL_OFFICER", "TREASURER")));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(tokens.read(answer).get("code").asString()).isEqualTo("role-not-yours");
    }

    @Test
    void a_program_loses_what_its_maker_loses() {
        UUID maker = tokens.aPerson(tenant, Role.MANAGER, Role.ACCOUNTANT);
        Clients.Registered program = as(
                actor(maker, Role.MANAGER, Role.ACCOUNTANT),
                () -> clients.registerProgram("Robot", Set.of(Role.MANAGER, Role.ACCOUNTANT)));
        String token = token(program);
        assertThat(me(token)).contains("ACCOUNTANT").contains("MANAGER");

        revoke(maker, Role.ACCOUNTANT);
        assertThat(me(token)).doesNotContain("ACCOUNTANT").contains("MANAGER");
        tokens.aPerson(tenant, Role.MANAGER);
        revoke(maker, Role.MANAGER);

        assertThat(tokens.api(token, "GET", "/api/" + tenant + "/me").statusCode())
                .isEqualTo(401);
        assertThat(tokens.tokenAnswer(program.client().clientId(), program.secret())
                        .get("error")
                        .asString())
                .isEqualTo("unauthorized_client");
    }

    @Test
    void a_program_counts_as_its_maker_and_neither_grants_nor_invites_nor_registers_nor_resets() {
        UUID maker = tokens.aPerson(tenant, Role.MANAGER);
        UUID colleague = tokens.aPerson(tenant, Role.MEMBER);
        Actor program = new Actor(tenant, UUID.randomUUID(), maker, "Robot", Set.of(Role.MANAGER));

        assertThat(program.isSecondPersonTo(Set.of(maker))).isFalse();
        as(program, () -> {
            assertThatThrownBy(() -> grants.grant(maker, Role.TREASURER)).isInstanceOf(ForPeopleOnly.class);
            assertThatThrownBy(() -> grants.grant(colleague, Role.MANAGER)).isInstanceOf(ForPeopleOnly.class);
            assertThatThrownBy(() -> grants.revoke(colleague, Role.MEMBER)).isInstanceOf(ForPeopleOnly.class);
            assertThatThrownBy(() -> invitations.invite("x@example.org", "X", Set.of(Role.MEMBER)))
                    .isInstanceOf(ForPeopleOnly.class);
            assertThatThrownBy(() -> clients.registerProgram("Y", Set.of(Role.MANAGER)))
                    .isInstanceOf(ForPeopleOnly.class);
            assertThatThrownBy(() -> passwordLinks.make(colleague)).isInstanceOf(ForPeopleOnly.class);
            return null;
        });
    }

    @Test
    void over_the_api_a_manager_is_not_made_treasurer_by_a_program_of_theirs() {
        UUID maker = tokens.aPerson(tenant, Role.MANAGER);
        Clients.Registered program =
                as(actor(maker, Role.MANAGER), () -> clients.registerProgram("Robot", Set.of(Role.MANAGER)));

        HttpResponse<String> answer =
                tokens.api(token(program), "PUT", "/api/" + tenant + "/people/" + maker + "/roles/TREASURER");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(tokens.read(answer).get("code").asString()).isEqualTo("for-people-only");
        assertThat(grants.rolesIn(maker, tenant)).containsExactly(Role.MANAGER);
    }

    @Test
    void a_job_that_a_program_submits_counts_as_its_makers() {
        UUID maker = tokens.aPerson(tenant, Role.ACCOUNTANT);
        UUID program = UUID.randomUUID();

        UUID job = as(
                new Actor(tenant, program, maker, "Robot", Set.of(Role.ACCOUNTANT)),
                () -> jobs.submit("no-such-work", new NothingToSay("rien")));

        assertThat(in(
                        tenant,
                        () -> jdbc.sql("SELECT ARRAY[actor, accountable] FROM job WHERE id = ?")
                                .param(job)
                                .query((row, n) ->
                                        List.of((UUID[]) row.getArray(1).getArray()))
                                .single()))
                .containsExactly(program, maker);
    }

    record NothingToSay(String why) {}

    @Test
    void a_program_of_the_deployments_configuration_answers_for_itself() {
        Clients.Registered program = tokens.aProgram(tenant, Role.ACCOUNTANT, Role.MANAGER);

        assertThat(me(token(program))).contains("ACCOUNTANT").contains("MANAGER");
        assertThat(program.client().accountable()).isEqualTo(program.client().id());
    }

    private Actor actor(UUID person, Role... roles) {
        return TestTenants.actor(tenant, person, roles);
    }

    private String token(Clients.Registered program) {
        return tokens.tokenAnswer(program.client().clientId(), program.secret())
                .get("access_token")
                .asString();
    }

    private String me(String token) {
        return tokens.read(tokens.api(token, "GET", "/api/" + tenant + "/me"))
                .get("roles")
                .toString();
    }

    private void revoke(UUID person, Role role) {
        in(tenant, () -> {
            grants.revoke(person, role);
            return null;
        });
    }
}
