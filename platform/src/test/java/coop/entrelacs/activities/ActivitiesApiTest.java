package coop.entrelacs.activities;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.activities.ActivityFixtures.Made;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.members.MemberFixtures;
import coop.entrelacs.members.Members;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@EntrelacsTest
class ActivitiesApiTest {

    @Autowired
    Activities activities;

    @Autowired
    Customers customers;

    @Autowired
    Invoices invoices;

    @Autowired
    LedgerSetup books;

    @Autowired
    Members members;

    @Autowired
    Contracts contracts;

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    Clock clock;

    TenantId tenant;
    ActivityFixtures fixtures;
    Made activity;
    String accountant;
    LocalDate today;

    @BeforeEach
    void aCooperative() {
        tenant = tenants.aCooperative();
        fixtures = new ActivityFixtures(activities, customers, invoices, books, clock);
        activity = fixtures.anActivity().withCustomer().in(tenant);
        accountant = tokens.token(tenant, Role.ACCOUNTANT);
        today = LocalDate.now(clock);
    }

    @Test
    void an_invoice_lives_its_life_through_the_api() {
        HttpResponse<String> made = post("/invoices", draft("1000"), null);
        JsonNode draft = tokens.read(made);
        String id = draft.path("id").asString();
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(draft.path("totals").path("gross").asString()).isEqualTo("1200.00");

        HttpResponse<String> withoutKey = post("/invoices/" + id + "/validate", "{}", null);
        HttpResponse<String> validated = post("/invoices/" + id + "/validate", "{}", "key-1");
        HttpResponse<String> again = post("/invoices/" + id + "/validate", "{}", "key-1");
        HttpResponse<String> otherKey = post("/invoices/" + id + "/validate", "{}", "key-2");
        assertThat(withoutKey.statusCode()).isEqualTo(400);
        assertThat(validated.statusCode()).as(validated.body()).isEqualTo(200);
        assertThat(tokens.read(again)).isEqualTo(tokens.read(validated));
        assertThat(otherKey.statusCode()).isEqualTo(409);
        assertThat(tokens.read(otherKey).path("type").asString()).isEqualTo("urn:entrelacs:refusal:invoice-state");

        String payment = """
            {"paidOn": "%s", "means": "TRANSFER", "parts": [{"invoice": "%s", "amount": "1200.00"}]}\
            """.formatted(today, id);
        assertThat(post("/payments", payment, "key-3").statusCode()).isEqualTo(201);
        assertThat(post("/payments", payment, "key-3").statusCode()).isEqualTo(201);
        HttpResponse<String> twice = post("/payments", payment, "key-4");
        assertThat(twice.statusCode()).isEqualTo(409);
        assertThat(tokens.read(twice).path("field").asString()).isEqualTo("parts[0].amount");

        JsonNode paid = tokens.read(get("/invoices/" + id));
        assertThat(paid.path("state").asString()).isEqualTo("PAID");
        assertThat(paid.path("number").asString()).startsWith("F" + today.getYear());
        JsonNode listed = tokens.read(
                get("/invoices?state=PAID&text=" + paid.path("number").asString()));
        assertThat(listed.path("items")).hasSize(1);
        assertThat(tokens.read(get("/invoices?state=DRAFT")).path("items")).isEmpty();
    }

    @Test
    void a_draft_is_changed_only_by_who_has_seen_it() {
        HttpResponse<String> made = post("/invoices", draft("10"), null);
        String path = "/invoices/" + tokens.read(made).path("id").asString();
        String tag = made.headers().firstValue("ETag").orElseThrow();

        assertThat(put(path, draft("20"), null).statusCode()).isEqualTo(428);
        assertThat(put(path, draft("20"), tag).statusCode()).isEqualTo(200);
        assertThat(put(path, draft("30"), tag).statusCode()).isEqualTo(412);
        assertThat(tokens.read(get(path)).path("totals").path("net").asString()).isEqualTo("20.00");
    }

    @Test
    void what_is_wrong_is_named_by_its_place() {
        HttpResponse<String> refused = post("/invoices", """
            {"activity": "%s", "customer": "%s", "lines": [{"label": "x"}, {"label": "y", "quantity": 1, "unitPrice": "-1"}]}\
            """.formatted(activity.id(), activity.customer()), null);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(tokens.read(refused).path("field").asString()).isEqualTo("lines[1].unitPrice");
    }

    @Test
    void another_members_invoice_is_not_there_in_any_way() {
        UUID person = tokens.aPerson(tenant, Role.MEMBER);
        UUID owner =
                new MemberFixtures(members, contracts).aMember().person(person).in(tenant);
        Made mine = fixtures.anActivity().ownedBy(owner).withCustomer().in(tenant);
        String member = tokens.token(person, tenant.value(), Role.MEMBER);
        String theirs =
                tokens.read(post("/invoices", draft("10"), null)).path("id").asString();
        String base = "/api/" + tenant + "/invoices/" + theirs;

        for (String path : new String[] {base, base + "/pdf"}) {
            assertThat(tokens.api(member, "GET", path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(tokens.api(member, "GET", "/api/" + tenant + "/activities/" + activity.id() + "/cash-position")
                        .statusCode())
                .isEqualTo(404);
        assertThat(tokens.api(member, "GET", "/api/" + tenant + "/activities/" + mine.id())
                        .statusCode())
                .isEqualTo(200);
        assertThat(tokens.read(tokens.api(member, "GET", "/api/" + tenant + "/activities"))
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void totals_are_previewed_by_the_code_that_books_them() {
        HttpResponse<String> totals = post("/invoices/totals", """
            {"lines": [{"label": "a", "quantity": 3, "unitPrice": "0.33", "vat": "normal"}]}\
            """, null);

        assertThat(totals.statusCode()).isEqualTo(200);
        assertThat(tokens.read(totals).path("vat").asString()).isEqualTo("0.20");
        assertThat(tokens.read(get("/vat-codes")).get(0).path("code").asString())
                .isEqualTo("normal");
    }

    private Map<String, Object> draft(String price) {
        return Map.of(
                "activity", activity.id(),
                "customer", activity.customer(),
                "subject", "Conseil",
                "suppliedFrom", today.toString(),
                "lines",
                        java.util.List.of(Map.of(
                                "label",
                                "Conseil",
                                "quantity",
                                "1",
                                "unit",
                                "DAY",
                                "unitPrice",
                                price,
                                "vat",
                                "normal",
                                "nature",
                                "SERVICES")));
    }

    private HttpResponse<String> get(String path) {
        return tokens.api(accountant, "GET", "/api/" + tenant + path);
    }

    private HttpResponse<String> post(String path, Object body, String key) {
        return send("POST", path, body, "Idempotency-Key", key);
    }

    private HttpResponse<String> put(String path, Object body, String ifMatch) {
        return send("PUT", path, body, "If-Match", ifMatch);
    }

    private HttpResponse<String> send(String method, String path, Object body, String header, String value) {
        HttpRequest.Builder request = tokens.request("/api/" + tenant + path)
                .header("Authorization", "Bearer " + accountant)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body instanceof String text ? text : json(body)));
        if (value != null) {
            request.header(header, value);
        }
        return tokens.send(request);
    }

    private static String json(Object body) {
        return tools.jackson.databind.json.JsonMapper.builder().build().writeValueAsString(body);
    }
}
