package coop.entrelacs.identity;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Who gets into the API, and where. */
@EntrelacsTest
class ApiAccessTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    /** What a member may read (and sees only their own of), and their own saved filters. Everything else is staff's. */
    private static final String A_MEMBER_MAY = "GET /api/\\{tenant}/(me|members/me|activities|invoices|quotes|customers"
            + "|expenses|payments|credit-notes|jobs|documents|internal-exchanges|vat-codes|contribution-rules|contributions|branches|deadlines|payroll/settings|shares/statutes)(/.*)?|[A-Z]+"
            + " /api/\\{tenant}/lists/.*"
            // What the funds are, who sits for them, and one's own part in them is every member's to read.
            + "|GET /api/\\{tenant}/(funds|funds/templates|funds/contributions|funds/reminders|committees)"
            // What waits of their pay; and what members do together: they find only the projects that they are in.
            // Whoever
            // shows nothing of themselves has nothing to withdraw, and is told so by the same answer.
            + "|GET /api/\\{tenant}/(payroll/news|projects|opportunities|collaboration/(profile|directory))"
            + "|DELETE /api/\\{tenant}/collaboration/profile/listing";

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    Grants grants;

    @Autowired
    Clients clients;

    @Autowired
    Tenants allTenants;

    record Route(String method, String path) {}

    @Test
    void aProgramGetsATokenOfItsTenantAndEntersIt() {
        TenantId tenant = tenants.aCooperative();
        Clients.Registered program = tokens.aProgram(tenant, Role.ACCOUNTANT);

        String token = tokens.tokenAnswer(program.client().clientId(), program.secret())
                .get("access_token")
                .asString();
        JsonNode me = tokens.read(tokens.api(token, "GET", "/api/" + tenant + "/me"));

        assertThat(me.get("kind").asString()).isEqualTo("program");
        assertThat(me.get("tenant").get("id").asString()).isEqualTo(tenant.value());
        assertThat(me.get("roles").toString()).isEqualTo("[\"ACCOUNTANT\"]");
    }

    /** Every route that OpenAPI lists, whoever wrote it: a token of one tenant finds nothing in another. */
    @Test
    void aTokenOfOneTenantFindsNothingInAnother() {
        TenantId here = tenants.aCooperative();
        TenantId there = tenants.aCooperative();
        String token = tokens.token(here, TestTokens.staff().toArray(Role[]::new));
        List<String> leaks = new ArrayList<>();
        List<Route> routes = routesOfTenants();

        for (Route route : routes) {
            HttpResponse<String> answer = tokens.api(token, route.method(), filled(route.path(), there.value()), "{}");
            if (answer.statusCode() != 404 || !answer.body().contains("urn:entrelacs:refusal:not-found")) {
                leaks.add(route + ": " + answer.statusCode());
            }
        }

        assertThat(routes).hasSizeGreaterThan(10);
        assertThat(leaks).isEmpty();
        // A tenant that never was looks the same as one that is another's.
        assertThat(tokens.api(token, "GET", "/api/no-such-tenant/me").statusCode())
                .isEqualTo(404);
        assertThat(tokens.api(token, "GET", "/api/" + here + "/me").statusCode())
                .isEqualTo(200);
    }

    @Test
    void nothingIsServedWithoutAToken() {
        TenantId tenant = tenants.aCooperative();
        List<String> open = new ArrayList<>();

        for (Route route : routes()) {
            HttpResponse<String> answer = tokens.send(tokens.request(filled(route.path(), tenant.value()))
                    .method(route.method(), HttpRequest.BodyPublishers.noBody()));
            boolean told =
                    answer.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Bearer");
            if (answer.statusCode() != 401 || !told || !answer.body().contains("refusal:unauthenticated")) {
                open.add(route + ": " + answer.statusCode());
            }
        }

        assertThat(open).isEmpty();
    }

    /** Every route but those named as a member's own: a member is refused, or finds nothing. */
    @Test
    void aMembersTokenIsRefusedWhereStaffWork() {
        TenantId tenant = tenants.aCooperative();
        String token = tokens.token(tenant, Role.MEMBER);
        List<String> open = new ArrayList<>();

        for (Route route : routesOfTenants()) {
            if ((route.method() + " " + route.path()).matches(A_MEMBER_MAY)) {
                continue;
            }
            HttpResponse<String> answer = tokens.api(token, route.method(), filled(route.path(), tenant.value()));
            // A route that wants a body looks at it before it looks at the role; that is no way in.
            if (!Set.of(403, 400, 404, 415, 422, 428).contains(answer.statusCode())) {
                open.add(route + ": " + answer.statusCode());
            }
        }

        assertThat(open).isEmpty();
        for (String staffs : List.of("people", "invitations", "clients", "audit")) {
            assertThat(tokens.api(token, "GET", "/api/" + tenant + "/" + staffs).statusCode())
                    .as(staffs)
                    .isEqualTo(403);
        }
    }

    @Test
    void aTokenStopsWorkingWhenTheGrantIsRevoked() {
        TenantId tenant = tenants.aCooperative();
        UUID person = tokens.aPerson(tenant, Role.ACCOUNTANT, Role.ADVISOR);
        String token = tokens.token(person, tenant.value(), Role.ACCOUNTANT, Role.ADVISOR);
        assertThat(tokens.api(token, "GET", "/api/" + tenant + "/people").statusCode())
                .isEqualTo(200);

        TestTenants.in(tenant, () -> {
            grants.revoke(person, Role.ADVISOR);
            return null;
        });
        assertThat(tokens.api(token, "GET", "/api/" + tenant + "/me").statusCode())
                .as("it ends with the role it began with")
                .isEqualTo(401);
        token = tokens.token(person, tenant.value(), Role.ACCOUNTANT, Role.ADVISOR);
        JsonNode me = tokens.read(tokens.api(token, "GET", "/api/" + tenant + "/me"));
        assertThat(me.get("roles").toString()).isEqualTo("[\"ACCOUNTANT\"]");

        TestTenants.in(tenant, () -> {
            grants.revoke(person, Role.ACCOUNTANT);
            return null;
        });
        HttpResponse<String> answer = tokens.api(token, "GET", "/api/" + tenant + "/me");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("access-ended");
    }

    @Test
    void aRoleGivenLaterDoesNotGrowAnOldToken() {
        TenantId tenant = tenants.aCooperative();
        UUID person = tokens.aPerson(tenant, Role.MEMBER);
        String token = tokens.token(person, tenant.value(), Role.MEMBER);

        TestTenants.in(tenant, () -> {
            grants.grant(person, Role.MANAGER);
            return null;
        });

        assertThat(tokens.api(token, "GET", "/api/" + tenant + "/audit").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aTokenOfAProgramStopsWorkingWhenItIsWithdrawn() {
        TenantId tenant = tenants.aCooperative();
        Clients.Registered program = tokens.aProgram(tenant, Role.ACCOUNTANT);
        String token = tokens.tokenAnswer(program.client().clientId(), program.secret())
                .get("access_token")
                .asString();

        TestTenants.in(tenant, () -> {
            clients.withdraw(program.client().id());
            return null;
        });

        assertThat(tokens.api(token, "GET", "/api/" + tenant + "/me").statusCode())
                .isEqualTo(401);
        assertThat(tokens.tokenAnswer(program.client().clientId(), program.secret())
                        .get("error")
                        .asString())
                .isEqualTo("unauthorized_client");
    }

    @Test
    void aSuspendedTenantIsClosedToItsOwn() {
        TenantId tenant = tenants.aCooperative();
        String token = tokens.token(tenant, Role.MANAGER);
        allTenants.suspend(tenant);

        HttpResponse<String> answer = tokens.api(token, "GET", "/api/" + tenant + "/me");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(tokens.read(answer).get("code").asString()).isEqualTo("tenant-suspended");
        allTenants.activate(tenant);
        assertThat(tokens.api(token, "GET", "/api/" + tenant + "/me").statusCode())
                .isEqualTo(200);
    }

    @Test
    void theDeploymentIsForOperatorsOnly() {
        TenantId tenant = tenants.aCooperative();
        String managers = tokens.token(tenant, Role.MANAGER);
        // Whatever a token claims, the database knows better.
        String forged = tokens.token(tokens.aPerson(tenant, Role.MANAGER), Operators.DEPLOYMENT, Role.OPERATOR);

        assertThat(tokens.api(managers, "GET", "/api/deployment/tenants").statusCode())
                .isEqualTo(403);
        assertThat(tokens.api(forged, "GET", "/api/deployment/tenants").statusCode())
                .isEqualTo(403);
        assertThat(tokens.api(managers, "GET", "/actuator/metrics").statusCode())
                .isEqualTo(403);
        String operators = tokens.operatorToken();
        assertThat(tokens.api(operators, "GET", "/api/deployment/tenants").statusCode())
                .isEqualTo(200);
        assertThat(tokens.api(operators, "GET", "/actuator/metrics").statusCode())
                .isEqualTo(200);
        assertThat(tokens.api(operators, "GET", "/api/" + tenant + "/me").statusCode())
                .isEqualTo(404);
    }

    @Test
    void whetherTheApplicationIsWellIsTold() {
        assertThat(tokens.send(tokens.request("/actuator/health").GET()).statusCode())
                .isEqualTo(200);
        assertThat(tokens.send(tokens.request("/actuator/prometheus").GET()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void anUnknownRouteAndAWrongMethodAreProblems() {
        TenantId tenant = tenants.aCooperative();
        String token = tokens.token(tenant, Role.MANAGER);

        HttpResponse<String> unknown = tokens.api(token, "GET", "/api/" + tenant + "/no-such-thing");
        HttpResponse<String> wrong = tokens.api(token, "DELETE", "/api/" + tenant + "/me");

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(tokens.read(wrong).get("code").asString()).isEqualTo("method-not-allowed");
    }

    @Test
    void aBodyTooLargeIsRefusedUnread() {
        TenantId tenant = tenants.aCooperative();
        String token = tokens.token(tenant, Role.MANAGER);

        HttpResponse<String> answer = tokens.api(token, "POST", "/api/" + tenant + "/invitations", "x".repeat(5 << 20));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(tokens.read(answer).get("code").asString()).isEqualTo("too-large");
    }

    /** Every route once more, by a second spelling of its address: no gate is passed, whatever the token. */
    @Test
    void noRouteHasASecondSpelling() {
        TenantId here = tenants.aCooperative();
        TenantId there = tenants.aCooperative();
        String token = tokens.token(here, TestTokens.staff().toArray(Role[]::new));
        List<String> open = new ArrayList<>();

        for (Route route : routesOfTenants()) {
            String path = filled(route.path(), there.value()).replaceFirst("/api/", "/%61pi/");
            HttpResponse<String> answer = tokens.api(token, route.method(), path, "{}");
            if (answer.statusCode() != 400 || !answer.body().contains("refusal:path-malformed")) {
                open.add(route + ": " + answer.statusCode());
            }
        }

        assertThat(open).isEmpty();
    }

    private List<Route> routesOfTenants() {
        return routes().stream()
                .filter(r -> r.path().startsWith("/api/{tenant}"))
                .toList();
    }

    private List<Route> routes() {
        JsonNode api = tokens.read(tokens.send(tokens.request("/v3/api-docs").GET()));
        List<Route> routes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
            for (String method : path.getValue().propertyNames()) {
                if (METHODS.contains(method)) {
                    routes.add(new Route(method.toUpperCase(java.util.Locale.ROOT), path.getKey()));
                }
            }
        }
        return routes;
    }

    private static String filled(String path, String tenant) {
        return path.replace("{tenant}", tenant)
                .replace("{role}", "MANAGER")
                .replace("{number}", "1")
                .replaceAll("\\{(?i:[a-z]*(year|version))}", "2026")
                .replaceAll("\\{[^}]+}", new UUID(0, 7).toString());
    }
}
