package coop.entrelacs.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.audit.Audit;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@EntrelacsTest
class InvitationsTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    Invitations invitations;

    @Autowired
    Grants grants;

    @Autowired
    People people;

    @Autowired
    Audit audit;

    @Autowired
    ControlPlane controlPlane;

    private TenantId tenant;
    private Actor manager;

    @BeforeEach
    void aCooperativeWithAManager() {
        tenant = tenants.aCooperative();
        UUID person = tokens.aPerson(tenant, Role.MANAGER);
        manager = grants.actor(person, tenant).orElseThrow();
    }

    @Test
    void theInvitedOpensAnAccountAndIsIn() {
        Invitations.Link link = invite("awa@example.org", Role.MEMBER);
        Browser browser = new Browser(tokens);

        assertThat(browser.get(link.path()).body()).contains("Bienvenue chez", "Entrepreneur·e", email(link));
        HttpResponse<String> in = browser.submit(
                link.path(),
                link.path(),
                Map.of("name", "Awa Diop", "password", TestTokens.PASSWORD, "repeated", TestTokens.PASSWORD));

        assertThat(Browser.location(in)).endsWith("/" + tenant);
        assertThat(browser.get("/account").body()).contains("Awa Diop");
        Person awa = people.findByEmail(email(link)).orElseThrow();
        assertThat(grants.rolesIn(awa.id(), tenant)).containsExactly(Role.MEMBER);
        assertThat(browser.get(link.path()).body()).contains("a déjà servi");
    }

    @Test
    void aFormFilledInWrongSaysWhereAndKeepsTheLink() {
        Invitations.Link link = invite("noe@example.org", Role.MEMBER);
        Browser browser = new Browser(tokens);

        HttpResponse<String> wrong =
                browser.submit(link.path(), link.path(), Map.of("name", " ", "password", "court", "repeated", "court"));

        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("id=\"name-error\"").contains("Ce champ est obligatoire");
        assertThat(browser.get(link.path()).statusCode()).isEqualTo(200);
    }

    @Test
    void aLinkUsedByManyAtOnceLetsOneIn() throws Exception {
        Invitations.Link link = invite("vite@example.org", Role.MEMBER);
        String token = link.path().substring("/invitation/".length());
        CountDownLatch go = new CountDownLatch(1);
        Callable<UUID> attempt = () -> {
            go.await();
            return invitations.accept(token, "Vite Fait", TestTokens.PASSWORD, Locale.FRENCH);
        };

        List<Object> outcomes = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(6)) {
            List<Future<UUID>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(threads.submit(attempt));
            }
            go.countDown();
            for (Future<UUID> one : all) {
                try {
                    outcomes.add(one.get());
                } catch (java.util.concurrent.ExecutionException e) {
                    outcomes.add(e.getCause());
                }
            }
        }

        assertThat(outcomes.stream().filter(UUID.class::isInstance)).hasSize(1);
        assertThat(outcomes.stream().filter(o -> !(o instanceof UUID))).allMatch(Refusal.class::isInstance);
    }

    @Test
    void whoHasAnAccountSignsInToAcceptAndNobodyElseCan() {
        TenantId elsewhere = tenants.aCooperative();
        Person known = people.get(tokens.aPerson(elsewhere, Role.MEMBER));
        Person other = people.get(tokens.aPerson(elsewhere, Role.MEMBER));
        Invitations.Link link =
                TestTenants.as(manager, () -> invitations.invite(known.email(), "Connue", Set.of(Role.MEMBER)));
        String token = link.path().substring("/invitation/".length());

        assertThatThrownBy(() -> invitations.accept(token, "Voleur", TestTokens.PASSWORD, Locale.FRENCH))
                .isInstanceOf(IdentityRefusals.SignInToAccept.class);
        assertThatThrownBy(() -> invitations.acceptAs(token, other.id()))
                .isInstanceOf(IdentityRefusals.InvitationOfAnother.class);
        Browser browser = new Browser(tokens);
        assertThat(browser.get(link.path()).body()).contains("a déjà un compte");
        browser.signIn(known.email(), TestTokens.PASSWORD);
        browser.submit(link.path(), link.path(), Map.of());
        assertThat(grants.tenantsOf(known.id())).containsExactlyInAnyOrder(elsewhere, tenant);
    }

    @Test
    void aWithdrawnOrExpiredLinkSaysWhy() {
        Invitations.Link withdrawn = invite("trop-tard@example.org", Role.MEMBER);
        TestTenants.as(manager, () -> {
            invitations.withdraw(withdrawn.invitation().id());
            return null;
        });
        Invitations.Link expired = invite("trop-vieux@example.org", Role.MEMBER);
        controlPlane
                .jdbc()
                .sql(
                        "UPDATE invitation SET invited_at = now() - interval '30 days', expires_at = now() - interval '1 day' WHERE id = ?")
                .param(expired.invitation().id())
                .update();

        Browser browser = new Browser(tokens);
        assertThat(browser.get(withdrawn.path()).body()).contains("a été retirée");
        assertThat(browser.get(expired.path()).body()).contains("a expiré le");
        assertThat(browser.get("/invitation/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void onlyManagersInviteExceptThatAdvisorsInviteMembers() {
        Actor advisor =
                grants.actor(tokens.aPerson(tenant, Role.ADVISOR), tenant).orElseThrow();
        Actor member = grants.actor(tokens.aPerson(tenant, Role.MEMBER), tenant).orElseThrow();

        assertThat(TestTenants.as(advisor, () -> invitations.invite("a@example.org", "A", Set.of(Role.MEMBER))))
                .isNotNull();
        assertThatThrownBy(() ->
                        TestTenants.as(advisor, () -> invitations.invite("b@example.org", "B", Set.of(Role.MANAGER))))
                .isInstanceOf(NotAllowed.class);
        assertThatThrownBy(() ->
                        TestTenants.as(member, () -> invitations.invite("c@example.org", "C", Set.of(Role.MEMBER))))
                .isInstanceOf(NotAllowed.class);
        assertThatThrownBy(() ->
                        TestTenants.as(manager, () -> invitations.invite("d@example.org", "D", Set.of(Role.OPERATOR))))
                .isInstanceOf(IdentityRefusals.RoleNotHere.class);
    }

    @Test
    void nobodyChangesTheirOwnAccessAndTheLastManagerStays() {
        Actor second =
                grants.actor(tokens.aPerson(tenant, Role.MANAGER), tenant).orElseThrow();

        assertThatThrownBy(() -> TestTenants.as(manager, () -> {
                    grants.grant(manager.subject(), Role.TREASURER);
                    return null;
                }))
                .isInstanceOf(IdentityRefusals.OwnAccess.class);
        assertThat(TestTenants.as(second, () -> grants.revoke(second.subject(), Role.MANAGER)))
                .isTrue();
        assertThatThrownBy(() -> TestTenants.as(manager, () -> {
                    grants.revoke(manager.subject(), Role.MANAGER);
                    return null;
                }))
                .isInstanceOf(IdentityRefusals.LastManager.class);
        assertThatThrownBy(() -> TestTenants.in(tenant, () -> {
                    grants.revoke(manager.subject(), Role.MANAGER);
                    return null;
                }))
                .isInstanceOf(IdentityRefusals.LastManager.class);
        assertThat(TestTenants.as(manager, () -> audit.newest(null, null, 50)).items())
                .extracting(e -> e.action())
                .contains("access.granted", "access.revoked");
    }

    @Test
    void twoManagersWhoRevokeEachOtherLeaveOne() throws Exception {
        Actor second =
                grants.actor(tokens.aPerson(tenant, Role.MANAGER), tenant).orElseThrow();
        CountDownLatch go = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(2)) {
            List<Future<?>> all = new ArrayList<>();
            for (var pair : List.of(List.of(manager, second), List.of(second, manager))) {
                all.add(threads.submit(() -> {
                    go.await();
                    return TestTenants.as(pair.get(0), () -> {
                        grants.revoke(pair.get(1).subject(), Role.MANAGER);
                        return null;
                    });
                }));
            }
            go.countDown();
            int done = 0;
            for (Future<?> one : all) {
                try {
                    one.get();
                    done++;
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(IdentityRefusals.LastManager.class);
                }
            }
            assertThat(done).isEqualTo(1);
        }
    }

    private Invitations.Link invite(String mailbox, Role... roles) {
        String email = UUID.randomUUID().toString().substring(0, 8) + "-" + mailbox;
        return TestTenants.as(manager, () -> invitations.invite(email, "Quelqu’un", Set.of(roles)));
    }

    private static String email(Invitations.Link link) {
        return link.invitation().email();
    }
}
