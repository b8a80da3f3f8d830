package coop.entrelacs.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@EntrelacsTest
class PasswordLinksTest {

    private static final String NEW = "une phrase toute neuve";

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    PasswordLinks links;

    @Autowired
    Grants grants;

    @Autowired
    People people;

    @Autowired
    Clients clients;

    private TenantId tenant;
    private Actor manager;

    @BeforeEach
    void aCooperativeWithAManager() {
        tenant = tenants.aCooperative();
        manager = grants.actor(tokens.aPerson(tenant, Role.MANAGER), tenant).orElseThrow();
    }

    @Test
    void whoForgotTheirPasswordSetsANewOneOnce() {
        Person person = people.get(tokens.aPerson(tenant, Role.MEMBER));
        String path = TestTenants.as(manager, () -> links.make(person.id()));
        Browser browser = new Browser(tokens);

        HttpResponse<String> weak = browser.submit(path, path, Map.of("password", "court", "repeated", "court"));
        assertThat(weak.statusCode()).isEqualTo(422);
        HttpResponse<String> in = browser.submit(path, path, Map.of("password", NEW, "repeated", NEW));

        assertThat(in.statusCode()).isEqualTo(302);
        assertThat(browser.get("/account").body()).contains(person.email());
        assertThat(browser.get(path).statusCode()).isEqualTo(404);
        assertThat(Browser.location(new Browser(tokens).signIn(person.email(), TestTokens.PASSWORD)))
                .endsWith("?refused");
        assertThat(Browser.location(new Browser(tokens).signIn(person.email(), NEW)))
                .endsWith("/");
    }

    @Test
    void aManagerOpensNoAccountThatReachesBeyondTheirCooperative() {
        UUID elsewhereToo = tokens.aPerson(tenant, Role.MEMBER);
        TestTenants.in(tenants.aCooperative(), () -> {
            grants.grant(elsewhereToo, Role.MEMBER);
            return null;
        });
        UUID stranger = tokens.aPerson(tenants.aCooperative(), Role.MEMBER);

        assertThatThrownBy(() -> TestTenants.as(manager, () -> links.make(elsewhereToo)))
                .isInstanceOf(NotAllowed.class);
        assertThatThrownBy(() -> TestTenants.as(manager, () -> links.make(stranger)))
                .isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> TestTenants.as(manager, () -> links.make(manager.subject())))
                .isInstanceOf(IdentityRefusals.OwnAccess.class);
        assertThatThrownBy(() -> links.makeAsOperator(elsewhereToo)).isInstanceOf(NotAllowed.class);
        Operators.asSystem(() -> assertThat(links.makeAsOperator(elsewhereToo)).startsWith("/sign-in/password/"));
    }

    @Test
    void clientsWithSecretsThatEverybodyKnowsAreForTheDemo() {
        assertThatThrownBy(() -> clients.ensureDemoProgram(tenant)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> clients.ensureDemoOperator()).isInstanceOf(IllegalStateException.class);
    }
}
