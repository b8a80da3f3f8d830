package coop.entrelacs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@EntrelacsTest
class SignInTest {

    private static final String BACK = "http://127.0.0.1:8099/back";
    private static final String VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789";

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    People people;

    @Autowired
    Grants grants;

    @Autowired
    Clients clients;

    @Autowired
    ControlPlane controlPlane;

    @Autowired
    JsonMapper json;

    @Autowired
    SigningKeys keys;

    private Browser browser;

    @BeforeEach
    void openABrowser() {
        browser = new Browser(tokens);
    }

    @Test
    void aPersonSignsInAndOut() {
        Person person = people.get(tokens.aPerson(tenants.aCooperative(), Role.MEMBER));

        HttpResponse<String> in =
                browser.signIn(person.email().toUpperCase(java.util.Locale.ROOT), TestTokens.PASSWORD);
        assertThat(in.statusCode()).isEqualTo(302);
        assertThat(Browser.location(in)).endsWith("/");
        assertThat(browser.get("/account").body()).contains(person.email());

        HttpResponse<String> out = browser.submit(SignIn.OUT, SignIn.OUT, Map.of());
        assertThat(Browser.location(out)).endsWith("/sign-in?out");
        assertThat(Browser.location(browser.get("/account"))).endsWith(SignIn.PATH);
        assertThat(events(person.id())).containsSubsequence("SIGNED_IN", "SIGNED_OUT");
    }

    @Test
    void aWrongPasswordAndAnUnknownAddressAreToldAlike() {
        Person person = people.get(tokens.aPerson(tenants.aCooperative(), Role.MEMBER));

        String wrong = Browser.location(browser.signIn(person.email(), "pas la bonne phrase"));
        String unknown = Browser.location(browser.signIn("personne-du-tout@example.org", "pas la bonne phrase"));

        assertThat(wrong).endsWith("/sign-in?refused").isEqualTo(unknown);
        assertThat(browser.get("/sign-in?refused").body())
                .contains("Cette adresse et ce mot de passe ne vont pas ensemble");
        assertThat(events(person.id())).contains("SIGN_IN_FAILED");
    }

    @Test
    void guessingIsThrottledAndTheRightPasswordWithIt() {
        Person person = people.get(tokens.aPerson(tenants.aCooperative(), Role.MEMBER));
        for (int i = 0; i < SignInThrottle.PER_ACCOUNT_AND_ADDRESS; i++) {
            assertThat(Browser.location(browser.signIn(person.email(), "pas la bonne phrase")))
                    .endsWith("?refused");
        }

        assertThat(Browser.location(browser.signIn(person.email(), TestTokens.PASSWORD)))
                .endsWith("?throttled");
        assertThat(browser.get("/sign-in?throttled").body()).contains("Trop d’essais");
        // Someone else signs in from the same place.
        Person other = people.get(tokens.aPerson(tenants.aCooperative(), Role.MEMBER));
        assertThat(Browser.location(new Browser(tokens).signIn(other.email(), TestTokens.PASSWORD)))
                .endsWith("/");
    }

    @Test
    void whoseAccountIsClosedDoesNotGetIn() {
        Person person = people.get(tokens.aPerson(tenants.aCooperative(), Role.MEMBER));
        browser.signIn(person.email(), TestTokens.PASSWORD);
        controlPlane
                .jdbc()
                .sql("UPDATE person SET state = 'DISABLED' WHERE id = ?")
                .param(person.id())
                .update();

        assertThat(Browser.location(browser.get("/account")))
                .as("the open session ends too")
                .endsWith(SignIn.PATH);
        assertThat(Browser.location(new Browser(tokens).signIn(person.email(), TestTokens.PASSWORD)))
                .endsWith("?refused");
        assertThat(grants.tenantsOf(person.id())).isEmpty();
    }

    @Test
    void aFormFromElsewhereIsRefusedOnAPageThatSaysSo() {
        HttpResponse<String> answer =
                browser.post(SignIn.PATH, Map.of("email", "a@example.org", "password", "b"), "forged");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("<html lang=\"fr\">", "Cette action n’est pas permise");
    }

