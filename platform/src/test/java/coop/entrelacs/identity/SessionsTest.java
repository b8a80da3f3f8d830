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
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import tools.jackson.databind.JsonNode;

/** When sessions and tokens end, and what they are worth while they last. */
@EntrelacsTest
class SessionsTest {

    private static final String BACK = "http://127.0.0.1:8099/back";
    private static final String VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789";
    private static final String OTHER = "une tout autre phrase";

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
    PasswordLinks passwordLinks;

    @Autowired
    ControlPlane controlPlane;

    @Autowired
    JwtEncoder encoder;

    private TenantId tenant;
    private Person person;
    private Browser browser;

    @BeforeEach
    void somebodySignedIn() {
        tenant = tenants.aCooperative();
        person = people.get(tokens.aPerson(tenant, Role.MEMBER, Role.ADVISOR));
        browser = new Browser(tokens);
        browser.signIn(person.email(), TestTokens.PASSWORD);
    }

    private boolean isSignedIn(Browser one) {
        return one.get("/account").statusCode() == 200;
    }

    private int api(String token) {
        return tokens.api(token, "GET", "/api/" + tenant + "/me").statusCode();
    }

    @Test
    void a_new_password_ends_every_other_session_and_every_token() {
        Browser elsewhere = new Browser(tokens);
        elsewhere.signIn(person.email(), TestTokens.PASSWORD);
        String token = tokens.token(person.id(), tenant.value(), Role.MEMBER, Role.ADVISOR);
        assertThat(api(token)).isEqualTo(200);

        HttpResponse<String> changed = browser.submit(
                "/account",
                "/account/password",
                Map.of("currentPassword", TestTokens.PASSWORD, "password", OTHER, "repeated", OTHER));

        assertThat(Browser.location(changed)).endsWith("/account?saved");
        assertThat(isSignedIn(browser)).as("where it was changed").isTrue();
        assertThat(isSignedIn(elsewhere)).isFalse();
        assertThat(api(token)).isEqualTo(401);
    }

    @Test
    void a_recovery_ends_every_session_and_every_token() {
        String token = tokens.token(person.id(), tenant.value(), Role.MEMBER);
        String link = TestTenants.in(tenant, () -> passwordLinks.make(person.id()));

        new Browser(tokens).submit(link, link, Map.of("password", OTHER, "repeated", OTHER));

        assertThat(isSignedIn(browser)).isFalse();
        assertThat(api(token)).isEqualTo(401);
    }

    @Test
    void a_role_taken_away_ends_the_sessions_that_had_it() {
        TestTenants.in(tenant, () -> {
            grants.revoke(person.id(), Role.ADVISOR);
            return null;
        });

        assertThat(isSignedIn(browser)).isFalse();
    }

    @Test
    void signing_out_ends_the_tokens_and_leaves_other_sessions() {
        Browser elsewhere = new Browser(tokens);
        elsewhere.signIn(person.email(), TestTokens.PASSWORD);
        String token = token(anApplication(), "openid api");
        assertThat(api(token)).isEqualTo(200);

        browser.submit(SignIn.OUT, SignIn.OUT, Map.of());

        assertThat(api(token)).isEqualTo(401);
        assertThat(isSignedIn(elsewhere)).isTrue();
    }

    @Test
    void a_code_is_redeemed_once_however_many_ask_at_once_and_what_came_of_it_ends() throws Exception {
        ApiClient app = anApplication();
        String code = code(app, "openid api");
        CountDownLatch together = new CountDownLatch(8);
        List<JsonNode> answers = new ArrayList<>();
        try (ExecutorService eight = Executors.newFixedThreadPool(8)) {
            List<Future<JsonNode>> asked = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                asked.add(eight.submit(() -> {
                    together.countDown();
                    together.await();
                    return exchange(app, code);
                }));
            }
            for (Future<JsonNode> answer : asked) {
                answers.add(answer.get());
            }
        }

