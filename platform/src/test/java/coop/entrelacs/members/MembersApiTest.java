package coop.entrelacs.members;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@EntrelacsTest
class MembersApiTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    TenantId tenant;
    String manager;

    @BeforeEach
    void aCooperative() {
        tenant = tenants.aCooperative();
        manager = tokens.token(tenant, Role.MANAGER);
    }

    @Test
    void a_member_is_entered_contracted_and_found() {
        var created = post("/members", Map.of("firstName", "Inès", "lastName", "Le Goff", "appliedOn", "2026-01-05"));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).isPresent();
        JsonNode file = tokens.read(created);
        assertThat(file.at("/stage/name").asString()).isEqualTo("APPLICANT");
        String id = file.get("id").asString();

        var signed = post(
                "/members/" + id + "/contracts/business-support",
                Map.of("signedOn", "2026-02-01", "firstDay", "2026-02-01", "lastDay", "2027-01-31"));
        assertThat(signed.statusCode()).as(signed.body()).isEqualTo(201);
        var tooLong = post(
                "/contracts/" + tokens.read(signed).get("id").asString() + "/renewals",
                Map.of("signedOn", "2027-01-15", "lastDay", "2028-02-01"));
        assertThat(tooLong.statusCode()).isEqualTo(422);
        assertThat(tokens.read(tooLong).get("code").asString()).isEqualTo("business-support-too-long");
        assertThat(tokens.read(tooLong).get("field").asString()).isEqualTo("lastDay");

        JsonNode found = tokens.read(tokens.api(manager, "GET", path("/members?text=ines%20goff")));
        assertThat(found.at("/items/0/id").asString()).isEqualTo(id);
    }

    @Test
    void a_change_needs_the_version_that_was_read() {
        var created = post("/members", Map.of("firstName", "Zoé", "lastName", "Müller", "appliedOn", "2026-01-05"));
        String id = tokens.read(created).get("id").asString();
        Map<String, String> change = Map.of("firstName", "Zoé", "lastName", "Martin", "appliedOn", "2026-01-05");

        assertThat(tokens.api(manager, "PUT", path("/members/" + id), change).statusCode())
                .isEqualTo(428);
        assertThat(put(id, "\"7\"").statusCode()).isEqualTo(412);
        assertThat(put(id, created.headers().firstValue("ETag").orElseThrow()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void another_members_and_another_tenants_file_are_not_found() {
        String id = tokens.read(post("/members", Map.of("firstName", "A", "lastName", "B", "appliedOn", "2026-01-05")))
                .get("id")
                .asString();
        String member = tokens.token(tenant, Role.MEMBER);
        TenantId elsewhere = tenants.aCooperative();
        String stranger = tokens.token(elsewhere, Role.MANAGER);

        assertThat(tokens.api(member, "GET", path("/members/" + id)).statusCode())
                .isEqualTo(404);
        assertThat(tokens.api(member, "GET", path("/members")).statusCode()).isEqualTo(403);
        assertThat(tokens.api(stranger, "GET", "/api/" + elsewhere + "/members/" + id)
                        .statusCode())
                .isEqualTo(404);
        assertThat(tokens.api(manager, "GET", path("/members/" + UUID.randomUUID()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void shares_are_subscribed_paid_asked_back_and_redeemed() {
        String id = tokens.read(
                        post("/members", Map.of("firstName", "Léa", "lastName", "Roux", "appliedOn", "2026-01-05")))
                .get("id")
                .asString();
        var unruled = keyed("/members/" + id + "/shares", "{\"on\":\"2026-03-02\",\"quantity\":3}");
        assertThat(tokens.read(unruled).get("code").asString())
                .as(unruled.body())
                .isEqualTo("share-statutes-missing");
        var adopted = post(
                "/shares/statutes",
                Map.of(
                        "firstDay", "2026-01-01",
                        "nominal", "50.00",
                        "floor", "50.00",
                        "redemptionYears", 5,
                        "decision", "Statuts, article 8"));
        assertThat(adopted.statusCode()).as(adopted.body()).isEqualTo(204);

        var subscribed = keyed("/members/" + id + "/shares", "{\"on\":\"2026-03-02\",\"quantity\":3}");
        assertThat(subscribed.statusCode()).as(subscribed.body()).isEqualTo(201);
        String subscription = tokens.read(subscribed).get("id").asString();
        JsonNode unpaid = tokens.read(tokens.api(manager, "GET", path("/members/" + id + "/shares/unpaid")));
        assertThat(unpaid.at("/0/due").asString()).isEqualTo("150.00");
        var tooMuch = keyed(
                "/shares/subscriptions/" + subscription + "/payments", "{\"on\":\"2026-03-03\",\"amount\":\"150.01\"}");
        assertThat(tokens.read(tooMuch).get("code").asString()).isEqualTo("share-overpaid");
        assertThat(keyed(
                                "/shares/subscriptions/" + subscription + "/payments",
                                "{\"on\":\"2026-03-03\",\"amount\":\"150.00\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(tokens.read(tokens.api(manager, "GET", path("/members/" + id + "/shares/unpaid")))
                        .size())
                .isZero();

        String asked = tokens.read(
                        keyed("/members/" + id + "/shares/redemptions", "{\"on\":\"2026-04-01\",\"quantity\":3}"))
                .get("id")
                .asString();
        var below = post("/shares/redemptions/" + asked + "/payment", Map.of("on", "2026-04-02"));
        assertThat(tokens.read(below).get("code").asString()).isEqualTo("capital-floor");
        JsonNode capital = tokens.read(tokens.api(manager, "GET", path("/shares/capital")));
        assertThat(capital.get("subscribed").asString()).isEqualTo("150.00");
        assertThat(tokens.read(tokens.api(manager, "GET", path("/shares/register")))
                        .at("/items/0/quantity")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void a_simulation_explains_ninety_thousand_bracket_by_bracket() {
        JsonNode templates = tokens.read(tokens.api(manager, "GET", path("/contribution-rules/templates")));
        JsonNode terms = templates
                .valueStream()
                .filter(template -> template.get("name").asString().equals("yearly-brackets"))
                .findFirst()
                .orElseThrow()
                .get("terms");

        var answer = post(
                "/contribution-rules/simulations",
                "{\"terms\":" + terms + ",\"contract\":\"ENTREPRENEUR_EMPLOYEE\",\"startedOn\":\"2026-01-01\","
                        + "\"happenings\":[{\"date\":\"2026-05-04\",\"turnover\":\"90000.00\"}],\"through\":\"2026-12\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode why = tokens.read(answer);
        assertThat(why.at("/0/amount").asString()).isEqualTo("9300.00");
        assertThat(why.at("/0/steps/1/formula").asString()).isEqualTo("40000.00 × 11 % = 4400.00");
        assertThat(why.at("/0/steps/1/sentence").asString()).startsWith("Tranche de 0,00");
    }

    @Test
    void terms_that_make_no_sense_name_the_field() {
        var answer = post(
                "/contribution-rules",
                "{\"name\":\"x\",\"validFrom\":\"2026-01-01\",\"adoption\":{\"text\":\"AG\",\"on\":\"2025-12-12\"},"
                        + "\"terms\":{\"base\":\"TURNOVER\",\"trigger\":\"ISSUE\",\"brackets\":[{\"upTo\":\"10.00\",\"rate\":\"5\"}]}}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(tokens.read(answer).get("code").asString()).isEqualTo("contribution-last-bracket-open");
    }

    private java.net.http.HttpResponse<String> post(String path, Object body) {
        return tokens.api(manager, "POST", path(path), body);
    }

    /** With a key of its own, as where money moves. */
    private java.net.http.HttpResponse<String> keyed(String path, String body) {
        return tokens.send(tokens.request(path(path))
                .header("Authorization", "Bearer " + manager)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private java.net.http.HttpResponse<String> put(String id, String ifMatch) {
        return tokens.send(tokens.request(path("/members/" + id))
                .header("Authorization", "Bearer " + manager)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .PUT(HttpRequest.BodyPublishers.ofString(
                        "{\"firstName\":\"Zoé\",\"lastName\":\"Martin\",\"appliedOn\":\"2026-01-05\"}")));
    }

    private String path(String path) {
        return "/api/" + tenant + path;
    }
}
