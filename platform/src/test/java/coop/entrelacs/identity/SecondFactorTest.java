package coop.entrelacs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.web.Problems;
import jakarta.servlet.Filter;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import tools.jackson.databind.json.JsonMapper;

/** A second factor that cannot be walked round, whatever is asked for and however. */
@EntrelacsTest
class SecondFactorTest {

    private static final String PASSWORD = FactorGrantedAuthority.PASSWORD_AUTHORITY;
    private static final String PASSKEY = FactorGrantedAuthority.WEBAUTHN_AUTHORITY;

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    People people;

    @Autowired
    ControlPlane controlPlane;

    @Autowired
    Problems problems;

    @Autowired
    JsonMapper json;

    @Autowired
    Clock clock;

    @Autowired
    List<SecurityFilterChain> chains;

    private TenantId tenant;

    @BeforeEach
    void aCooperative() {
        tenant = tenants.aCooperative();
    }

    @AfterEach
    void signOut() {
        SecurityContextHolder.clearContext();
    }

    private Authentication session(UUID person, String factor, Duration ago) {
        List<GrantedAuthority> authorities = List.of(
                people.epoch(person),
                FactorGrantedAuthority.withAuthority(factor)
                        .issuedAt(Instant.now().minus(ago))
                        .build());
        return UsernamePasswordAuthenticationToken.authenticated(
                new User(person.toString(), "", authorities), null, authorities);
    }

    /** What comes of a request: {@code open}, {@code asked} on a page, or the code of a problem. */
    private String comesOf(boolean asked, Authentication who, String method, String path, String accept)
            throws Exception {
        SecurityContextHolder.getContext().setAuthentication(who);
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.addHeader("Accept", accept);
        MockHttpServletResponse response = new MockHttpServletResponse();
        MockFilterChain chain = new MockFilterChain();
        new SessionGuard(people, new SecondFactor(asked, controlPlane, clock), problems)
                .doFilter(request, response, chain);
        if (SecondFactor.PATH.equals(response.getRedirectedUrl())) {
            return "asked";
        }
        return chain.getRequest() == null
                ? json.readTree(response.getContentAsString()).get("code").asString()
                : "open";
    }

    @Test
    void whoMovesMoneyOrGrantsAccessShowsAPasskey() throws Exception {
        for (Role role : new Role[] {Role.MANAGER, Role.TREASURER, Role.ACCOUNTANT, Role.PAYROLL_OFFICER}) {
            UUID person = tokens.aPerson(tenant, role);
            assertThat(comesOf(true, session(person, PASSWORD, Duration.ZERO), "GET", "/" + tenant, "text/html"))
                    .as("%s", role)
                    .isEqualTo("asked");
            assertThat(comesOf(true, session(person, PASSKEY, Duration.ofHours(3)), "GET", "/" + tenant, "text/html"))
                    .isEqualTo("open");
        }
    }

    @Test
    void neitherWhatIsAskedForNorHowWalksRoundIt() throws Exception {
        UUID manager = tokens.aPerson(tenant, Role.MANAGER);
        aPasskeyOf(manager);
        Authentication byPassword = session(manager, PASSWORD, Duration.ZERO);
        List<String> open = new ArrayList<>();
        for (String path : List.of(
                "/" + tenant,
                "/",
                "/oauth2/authorize",
                "/account",
                "/account/password",
                "/account/application",
                "/account/passkeys/x/removal",
                "/webauthn/register",
                "/webauthn/register/options",
                "/webauthn/register/abc",
                "/invitation/abc",
                "/VAADIN/dynamic/resource/1/x")) {
            for (String method : List.of("GET", "POST", "DELETE", "HEAD")) {
                for (String accept : List.of("text/html", "*/*", "application/json", "")) {
                    String came = comesOf(true, byPassword, method, path, accept);
                    if (!came.equals("asked") && !came.equals("second-factor-required")) {
                        open.add(method + " " + path + " " + accept + ": " + came);
                    }
                }
            }
        }
        assertThat(open).isEmpty();
        for (String way :
                List.of(SecondFactor.PATH, "/sign-out", "/login/webauthn", "/webauthn/authenticate/options")) {
            assertThat(comesOf(true, byPassword, "POST", way, "*/*")).as(way).isEqualTo("open");
        }
    }

    @Test
    void othersSignInAsEver() throws Exception {
        UUID member = tokens.aPerson(tenant, Role.MEMBER);

        assertThat(comesOf(true, session(member, PASSWORD, Duration.ZERO), "GET", "/" + tenant, "*/*"))
                .isEqualTo("open");
    }

