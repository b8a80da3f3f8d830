package coop.entrelacs.web;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.activities.ActivityFixtures;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.web.ApiOperations.Operation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends to every operation of the OpenAPI document, in every place where a value stands, what no honest client sends. Whatever it is,
 * it is never an error of ours (500), and where a field is named it is one of the request. Which of the many requests are made is
 * drawn by a fixed seed; {@code -Dfuzz.requests=1000 -Dfuzz.seed=7} makes more and other ones.
 */
@EntrelacsTest
class HostileInputTest {

    private static final int PER_OPERATION = Integer.getInteger("fuzz.requests", 25);
    private static final long SEED = Long.getLong("fuzz.seed", 42);

    /** As written in a JSON body. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "5",
            "-1",
            "0.5",
            "1e999999999",
            "9223372036854775807",
            "-9223372036854775808",
            "99999999999999999999999999",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "[".repeat(900) + "]".repeat(900),
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"a\\u202eb\"",
            "\"" + "x".repeat(20_000) + "\"",
            "\"1e999999999\"",
            "\"92233720368547758.07\"",
            "\"9999999999.99\"",
            "\"-9999999999.99\"",
            "\"0.00\"",
            "\"2026-10-31T23:00:00Z\"",
            "\"-999999999-01-01\"",
            "\"1900-01-01\"",
            "\"2199-12-31\"",
            "\"2026-13\"",
            "\"00000000-0000-0000-0000-000000000000\"",
            "\"'; DROP TABLE member; --\"",
            "\"../../../etc/passwd\"",
            "\"%s%n{0}${x}\"",
            "\"=1+1\"");

    private static final List<String> BODIES = List.of(
            "",
            "null",
            "[]",
            "[null]",
            "{}",
            "5",
            "\"x\"",
            "{",
            "{\"a\":",
            "[".repeat(2000),
            "{\"\\u0000\": 1}",
            "\u0000",
            "nul");

    /** As written in an address. */
    private static final List<String> WORDS = List.of(
            "",
            "x",
            "%00",
            "a%00b",
            "%ff",
            "%ed%a0%80",
            "%e2%80%ae",
            "-1",
            "0",
            "99999999999999999999",
            "1e99",
            "2026-13-45",
            "2026-11-30T00:00:00Z",
            "%2B999999999-12-31",
            "1900-01-01",
            "2199-12-31",
            "0001-01",
            "2199-12",
            "00000000-0000-0000-0000-000000000000",
            "'%22%3B--",
            "%25%5F%5C",
            "y".repeat(2_000));

    private static final List<String> HEADERS =
            List.of("\"99999999999999999999\"", "\"0\"", "x", "*", "\"", "é", "z".repeat(300), "W/\"0\"");

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    ActivityFixtures fixtures;

    @Autowired
    JsonMapper json;

    private final HttpClient http = HttpClient.newHttpClient();

    /** One request that no honest client makes. */
    private record Hostile(
            Map<String, String> path,
            Map<String, String> query,
            Map<String, String> headers,
            byte @Nullable [] body,
            String told) {}

    @Test
    void nothing_that_is_sent_is_an_error_of_ours() {
        TenantId cooperative = tenants.aCooperative();
        fixtures.aValidatedInvoice(fixtures.anActivity().withCustomer().in(cooperative), "100");
        TenantId federation = tenants.aFederation();
        String staff = tokens.token(cooperative, everyone());
        String federations = tokens.token(federation, TestTokens.staff().toArray(Role[]::new));
        String operator = tokens.operatorToken();
        ApiOperations api = ApiOperations.of(tokens, json, staff);
        learn(api, cooperative, staff);
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());

        api.all().parallelStream().forEach(operation -> {
            boolean deployment = operation.path().startsWith("/api/deployment");
            boolean federal = operation.path().startsWith("/api/{tenant}/federation");
            String tenant = (federal ? federation : cooperative).value();
            String token = deployment ? operator : federal ? federations : staff;
            for (Hostile hostile : some(hostile(api, operation), operation)) {
                send(api, operation, tenant, token, hostile, wrong);
            }
        });

