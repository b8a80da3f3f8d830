package coop.entrelacs.collaboration;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTokens;
import coop.entrelacs.collaboration.CollaborationScene.Somebody;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the pages can do, a program can: two members of two cooperatives, by the API alone. */
@EntrelacsTest
class CollaborationApiTest {

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    TestTokens tokens;

    @Autowired
    JsonMapper json;

    @Test
    void two_members_sign_a_project_by_the_api_and_a_third_does_not_see_it() {
        CollaborationScene scene = beans.createBean(CollaborationScene.class).aFederationOf(2);
        TenantId here = scene.cooperative(0);
        TenantId there = scene.cooperative(1);
        UUID one = tokens.aPerson(here, Role.MEMBER);
        UUID two = tokens.aPerson(there, Role.MEMBER);
        UUID three = tokens.aPerson(there, Role.MEMBER);
        Somebody lead = scene.somebody(here, one, "Agathe");
        Somebody partner = scene.somebody(there, two, "Basile");
        scene.somebody(there, three, "Curieuse");
        String leads = tokens.token(one, here.value(), Role.MEMBER);
        String partners = tokens.token(two, there.value(), Role.MEMBER);
        String stranger = tokens.token(three, there.value(), Role.MEMBER);

        HttpResponse<String> refused =
                tokens.api(partners, "POST", api(there, "/collaboration/profile/listing"), Map.of("consent", false));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(tokens.read(refused).path("field").asString()).isEqualTo("consent");
        assertThat(tokens.api(partners, "POST", api(there, "/collaboration/profile/listing"), Map.of("consent", true))
                        .statusCode())
                .isEqualTo(200);
        scene.arrived();
        JsonNode found = tokens.read(tokens.api(leads, "GET", api(here, "/collaboration/directory?text=basile")));
        assertThat(found.path("items")).hasSize(1);

        Map<String, Object> project = Map.of(
                "title",
                "À deux",
                "budget",
                "1000.00",
                "consent",
                true,
                "split",
                Map.of(
                        "kind",
                        "PERCENT",
                        "parts",
                        List.of(
                                Map.of("person", lead.key(), "value", 60),
                                Map.of("person", partner.key(), "value", 40))));
        String key = UUID.randomUUID().toString();
        HttpResponse<String> made = post(leads, api(here, "/projects"), project, key);
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(post(leads, api(here, "/projects"), project, key).body()).isEqualTo(made.body());
        String id = tokens.read(made).path("id").asString();
        scene.arrived();

        JsonNode seen = tokens.read(tokens.api(partners, "GET", api(there, "/projects/" + id)));
        String hash = seen.path("project").path("splits").get(0).path("hash").asString();
        for (var signing : Map.of(here, leads, there, partners).entrySet()) {
            assertThat(tokens.api(
                                    signing.getValue(),
                                    "POST",
                                    api(signing.getKey(), "/projects/" + id + "/signatures"),
                                    Map.of("version", 1, "hash", hash, "consent", true))
                            .statusCode())
                    .isEqualTo(200);
        }
        scene.arrived();
        assertThat(tokens.read(tokens.api(partners, "GET", api(there, "/projects/" + id)))
                        .path("project")
                        .path("state")
                        .asString())
                .isEqualTo("ACTIVE");
        assertThat(tokens.api(
                                leads,
                                "POST",
                                api(here, "/projects/" + id + "/signatures"),
                                Map.of("version", 1, "hash", hash, "consent", true))
                        .statusCode())
                .as("nothing waits for a signature any more")
                .isEqualTo(409);
        assertThat(tokens.api(stranger, "GET", api(there, "/projects/" + id)).statusCode())
                .isEqualTo(404);
        assertThat(tokens.api(partners, "GET", api(there, "/shared-invoices")).statusCode())
                .isEqualTo(403);
    }

    private static String api(TenantId tenant, String path) {
        return "/api/" + tenant + path;
    }

    private HttpResponse<String> post(String token, String path, Object body, String key) {
        return tokens.send(tokens.request(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))));
    }
}