    @Test
    void nothingIsAskedWhereTheDeploymentDoesNot() throws Exception {
        UUID manager = tokens.aPerson(tenant, Role.MANAGER);

        assertThat(comesOf(false, session(manager, PASSWORD, Duration.ZERO), "GET", "/" + tenant, "*/*"))
                .isEqualTo("open");
    }

    @Test
    void itIsAskedUnlessTurnedOffAndInTheDemoOnlyIfTurnedOn() {
        assertThat(new IdentityProperties(null, false, null, null).asksSecondFactor())
                .isTrue();
        assertThat(new IdentityProperties(null, false, null, false).asksSecondFactor())
                .isFalse();
        assertThat(new IdentityProperties(null, true, null, null).asksSecondFactor())
                .isFalse();
        assertThat(new IdentityProperties(null, true, null, true).asksSecondFactor())
                .isTrue();
    }

    @Test
    void theFirstPasskeyIsMadeByAPasswordJustTyped() throws Exception {
        UUID manager = tokens.aPerson(tenant, Role.MANAGER);

        assertThat(comesOf(
                        true, session(manager, PASSWORD, Duration.ZERO), "POST", "/webauthn/register/options", "*/*"))
                .isEqualTo("open");
        assertThat(comesOf(
                        true, session(manager, PASSWORD, Duration.ofMinutes(11)), "POST", "/webauthn/register", "*/*"))
                .isEqualTo("second-factor-stale");
    }

    /** Also for members, and where the deployment asks for no second factor: a passkey opens the whole account. */
    @Test
    void passkeysComeAndGoByAFreshPasskeyOnly() throws Exception {
        UUID member = tokens.aPerson(tenant, Role.MEMBER);
        aPasskeyOf(member);
        for (String path : List.of("/webauthn/register", "/webauthn/register/abc", "/account/passkeys/abc/removal")) {
            assertThat(comesOf(false, session(member, PASSWORD, Duration.ZERO), "POST", path, "*/*"))
                    .as(path)
                    .isEqualTo("second-factor-stale");
            assertThat(comesOf(false, session(member, PASSKEY, Duration.ofMinutes(11)), "POST", path, "*/*"))
                    .as(path)
                    .isEqualTo("second-factor-stale");
            assertThat(comesOf(false, session(member, PASSKEY, Duration.ZERO), "POST", path, "*/*"))
                    .as(path)
                    .isEqualTo("open");
        }
    }

    @Test
    void aPasswordAloneTakesNoPasskeyAwayOverHttp() {
        UUID person = tokens.aPerson(tenant, Role.MEMBER);
        String key = aPasskeyOf(person);
        Browser browser = new Browser(tokens);
        browser.signIn(people.get(person).email(), TestTokens.PASSWORD);
        String csrf = browser.csrf("/account");

        HttpResponse<String> answer = browser.post("/account/passkeys/" + key + "/removal", Map.of(), csrf);

        assertThat(Browser.location(answer)).endsWith(SecondFactor.PATH);
        assertThat(browser.get("/account").body()).contains("Téléphone").doesNotContain("/removal");
        assertThat(browser.get(SecondFactor.PATH).body()).contains("id=\"passkey\"");
    }

    /** Every chain that knows sessions has the guard, before anything of it acts. */
    @Test
    void oneGuardStandsBeforeEverySession() {
        List<List<String>> withSessions = chains.stream()
                .map(SecurityFilterChain::getFilters)
                .filter(filters -> filters.stream()
                        .anyMatch(f -> f.getClass().getSimpleName().contains("Logout")
                                || f.getClass().getSimpleName().contains("OAuth2AuthorizationEndpoint")))
                .map(filters -> filters.stream()
                        .map((Filter f) -> f.getClass().getSimpleName())
                        .toList())
                .toList();

        assertThat(withSessions).hasSizeGreaterThanOrEqualTo(2);
        for (List<String> filters : withSessions) {
            assertThat(filters.indexOf("SessionGuard"))
                    .as("%s", filters)
                    .isEqualTo(filters.indexOf(SecurityContextHolderFilter.class.getSimpleName()) + 1);
        }
    }

    private String aPasskeyOf(UUID person) {
        String id = UUID.randomUUID().toString().replace("-", "");
        controlPlane
                .jdbc()
                .sql("""
                    INSERT INTO user_credentials (credential_id, user_entity_user_id, public_key, signature_count, uv_initialized,
                        backup_eligible, backup_state, authenticator_transports, public_key_credential_type, created, last_used, label)
                    VALUES (?, ?, ?, 0, true, false, false, '', 'public-key', now(), now(), 'Téléphone')
                    """)
                .params(id, PasskeyOwners.handle(person).toBase64UrlString(), new byte[] {1})
                .update();
        return id;
    }
}
