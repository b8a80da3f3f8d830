package coop.entrelacs.federation;

import static coop.entrelacs.federation.PoolScene.TODAY;
import static coop.entrelacs.federation.PoolScene.YEAR;
import static coop.entrelacs.federation.PoolScene.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTokens;
import coop.entrelacs.federation.PoolScene.Member;
import coop.entrelacs.tenancy.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import tools.jackson.databind.JsonNode;

/** Treaties and claims over the API: what a page can do, a program can. */
@EntrelacsTest
class PoolApiTest {

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    TestTokens tokens;

    @Test
    void a_program_proposes_adopts_and_accepts_what_it_saw() {
        PoolScene scene = PoolScene.in(beans);
        Member brin = scene.aCooperative();
        String coordinator = tokens.token(scene.federation, Role.COORDINATOR, Role.MANAGER);
        String manager = tokens.token(brin.id(), Role.MANAGER);
        String pool = "/api/" + scene.federation + "/pool/";
        String own = "/api/" + brin.id() + "/common-funds/";

        HttpResponse<String> proposed = tokens.api(
                coordinator,
                "POST",
                pool + "treaties",
                Map.of(
                        "fundKind",
                        "GRANT",
                        "name",
                        "Secours mutualisé",
                        "firstDay",
                        YEAR.toString(),
                        "decided",
                        "Conseil",
                        "terms",
                        Map.of(
                                "cover",
                                Map.of("type", "EXCESS", "retention", "200.00", "limit", "500.00"),
                                "yearlyCall",
                                "1200.00",
                                "key",
                                "MEMBERS",
                                "solidarity",
                                "0",
                                "solidarityKey",
                                "TURNOVER",
                                "capPerYear",
                                "9000.00",
                                "twoPersonsAbove",
                                "2000.00")));
        assertThat(proposed.statusCode()).as(proposed.body()).isEqualTo(201);
        JsonNode treaty = tokens.read(proposed);
        String id = treaty.get("id").asString();
        await().until(() -> tokens.api(manager, "GET", own + "offers").body().contains(id));
        HttpResponse<String> adopted = tokens.api(
                manager,
                "POST",
                own + "offers/" + id + "/versions/1/adoption",
                Map.of("body", "BOARD", "on", YEAR.toString(), "reference", "PV 4"));
        assertThat(adopted.statusCode()).as(adopted.body()).isEqualTo(200);
        await().until(() -> as(scene.coordinator, () -> scene.treaties.list())
                        .getFirst()
                        .latest()
                        .adoptions()
                        .size()
                == 1);
        scene.endowed(as(scene.coordinator, () -> scene.treaties.list()).getFirst(), "4000.00");
        scene.bears(brin, "1000.00", TODAY);
        ClaimView claim = scene.arrived(brin);

        String path = pool + "claims/" + claim.id();
        HttpResponse<String> read = tokens.api(coordinator, "GET", path);
        assertThat(tokens.read(read).get("claim").get("due").asString()).isEqualTo("500.00");
        assertThat(accept(coordinator, path, null, "k1", "500.00").statusCode())
                .as("who did not look does not decide")
                .isEqualTo(428);
        assertThat(accept(coordinator, path, "\"0\"", null, "500.00").statusCode())
                .as("money moves with a key only")
                .isEqualTo(400);
        assertThat(accept(coordinator, path, "\"0\"", "k2", "500.01").statusCode())
                .as("not more than the treaty says")
                .isIn(409, 422);
        String etag = read.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> accepted = accept(coordinator, path, etag, "k3", "500.00");
        assertThat(accepted.body()).contains("ACCEPTED");
        assertThat(accept(coordinator, path, etag, "k3", "500.00").body())
                .as("the same key answers the same")
                .isEqualTo(accepted.body());
        assertThat(as(scene.coordinator, () -> scene.treaties.get(claim.treaty()))
                        .balance())
                .isEqualTo(coop.entrelacs.shared.Money.of("3500.00"));

        for (String reading : new String[] {
            "exposure",
            "treaties/" + id + "/movements",
            "treaties/" + id + "/outlook",
            "treaties/" + id + "/call-preview?first=" + YEAR,
            "loss-ratios?year=" + TODAY.getYear(),
            "claims?open=true",
            "funds",
            "report"
        }) {
            HttpResponse<String> answer = tokens.api(coordinator, "GET", pool + reading);
            assertThat(answer.statusCode()).as(reading).isEqualTo(200);
        }
        assertThat(accept(tokens.token(scene.federation, Role.ACCOUNTANT), path, etag, "k4", "500.00")
                        .statusCode())
                .as("who keeps the books does not review")
                .isEqualTo(403);
        assertThat(tokens.api(manager, "GET", "/api/" + brin.id() + "/pool/claims")
                        .statusCode())
                .as("a cooperative reviews nothing")
                .isEqualTo(404);
    }

    private HttpResponse<String> accept(
            String token,
            String path,
            @org.jspecify.annotations.Nullable String ifMatch,
            @org.jspecify.annotations.Nullable String key,
            String amount) {
        HttpRequest.Builder request = tokens.request(path + "/acceptance")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"amount\": \"" + amount + "\", \"reason\": \"OTHER_AMOUNT\"}"));
        if (ifMatch != null) {
            request.header("If-Match", ifMatch);
        }
        if (key != null) {
            request.header("Idempotency-Key", key + path.hashCode());
        }
        return tokens.send(request);
    }
}