        assertThat(wrong).isEmpty();
    }

    private static Role[] everyone() {
        return Stream.concat(TestTokens.staff().stream(), Stream.of(Role.MEMBER))
                .toArray(Role[]::new);
    }

    private void learn(ApiOperations api, TenantId tenant, String token) {
        api.all().stream()
                .filter(o -> o.method().equals("GET") && o.names("path").equals(List.of("tenant")))
                .forEach(list -> {
                    HttpResponse<String> answer = tokens.api(
                            token, "GET", api.path(list, tenant.value(), Map.of()) + api.query(list, Map.of()));
                    if (answer.statusCode() == 200
                            && answer.headers()
                                    .firstValue("Content-Type")
                                    .orElse("")
                                    .contains("json")) {
                        api.learn(list, tokens.read(answer));
                    }
                });
    }

    private static List<Hostile> some(List<Hostile> all, Operation operation) {
        List<Hostile> drawn = new ArrayList<>(all);
        Collections.shuffle(drawn, new Random(SEED + operation.toString().hashCode()));
        return drawn.subList(0, Math.min(PER_OPERATION, drawn.size()));
    }

    private List<Hostile> hostile(ApiOperations api, Operation operation) {
        List<Hostile> all = new ArrayList<>();
        JsonNode schema = operation.body();
        String whole = schema == null ? null : api.sample(schema, "", 0).toString();
        byte[] usual = whole == null ? null : whole.getBytes(StandardCharsets.UTF_8);
        for (String name : operation.names("path")) {
            if (!name.equals("tenant")) {
                WORDS.stream()
                        .filter(word -> !word.isEmpty())
                        .forEach(word -> all.add(new Hostile(
                                Map.of(name, word), Map.of(), Map.of(), usual, name + " in the path: " + word)));
            }
        }
        for (String name : operation.names("query")) {
            WORDS.forEach(word ->
                    all.add(new Hostile(Map.of(), Map.of(name, word), Map.of(), usual, "?" + name + "=" + word)));
        }
        for (String name : operation.names("header")) {
            HEADERS.forEach(
                    value -> all.add(new Hostile(Map.of(), Map.of(), Map.of(name, value), usual, name + ": " + value)));
        }
        if (whole != null && schema != null) {
            for (String body : BODIES) {
                all.add(new Hostile(
                        Map.of(), Map.of(), Map.of(), body.getBytes(StandardCharsets.UTF_8), "body " + body));
            }
            all.add(new Hostile(
                    Map.of(),
                    Map.of(),
                    Map.of(),
                    new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
                    "body of no UTF-8"));
            api.places(api.sample(schema, "", 0))
                    .keySet()
                    .forEach(place -> VALUES.forEach(value -> {
                        String body = with(api.sample(schema, "", 0), place, value);
                        all.add(new Hostile(
                                Map.of(),
                                Map.of(),
                                Map.of(),
                                body.getBytes(StandardCharsets.UTF_8),
                                place + " " + (value.length() > 40 ? value.substring(0, 40) + "…" : value)));
                    }));
        }
        return all;
    }

    /** The body with the value, as it is written, in a place. */
    private String with(JsonNode body, String place, String value) {
        String mark = "@@here@@";
        int last = place.lastIndexOf('/');
        JsonNode parent = body.at(place.substring(0, last));
        String name = place.substring(last + 1);
        if (parent instanceof tools.jackson.databind.node.ObjectNode object) {
            object.put(name, mark);
        } else if (parent instanceof tools.jackson.databind.node.ArrayNode array) {
            array.set(Integer.parseInt(name), json.getNodeFactory().stringNode(mark));
        }
        return body.toString().replace('"' + mark + '"', value);
    }

    private void send(
            ApiOperations api, Operation operation, String tenant, String token, Hostile hostile, List<String> wrong) {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(tokens.uri("")
                    + api.path(operation, tenant, hostile.path())
                    + api.query(operation, hostile.query())));
            request.header("Authorization", "Bearer " + token).header("Accept-Language", "fr");
            for (String header : operation.names("header")) {
                request.header(
                        header,
                        hostile.headers()
                                .getOrDefault(
                                        header,
                                        header.equals("If-Match")
                                                ? "\"0\""
                                                : UUID.randomUUID().toString()));
            }
        } catch (IllegalArgumentException e) {
            return; // the client's own library does not send it
        }
        byte[] body = hostile.body();
        if (body == null) {
            request.method(operation.method(), HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(operation.method(), HttpRequest.BodyPublishers.ofByteArray(body));
        }
        HttpResponse<String> answer = sent(request);
        int status = answer.statusCode();
        if (status >= 500) {
            wrong.add(status + " " + operation + " " + hostile.told() + " " + answer.body());
        } else if (status >= 400
                && answer.headers().firstValue("Content-Type").orElse("").contains("problem+json")) {
            JsonNode problem = json.readTree(answer.body());
            List<String> fields = new ArrayList<>();
            if (problem.has("field")) {
                fields.add(problem.get("field").asString());
            }
            problem.path("errors").forEach(e -> fields.add(e.path("field").asString("")));
            for (String field : fields) {
                if (!field.equals("Content-Type") && !api.has(operation, field)) {
                    wrong.add("no field " + field + " in " + operation + " (" + problem.path("code") + ") "
                            + hostile.told());
                }
            }
        }
    }

    private HttpResponse<String> sent(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
