package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTokens;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.tenancy.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
