package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTokens;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.tenancy.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import tools.jackson.databind.JsonNode;

/** The funds over the API: what a program or a page of ours sees. */
@EntrelacsTest
class FundsApiTest {

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    TestTokens tokens;

    @Test
    void a_member_asks_over_the_api_and_nobody_else_learns_of_it() {
        FundScene make = FundScene.in(beans);
        Scene scene = make.aCooperative();
        String api = "/api/" + scene.tenant() + "/";
        String manager = tokens.token(scene.tenant(), Role.MANAGER);
        UUID person = tokens.aPerson(scene.tenant(), Role.MEMBER);
        make.known(scene.tenant(), person, Role.MEMBER);
        String member = tokens.token(person, scene.tenant().value(), Role.MEMBER);

        HttpResponse<String> opened = tokens.api(
                manager,
                "POST",
                api + "funds",
                Map.of(
                        "code",
                        "relief",
                        "committee",
                        scene.committee().id(),
                        "adoption",
                        Map.of("text", "AG, résolution 7", "on", "2025-06-12"),
                        "validFrom",
                        "2025-07-01"));
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
        JsonNode fund = tokens.read(opened);
        assertThat(fund.get("name").asString()).isEqualTo("Fonds de secours");

        HttpResponse<String> drafted = tokens.api(
                member,
                "POST",
                api + "fund-requests",
                Map.of(
                        "fund",
                        fund.get("id").asString(),
                        "amount",
                        "600.00",
                        "months",
                        2,
                        "iban",
                        "DE89 3704 0044 0532 0130 00",
                        "details",
                        Map.of(
                                "need",
                                "ILLNESS",
                                "story",
                                "Longue maladie",
                                "payBefore",
                                "1800.00",
                                "payNow",
                                "600.00")));
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(201);
        String path = drafted.headers().firstValue("Location").orElseThrow();

        assertThat(tokens.api(member, "POST", path + "/submission").statusCode())
                .isEqualTo(428);
        HttpResponse<String> submitted = tokens.send(tokens.request(path + "/submission")
                .header("Authorization", "Bearer " + member)
                .header("If-Match", drafted.headers().firstValue("ETag").orElseThrow())
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(200);
        assertThat(tokens.read(submitted).get("stage").asString()).isEqualTo("REVIEW");

        for (String other : new String[] {
            manager,
            tokens.token(scene.tenant(), Role.TREASURER, Role.ACCOUNTANT),
            tokens.token(scene.tenant(), Role.COMMITTEE_MEMBER)
        }) {
            HttpResponse<String> refused = tokens.api(other, "GET", path);
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.body()).doesNotContain("maladie");
        }
        assertThat(tokens.api(manager, "POST", path + "/payment").statusCode())
                .as("money moves with a key only")
                .isEqualTo(400);
    }

    @Test
    void a_fund_that_only_this_cooperative_has_is_called_once_however_often_it_is_asked() {
        FundScene make = FundScene.in(beans);
        Scene scene = make.aCooperative();
        String api = "/api/" + scene.tenant() + "/";
        String manager = tokens.token(scene.tenant(), Role.MANAGER);
        FundTemplate relief = FundFixtures.fund("relief");
        HttpResponse<String> opened = tokens.api(
                manager,
                "POST",
                api + "funds",
                Map.of(
                        "code",
                        "formation",
                        "name",
                        "Fonds pour se former",
                        "committee",
                        scene.committee().id(),
                        "accounts",
                        new FundAccounts("468710", "Fonds pour se former", "6589", null, null, "512"),
                        "terms",
                        relief.terms().called(CallEvery.YEAR),
                        "adoption",
                        Map.of("text", "AG, résolution 9", "on", "2025-06-12"),
                        "validFrom",
                        "2025-07-01"));
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
        String fund = tokens.read(opened).get("id").asString();
        assertThat(tokens.read(tokens.api(manager, "GET", api + "funds/" + fund + "/rulebooks"))
                        .get(0)
                        .get("terms")
                        .get("callEvery")
                        .asString())
                .isEqualTo("YEAR");

        String calls = api + "funds/" + fund + "/calls";
        Map<String, String> october = Map.of("first", "2026-10-01", "last", "2026-10-31");
        assertThat(tokens.api(manager, "POST", calls, october).statusCode())
                .as("money moves with a key only")
                .isEqualTo(400);
        String key = UUID.randomUUID().toString();
        List<String> jobs = new java.util.ArrayList<>();
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> called = tokens.send(tokens.request(calls)
                    .header("Authorization", "Bearer " + manager)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", key)
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"first\": \"2026-10-01\", \"last\": \"2026-10-31\"}")));
            assertThat(called.statusCode()).as(called.body()).isEqualTo(202);
            jobs.add(tokens.read(called).get("job").asString());
        }
        assertThat(jobs.get(1)).isEqualTo(jobs.get(0));

        HttpResponse<String> report = tokens.api(manager, "GET", api + "funds/" + fund + "/report?year=2026");
        assertThat(report.statusCode()).isEqualTo(200);
        assertThat(report.headers().firstValue("Content-Type")).contains("application/pdf");
        HttpResponse<String> steps = tokens.api(manager, "POST", api + "funds/due-steps");
        assertThat(steps.statusCode()).as(steps.body()).isEqualTo(200);
        assertThat(tokens.read(steps).get("failed").asInt()).isZero();
    }

    @Test
    void a_field_at_fault_is_named() {
        Scene scene = FundScene.in(beans).aCooperative();
        String manager = tokens.token(scene.tenant(), Role.MANAGER);

        HttpResponse<String> refused = tokens.api(
                manager,
                "POST",
                "/api/" + scene.tenant() + "/committees",
                Map.of("code", "petite", "name", "Petite", "seats", 1, "termMonths", 24));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(tokens.read(refused).get("field").asString()).isEqualTo("seats");
    }
}