        List<String> given = answers.stream()
                .filter(answer -> answer.has("access_token"))
                .map(answer -> answer.get("access_token").asString())
                .toList();
        assertThat(given).hasSizeLessThanOrEqualTo(1);
        assertThat(answers.stream().filter(answer -> !answer.has("access_token")))
                .allSatisfy(answer -> assertThat(answer.get("error").asString()).isEqualTo("invalid_grant"));
        assertThat(given).allSatisfy(token -> assertThat(api(token)).isEqualTo(401));
    }

    @Test
    void a_code_tried_again_ends_the_token_it_was_redeemed_for() {
        ApiClient app = anApplication();
        String code = code(app, "openid api");
        String token = exchange(app, code).get("access_token").asString();
        assertThat(api(token)).isEqualTo(200);

        assertThat(exchange(app, code).get("error").asString()).isEqualTo("invalid_grant");

        assertThat(api(token)).isEqualTo(401);
    }

    @Test
    void a_code_of_a_session_that_ended_is_worth_nothing() {
        ApiClient app = anApplication();
        String code = code(app, "openid api");
        people.setPassword(person, OTHER);

        assertThat(exchange(app, code).get("error").asString()).isEqualTo("invalid_grant");
    }

    @Test
    void a_token_revoked_opens_nothing_from_then_on() {
        Clients.Registered program = tokens.aProgram(tenant, Role.ACCOUNTANT);
        String token = tokens.tokenAnswer(program.client().clientId(), program.secret())
                .get("access_token")
                .asString();
        assertThat(api(token)).isEqualTo(200);

        String basic = Base64.getEncoder()
                .encodeToString(
                        (program.client().clientId() + ":" + program.secret()).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = tokens.send(tokens.request("/oauth2/revoke")
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + token)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(api(token)).isEqualTo(401);
    }

    @Test
    void codes_and_tokens_stand_in_the_database_as_hashes() {
        ApiClient app = anApplication();
        token(app, "openid api");
        code(app, "openid api");

        List<String> values = controlPlane
                .jdbc()
                .sql("SELECT unnest(ARRAY[authorization_code_value, access_token_value, oidc_id_token_value,"
                        + " refresh_token_value]) FROM oauth2_authorization WHERE registered_client_id = ?")
                .param(app.id().toString())
                .query(String.class)
                .list();

        assertThat(values.stream().filter(java.util.Objects::nonNull))
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(value -> assertThat(value).startsWith("sha256:"));
    }

    @Test
    void a_token_for_somebody_else_or_from_elsewhere_opens_nothing() {
        String here = "http://localhost:" + tokens.uri("/").getPort();

        assertThat(api(signed(here, Tokens.AUDIENCE))).isEqualTo(200);
        assertThat(api(signed("https://elsewhere.example", Tokens.AUDIENCE))).isEqualTo(401);
        assertThat(api(signed(here, "another-application"))).isEqualTo(401);
    }

    private String signed(String issuer, String audience) {
        return encoder.encode(JwtEncoderParameters.from(
                        JwsHeader.with(SignatureAlgorithm.RS256).type("at+jwt").build(),
                        JwtClaimsSet.builder()
                                .issuer(issuer)
                                .audience(List.of(audience))
                                .subject(person.id().toString())
                                .expiresAt(Instant.now().plusSeconds(60))
                                .claim(Tokens.TENANT, tenant.value())
                                .claim(Tokens.KIND, Tokens.PERSON)
                                .claim(
                                        Tokens.EPOCH,
                                        people.tokenEpoch(person.id()).orElseThrow())
                                .claim(Tokens.ROLES, List.of("MEMBER"))
                                .build()))
                .getTokenValue();
    }

    /** One visit is not enough: the person says yes, and an application that asks who they are cannot act for them. */
    @Test
    void an_application_is_given_what_somebody_agreed_to_and_no_more() {
        ApiClient app = anApplication();

        HttpResponse<String> visit = browser.get(authorize(app, "openid"));
        assertThat(Browser.location(visit)).contains(SignInPages.APPLICATION);
        String page = browser.get(Browser.location(visit)).body();
        assertThat(page).contains("Tableau de bord", "127.0.0.1:8099").doesNotContain("Elle agira");
        String token = exchange(app, parameter(Browser.location(browser.allow(visit)), "code"))
                .get("access_token")
                .asString();

        assertThat(api(token)).isEqualTo(401);
        assertThat(tokens.api(token, "GET", "/userinfo").statusCode()).isEqualTo(200);
        // More than was agreed to is asked for again, the same is not.
        assertThat(Browser.location(browser.get(authorize(app, "openid")))).startsWith(BACK);
        HttpResponse<String> more = browser.get(authorize(app, "openid api"));
        assertThat(browser.get(Browser.location(more)).body()).contains("Elle agira à votre place");
    }

    @Test
    void who_only_looks_leaves_no_session_and_cookies_are_kept_to_this_site() {
        Browser passer = new Browser(tokens);
        HttpResponse<String> page = passer.get(SignIn.PATH);

        assertThat(passer.cookie("JSESSIONID")).isEmpty();
        assertThat(page.headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).contains("HttpOnly", "SameSite=Lax"));
        HttpResponse<String> in = new Browser(tokens).signIn(person.email(), TestTokens.PASSWORD);
        assertThat(in.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie).contains("JSESSIONID"))
                .allSatisfy(cookie -> assertThat(cookie).contains("HttpOnly", "SameSite=Lax"));
    }

    @Test
    void every_door_says_what_its_answers_may_load_and_tells_nobody_where_one_was() {
        for (String path : List.of(
                SignIn.PATH,
                "/invitation/none",
                SignIn.PATH + "/password/none",
                "/account",
                "/oauth2/authorize?response_type=code&client_id=none",
                "/oauth2/jwks",
                "/api/" + tenant + "/me",
                "/v3/api-docs",
                "/swagger-ui/index.html",
                "/actuator/health",
                "/error")) {
            var headers = tokens.send(
                            tokens.request(path).header("Accept", "text/html").GET())
                    .headers();

            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .contains("default-src 'none'", "frame-ancestors 'none'");
            assertThat(headers.firstValue("Referrer-Policy").orElse(""))
                    .as(path)
                    .isIn("no-referrer", "same-origin");
            assertThat(headers.firstValue("X-Content-Type-Options").orElse(""))
                    .as(path)
                    .isEqualTo("nosniff");
        }
    }

    @Test
    void a_forwarded_header_from_anyone_counts_for_nothing() {
        String address = "203.0.113." + (1 + Math.floorMod(person.hashCode(), 250));
        HttpResponse<String> answer = tokens.send(tokens.request("/account")
                .header("Accept", "text/html")
                .header("X-Forwarded-For", address)
                .header("X-Forwarded-Host", "elsewhere.example")
                .header("X-Forwarded-Proto", "https")
                .GET());

        assertThat(answer.headers().firstValue("Location").orElse("")).doesNotContain("elsewhere", "https:");
    }

    @Test
    void guesses_of_others_do_not_lock_out_a_browser_that_is_known() {
        for (int i = 0; i < 2 * SignInThrottle.PER_ACCOUNT_AND_ADDRESS; i++) {
            new Browser(tokens).signIn(person.email(), "pas la bonne phrase");
        }
        assertThat(Browser.location(new Browser(tokens).signIn(person.email(), TestTokens.PASSWORD)))
                .as("a stranger waits")
                .endsWith("?throttled");

        browser.submit(SignIn.OUT, SignIn.OUT, Map.of());
        assertThat(Browser.location(browser.signIn(person.email(), TestTokens.PASSWORD)))
                .endsWith("/");
    }

    @Test
    void a_known_browser_of_one_person_is_not_one_of_another() {
        UUID other = tokens.aPerson(tenant, Role.MEMBER);
        KnownDevices devices = new KnownDevices(secrets, java.time.Clock.systemUTC());
        String cookie = devices.cookieFor(person.id());

        assertThat(devices.device(cookie, person.id())).isPresent();
        assertThat(devices.device(cookie, other)).isEmpty();
        assertThat(devices.device(cookie + "x", person.id())).isEmpty();
        assertThat(devices.device("a.1.b", person.id())).isEmpty();
    }

    @Autowired
    coop.entrelacs.tenancy.Secrets secrets;

    private String token(ApiClient app, String scopes) {
        return exchange(app, code(app, scopes)).get("access_token").asString();
    }

    private String code(ApiClient app, String scopes) {
        HttpResponse<String> sent = browser.get(authorize(app, scopes));
        String back = Browser.location(sent);
        return parameter(back.startsWith(BACK) ? back : Browser.location(browser.allow(sent)), "code");
    }

    private ApiClient anApplication() {
        return TestTenants.in(tenant, () -> clients.registerApplication("Tableau de bord", List.of(BACK)));
    }

    private static String authorize(ApiClient app, String scopes) {
        return "/oauth2/authorize?response_type=code&state=xyz&scope=" + Browser.encode(scopes)
                + "&client_id=" + Browser.encode(app.clientId())
                + "&redirect_uri=" + Browser.encode(BACK)
                + "&code_challenge_method=S256&code_challenge=" + challenge();
    }

    private JsonNode exchange(ApiClient app, String code) {
        return tokens.read(tokens.send(tokens.request("/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=authorization_code&client_id="
                        + Browser.encode(app.clientId()) + "&redirect_uri=" + Browser.encode(BACK) + "&code=" + code
                        + "&code_verifier=" + VERIFIER))));
    }

    private static String challenge() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String parameter(String uri, String name) {
        return Arrays.stream(URI.create(uri).getRawQuery().split("&"))
                .map(p -> p.split("=", 2))
                .collect(Collectors.toMap(p -> p[0], p -> p[1]))
                .get(name);
    }
}
