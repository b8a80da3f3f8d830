package coop.entrelacs.members;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.identity.Confirmations;
import coop.entrelacs.identity.Invitations;
import coop.entrelacs.identity.People;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ForPeopleOnly;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who a member is: the person says so, or two of the staff; nobody for themselves. */
@EntrelacsTest
class MemberLinksTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    Members members;

    @Autowired
    MemberLinks links;

    @Autowired
    Contracts contracts;

    @Autowired
    Invitations invitations;

    @Autowired
    Confirmations confirmations;

    @Autowired
    People people;

    @Autowired
    JdbcClient jdbc;

    private TenantId tenant;
    private UUID member;

    @BeforeEach
    void aMemberWhoDoesNotSignInYet() {
        tenant = tenants.aCooperative();
        member = new MemberFixtures(members, contracts).aMember().in(tenant);
    }

    @Test
    void a_manager_does_not_make_themselves_a_member_and_reads_nothing_of_theirs() {
        UUID manager = tokens.aPerson(tenant, Role.MANAGER);
        String token = tokens.token(manager, tenant.value(), Role.MANAGER);

        HttpResponse<String> answer = tokens.api(
                token, "PUT", "/api/" + tenant + "/members/" + member + "/person", Map.of("person", manager));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(tokens.read(answer).get("code").asString()).isEqualTo("member-link-self");
        assertThat(in(tenant, () -> members.memberOf(manager))).isEmpty();
    }

    @Test
    void one_asks_and_another_confirms_and_the_same_one_twice_does_not() {
        UUID person = tokens.aPerson(tenant, Role.MEMBER);
        Actor manager = TestTenants.manager(tenant);
        Actor program = new Actor(tenant, UUID.randomUUID(), manager.subject(), "Robot", Set.of(Role.MANAGER));
        Actor advisor = TestTenants.actor(tenant, Role.ADVISOR);

        assertThat(as(manager, () -> links.link(member, person))).isEqualTo(MemberLinks.Outcome.AWAITS_SECOND_PERSON);
        assertThat(as(manager, () -> links.link(member, person))).isEqualTo(MemberLinks.Outcome.AWAITS_SECOND_PERSON);
        assertThatThrownBy(() -> as(program, () -> links.link(member, person))).isInstanceOf(ForPeopleOnly.class);
        assertThat(in(tenant, () -> members.memberOf(person))).isEmpty();
        assertThat(as(manager, links::waiting))
                .extracting(MemberLinks.Waiting::person)
                .containsExactly(person);

        assertThat(as(advisor, () -> links.link(member, person))).isEqualTo(MemberLinks.Outcome.DONE);

        assertThat(in(tenant, () -> members.memberOf(person))).contains(member);
        assertThat(as(manager, links::waiting)).isEmpty();
    }

    @Test
    void nobody_takes_the_place_of_a_person_who_is_there() {
        UUID person = tokens.aPerson(tenant, Role.MEMBER);
        UUID other = tokens.aPerson(tenant, Role.MEMBER);
        linked(person);

        for (Actor one : new Actor[] {TestTenants.manager(tenant), TestTenants.actor(tenant, Role.ADVISOR)}) {
            assertThatThrownBy(() -> as(one, () -> links.link(member, other)))
                    .hasMessageContaining("member-linked-already");
        }
        assertThatThrownBy(() -> in(
                        tenant,
                        () -> jdbc.sql("UPDATE member SET person_id = ? WHERE id = ?")
                                .params(other, member)
                                .update()))
                .isInstanceOf(DataAccessException.class);
        UUID second = new MemberFixtures(members, contracts).aMember().in(tenant);
        as(TestTenants.manager(tenant), () -> links.link(second, person));
        assertThatThrownBy(() -> as(TestTenants.manager(tenant), () -> links.link(second, person)))
                .hasMessageContaining("member-person-taken");
    }

    @Test
    void a_person_unknown_here_or_without_a_members_access_is_refused() {
        UUID stranger = tokens.aPerson(tenants.aCooperative(), Role.MEMBER);
        UUID accountant = tokens.aPerson(tenant, Role.ACCOUNTANT);

        for (UUID person : new UUID[] {stranger, accountant, UUID.randomUUID()}) {
            assertThatThrownBy(() -> as(TestTenants.manager(tenant), () -> links.link(member, person)))
                    .hasMessageContaining("person-not-member-here");
        }
        assertThatThrownBy(() -> as(TestTenants.manager(tenant), () -> {
                    members.assignAdvisor(member, LocalDate.now(), UUID.randomUUID(), "Personne");
                    return null;
                }))
                .hasMessageContaining("person-unknown-here");
    }

    @Test
    void whoever_accepts_the_invitation_sent_to_the_address_of_the_file_is_the_member() {
        Invitations.Link link = as(TestTenants.manager(tenant), () -> links.invite(member));
        String email = in(tenant, () -> members.get(member).details().email());

        UUID person = invitations.accept(
                link.path().substring("/invitation/".length()), "Membre Nouveau", TestTokens.PASSWORD, Locale.FRENCH);

        assertThat(link.invitation().email()).isEqualTo(email);
        assertThat(in(tenant, () -> members.memberOf(person))).contains(member);
        assertThatThrownBy(() -> as(TestTenants.manager(tenant), () -> links.invite(member)))
                .hasMessageContaining("member-linked-already");
    }

    @Test
    void the_link_of_an_employed_member_opens_once_another_manager_agrees() {
        UUID advisor = tokens.aPerson(tenant, Role.ADVISOR);
        UUID manager = tokens.aPerson(tenant, Role.MANAGER);
        UUID employed = new MemberFixtures(members, contracts)
                .aMember()
                .withCesa(LocalDate.of(2025, 1, 1))
                .in(tenant);

        assertThat(as(TestTenants.actor(tenant, advisor, Role.ADVISOR), () -> links.invite(member))
                        .waits())
                .isFalse();
        Invitations.Link link = as(TestTenants.actor(tenant, advisor, Role.ADVISOR), () -> links.invite(employed));
        String secret = link.path().substring("/invitation/".length());

        assertThat(link.waits()).isTrue();
        assertThatThrownBy(() -> invitations.accept(secret, "Membre", TestTokens.PASSWORD, Locale.FRENCH))
                .hasMessageContaining("awaits-confirmation");
        as(TestTenants.actor(tenant, manager, Role.MANAGER), () -> {
            confirmations.confirm(confirmations.waiting().getFirst().id());
            return null;
        });
        UUID person = invitations.accept(secret, "Membre", TestTokens.PASSWORD, Locale.FRENCH);
        assertThat(in(tenant, () -> members.memberOf(person))).contains(employed);
    }

    @Test
    void the_rights_to_what_is_ones_own_end_with_the_members_access() {
        UUID person = tokens.aPerson(tenant, Role.MEMBER);
        linked(person);

        assertThat(as(TestTenants.actor(tenant, person, Role.MEMBER), members::mine))
                .contains(member);
        Actor treasurer = TestTenants.actor(tenant, person, Role.TREASURER);
        assertThat(as(treasurer, members::mine)).isEmpty();
        assertThatThrownBy(() -> as(treasurer, () -> members.get(member))).isInstanceOf(NotAllowed.class);
        // Whom it concerns they are all the same: nobody decides on what is theirs.
        assertThat(as(treasurer, () -> members.answers(member))).isTrue();
        Actor program = new Actor(tenant, UUID.randomUUID(), person, "Robot", Set.of(Role.MEMBER));
        assertThat(as(program, members::mine)).isEmpty();
        assertThat(as(program, () -> members.answers(member))).isTrue();
    }

    private void linked(UUID person) {
        as(TestTenants.manager(tenant), () -> links.link(member, person));
        assertThat(as(TestTenants.manager(tenant), () -> links.link(member, person)))
                .isEqualTo(MemberLinks.Outcome.DONE);
    }
}
