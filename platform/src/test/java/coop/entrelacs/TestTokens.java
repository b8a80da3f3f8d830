package coop.entrelacs;

import coop.entrelacs.identity.Clients;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.Operators;
import coop.entrelacs.identity.People;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes people and programs with access, their tokens, and requests to the running application. */
public class TestTokens {

    public static final String PASSWORD = "une phrase assez longue";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final People people;
    private final Grants grants;
    private final Clients clients;
    private final JwtEncoder encoder;
    private final Environment environment;
    private final JsonMapper json;
    private final ControlPlane controlPlane;
    private final HttpClient http = HttpClient.newHttpClient();

    TestTokens(
            People people,
            Grants grants,
            Clients clients,
            JwtEncoder encoder,
            Environment environment,
            JsonMapper json,
            ControlPlane controlPlane) {
        this.people = people;
        this.grants = grants;
        this.clients = clients;
        this.encoder = encoder;
        this.environment = environment;
        this.json = json;
        this.controlPlane = controlPlane;
    }

    /** Someone new with an account and these roles; signs in with {@link #PASSWORD}. */
    public UUID aPerson(TenantId tenant, Role... roles) {
        UUID person = people.register(
                "personne-" + UUID.randomUUID() + "@example.org",
                "Personne " + NUMBER.incrementAndGet(),
                Locale.FRENCH,
                PASSWORD);
        TestTenants.in(tenant, () -> {
            Arrays.stream(roles).forEach(role -> grants.grant(person, role));
            return person;
        });
        return person;
    }

    /** An access token of someone new with these roles, as the authorization server would sign it. */
    public String token(TenantId tenant, Role... roles) {
        return token(aPerson(tenant, roles), tenant.value(), roles);
    }

    public String token(UUID person, String tenant, Role... roles) {
        return encoder.encode(JwtEncoderParameters.from(
                        JwsHeader.with(SignatureAlgorithm.RS256).type("at+jwt").build(),
                        JwtClaimsSet.builder()
                                .issuer("http://localhost:" + environment.getProperty("local.server.port"))
                                .audience(List.of("urn:entrelacs:api"))
                                .subject(person.toString())
                                .issuedAt(Instant.now())
                                .expiresAt(Instant.now().plusSeconds(600))
                                .claim("tenant", tenant)
                                .claim("kind", "person")
                                .claim("epoch", epoch(person))
                                .claim(
                                        "roles",
                                        Arrays.stream(roles).map(Role::name).toList())
                                .build()))
                .getTokenValue();
    }

    private String epoch(UUID person) {
        return controlPlane
                .jdbc()
                .sql("SELECT access_epoch || '.' || token_epoch FROM person WHERE id = ?")
                .param(person)
                .query(String.class)
                .optional()
                .orElse("none");
    }

    public String operatorToken() {
        UUID person = people.register("exploitation-" + UUID.randomUUID() + "@example.org", "Ops", Locale.FRENCH, null);
        Operators.asSystem(() -> grants.grantOperator(person));
        return token(person, Operators.DEPLOYMENT, Role.OPERATOR);
    }

    /** A program of the tenant with these roles. */
    public Clients.Registered aProgram(TenantId tenant, Role... roles) {
        return TestTenants.in(tenant, () -> clients.registerProgram("Programme", Set.of(roles)));
    }

    /** Asks the token endpoint as a program does. */
    public JsonNode tokenAnswer(String clientId, String secret) {
        String basic = Base64.getEncoder().encodeToString((clientId + ":" + secret).getBytes());
        HttpResponse<String> answer = send(request("/oauth2/token")
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));
        return json.readTree(answer.body());
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + environment.getProperty("local.server.port") + path);
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    /** A request of the API with a token. */
    public HttpResponse<String> api(String token, String method, String path, Object... body) {
        HttpRequest.Builder request = request(path).header("Authorization", "Bearer " + token);
        if (body.length == 0) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(
                            method,
                            HttpRequest.BodyPublishers.ofString(
                                    body[0] instanceof String text ? text : json.writeValueAsString(body[0])));
        }
        return send(request);
    }

    public JsonNode read(HttpResponse<String> answer) {
        return json.readTree(answer.body());
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The roles of everyone who works for a cooperative. */
    public static List<Role> staff() {
        return List.of(Role.ACCOUNTANT, Role.MANAGER, Role.ADVISOR, Role.PAYROLL_OFFICER, Role.TREASURER);
    }
}