    @Test
    void theSignInPageIsReadableInBothLanguagesAndLoadsNothingForeign() {
        HttpResponse<String> french = browser.get(SignIn.PATH);
        HttpResponse<String> english = browser.get(SignIn.PATH + "?language=en");

        assertThat(french.body()).contains("<html lang=\"fr\">", "Se connecter", "<label for=\"email\">");
        assertThat(english.body()).contains("<html lang=\"en\">", "Sign in").doesNotContain("Se connecter");
        assertThat(browser.get(SignIn.PATH).body())
                .as("the choice is remembered")
                .contains("Sign in");
        assertThat(french.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(french.body()).doesNotContain("identity.").doesNotContainPattern("<script(?! src)");
        for (String asset : List.of("account.css", "passkeys.js", "mark.svg")) {
            assertThat(browser.get("/assets/identity/" + asset).statusCode())
                    .as(asset)
                    .isEqualTo(200);
        }
    }

    @Test
    void anApplicationGetsATokenForAPersonByCodeAndPkce() throws Exception {
        TenantId tenant = tenants.aCooperative();
        Person person = people.get(tokens.aPerson(tenant, Role.MEMBER, Role.ADVISOR));
        ApiClient app = anApplication(tenant);

        // The application sends the browser; not signed in, it is sent to sign in and back.
        String request = authorize(app, null);
        assertThat(Browser.location(browser.get(request))).endsWith(SignIn.PATH);
        HttpResponse<String> in = browser.signIn(person.email(), TestTokens.PASSWORD);
        assertThat(Browser.location(in)).contains("/oauth2/authorize");
        String back = Browser.location(browser.allow(browser.get(Browser.location(in))));
        assertThat(back).startsWith(BACK).contains("state=xyz");

        JsonNode answer = exchange(app, parameter(back, "code"), VERIFIER);
        JsonNode claims = claims(answer.get("access_token").asString());
        assertThat(claims.get("tenant").asString()).isEqualTo(tenant.value());
        assertThat(claims.get("sub").asString()).isEqualTo(person.id().toString());
        assertThat(claims.get("roles").toString()).isEqualTo("[\"ADVISOR\",\"MEMBER\"]");
        assertThat(claims(answer.get("id_token").asString()).get("email").asString())
                .isEqualTo(person.email());
        assertThat(tokens.api(answer.get("access_token").asString(), "GET", "/api/" + tenant + "/me")
                        .statusCode())
                .isEqualTo(200);
        // An ID token says who someone is; it opens nothing.
        assertThat(tokens.api(answer.get("id_token").asString(), "GET", "/api/" + tenant + "/me")
                        .statusCode())
                .isEqualTo(401);
        JsonNode info = tokens.read(tokens.api(answer.get("access_token").asString(), "GET", "/userinfo"));
        assertThat(info.toString()).contains(person.name(), person.email(), tenant.value());
    }

    @Test
    void aCodeWithoutItsVerifierIsWorthNothing() {
        TenantId tenant = tenants.aCooperative();
        ApiClient app = anApplication(tenant);
        String code = codeFor(app, people.get(tokens.aPerson(tenant, Role.MEMBER)));

        assertThat(exchange(app, code, VERIFIER + "-other").get("error").asString())
                .isEqualTo("invalid_grant");
        // And a request without a challenge is refused at the start.
        String bare = authorize(app, null).replaceAll("&code_challenge[^&]*", "");
        assertThat(Browser.location(browser.get(bare))).contains("error=invalid_request");
    }

    @Test
    void noCodeForATenantWhereThePersonHasNoRole() {
        TenantId theirs = tenants.aCooperative();
        TenantId other = tenants.aCooperative();
        Person person = people.get(tokens.aPerson(theirs, Role.MEMBER));
        browser.signIn(person.email(), TestTokens.PASSWORD);

        assertThat(Browser.location(browser.get(authorize(anApplication(other), null))))
                .contains("error=access_denied");
        // The application of one tenant cannot ask for another.
        assertThat(Browser.location(browser.get(authorize(anApplication(theirs), other.value()))))
                .contains("error=invalid_request");
    }

    @Test
    void aSharedApplicationNamesTheTenant() {
        TenantId tenant = tenants.aCooperative();
        Person person = people.get(tokens.aPerson(tenant, Role.MEMBER));
        String id = "partagee-" + UUID.randomUUID();
        Operators.asSystem(() -> clients.registerSharedApplication(id, "Partagée", List.of(BACK)));
        ApiClient app = clients.active(id).orElseThrow();
        browser.signIn(person.email(), TestTokens.PASSWORD);

        assertThat(Browser.location(browser.get(authorize(app, null)))).contains("error=invalid_request");
        String back = Browser.location(browser.allow(browser.get(authorize(app, tenant.value()))));
        JsonNode answer = exchange(app, parameter(back, "code"), VERIFIER);
        assertThat(claims(answer.get("access_token").asString()).get("tenant").asString())
                .isEqualTo(tenant.value());
    }

    @Test
    void tokensSignedBeforeTheKeyChangedStayGood() {
        TenantId tenant = tenants.aCooperative();
        Clients.Registered program = tokens.aProgram(tenant, Role.ACCOUNTANT);
        String before = tokens.tokenAnswer(program.client().clientId(), program.secret())
                .get("access_token")
                .asString();
        String key = keys.inUse();

        keys.rotate();

        assertThat(keys.inUse()).isNotEqualTo(key);
        String after = tokens.tokenAnswer(program.client().clientId(), program.secret())
                .get("access_token")
                .asString();
        assertThat(tokens.api(before, "GET", "/api/" + tenant + "/me").statusCode())
                .isEqualTo(200);
        assertThat(tokens.api(after, "GET", "/api/" + tenant + "/me").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPersonChangesTheirNameAndPassword() {
        Person person = people.get(tokens.aPerson(tenants.aCooperative(), Role.MEMBER));
        browser.signIn(person.email(), TestTokens.PASSWORD);

        assertThat(Browser.location(browser.submit("/account", "/account/name", Map.of("name", "Zoé Lebrun"))))
                .endsWith("/account?saved");
        assertThat(people.get(person.id()).name()).isEqualTo("Zoé Lebrun");

        HttpResponse<String> common = browser.submit(
                "/account",
                "/account/password",
                Map.of(
                        "currentPassword",
                        TestTokens.PASSWORD,
                        "password",
                        "motdepasse123",
                        "repeated",
                        "motdepasse123"));
        assertThat(common.statusCode()).isEqualTo(422);
        assertThat(common.body()).contains("trop répandu");
        HttpResponse<String> wrong = browser.submit(
                "/account",
                "/account/password",
                Map.of(
                        "currentPassword",
                        "pas la bonne",
                        "password",
                        "une tout autre phrase",
                        "repeated",
                        "une tout autre phrase"));
        assertThat(wrong.body()).contains("Le mot de passe actuel n’est pas celui-là");
        browser.submit(
                "/account",
                "/account/password",
                Map.of(
                        "currentPassword",
                        TestTokens.PASSWORD,
                        "password",
                        "une tout autre phrase",
                        "repeated",
                        "une tout autre phrase"));
        assertThat(Browser.location(new Browser(tokens).signIn(person.email(), "une tout autre phrase")))
                .endsWith("/");
    }

    private String codeFor(ApiClient app, Person person) {
        browser.signIn(person.email(), TestTokens.PASSWORD);
        return parameter(Browser.location(browser.allow(browser.get(authorize(app, null)))), "code");
    }

    private ApiClient anApplication(TenantId tenant) {
        return TestTenants.in(tenant, () -> clients.registerApplication("Application", List.of(BACK)));
    }

    private static String authorize(ApiClient app, String tenant) {
        return "/oauth2/authorize?response_type=code&state=xyz&scope=" + Browser.encode("openid profile email api")
                + "&client_id=" + Browser.encode(app.clientId())
                + "&redirect_uri=" + Browser.encode(BACK)
                + "&code_challenge_method=S256&code_challenge=" + challenge()
                + (tenant == null ? "" : "&tenant=" + tenant);
    }

    private JsonNode exchange(ApiClient app, String code, String verifier) {
        return tokens.read(tokens.send(tokens.request("/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=authorization_code&client_id="
                        + Browser.encode(app.clientId()) + "&redirect_uri=" + Browser.encode(BACK) + "&code=" + code
                        + "&code_verifier=" + verifier))));
    }

    private JsonNode claims(String token) {
        return json.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }

    private static String challenge() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String parameter(String uri, String name) {
        return Arrays.stream(URI.create(uri).getRawQuery().split("&"))
                .map(p -> p.split("=", 2))
                .collect(Collectors.toMap(p -> p[0], p -> p[1]))
                .get(name);
    }

    private List<String> events(UUID person) {
        return controlPlane
                .jdbc()
                .sql("SELECT kind FROM access_event WHERE person = ? ORDER BY id")
                .param(person)
                .query(String.class)
                .list();
    }
}
