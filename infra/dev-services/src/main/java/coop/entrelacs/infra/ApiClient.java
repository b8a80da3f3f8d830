package coop.entrelacs.infra;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** A running server's API, asked as one OAuth2 client. Every failure is a {@link Refused} with a sentence for a person at a terminal. */
final class ApiClient {

    static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI server;
    private final Credentials credentials;
    private final String language;

    /** An OAuth2 client of the deployment or of a tenant, as its page showed it once. */
    record Credentials(String client, String secret) {}

    /** @param language the language of refusals, as {@code Accept-Language} takes it */
    ApiClient(URI server, Credentials credentials, String language) {
        this.server = server;
        this.credentials = credentials;
        this.language = language;
    }

    URI server() {
        return server;
    }

    /** An access token by the client credentials grant (RFC 6749, 4.4). */
    String token() {
        String pair = encoded(credentials.client()) + ":" + encoded(credentials.secret());
        HttpResponse<String> answer = send(HttpRequest.newBuilder(server.resolve("/oauth2/token"))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));
        if (answer.statusCode() == 401 || answer.statusCode() == 400) {
            throw new Refused("The server knows no client " + credentials.client()
                    + " with this secret. Without the demo, name one by --client and ENTRELACS_CLIENT_SECRET.");
        }
        if (answer.statusCode() != 200) {
            throw new Refused("The server answered " + answer.statusCode() + " when asked for a token.");
        }
        String token = read(answer.body()).path("access_token").asString("");
        if (token.isEmpty()) {
            throw new Refused("The server's answer has no token in it.");
        }
        return token;
    }

    JsonNode get(String path) {
        return call("GET", path, null);
    }

    JsonNode post(String path, Object body) {
        return call("POST", path, JSON.writeValueAsString(body));
    }

    void delete(String path) {
        call("DELETE", path, null);
    }

    /** Sends a file as the whole body. */
    JsonNode upload(String path, Path file) {
        try {
            return answered(send(request(path)
                    .header("Content-Type", "application/octet-stream")
                    .POST(HttpRequest.BodyPublishers.ofFile(file))));
        } catch (java.io.FileNotFoundException e) {
            throw new Refused("There is no file " + file + ".");
        }
    }

    /** Keeps an answer in a file that is not there yet; the file appears when it is whole. */
    void download(String path, Path file) {
        if (Files.exists(file)) {
            throw new Refused(file + " is there already and is kept: name another file.");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            HttpResponse<InputStream> answer =
                    http.send(request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new Refused(
                            sentence(answer.statusCode(), new String(in.readAllBytes(), StandardCharsets.UTF_8)));
                }
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new Refused("The answer cannot be kept in " + file + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted.");
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A field's text; empty where it is absent or null. */
    static String text(JsonNode fields, String name) {
        return fields.path(name).asString("");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + token())
                .header("Accept-Language", language);
    }

    private JsonNode call(String method, String path, @Nullable String body) {
        HttpRequest.Builder request = request(path)
                .header("Accept", "application/json, application/problem+json")
                .timeout(Duration.ofMinutes(2));
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        return answered(send(request));
    }

    private static JsonNode answered(HttpResponse<String> answer) {
        if (answer.statusCode() >= 400) {
            throw new Refused(sentence(answer.statusCode(), answer.body()));
        }
        return answer.body().isBlank() ? MissingNode.getInstance() : read(answer.body());
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException notJson) {
            throw new Refused("The server's answer is not JSON: is it of another version, or another server?");
        }
    }

    /** A problem (RFC 9457) as a person reads it: what is wrong, and in which field. */
    static String sentence(int status, String body) {
        JsonNode problem;
        try {
            problem = JSON.readTree(body);
        } catch (JacksonException notJson) {
            problem = MissingNode.getInstance();
        }
        List<String> sentences = new ArrayList<>();
        problem.path("errors").forEach(error -> sentences.add(one(error)));
        if (sentences.isEmpty()) {
            sentences.add(one(problem));
        }
        sentences.removeIf(String::isBlank);
        return sentences.isEmpty()
                ? "The server answered " + status + "."
                : String.join(System.lineSeparator(), sentences);
    }

    private static String one(JsonNode problem) {
        String detail = text(problem, "detail").isBlank() ? text(problem, "title") : text(problem, "detail");
        String field = text(problem, "field");
        return field.isBlank() ? detail : field + ": " + detail;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Refused("No Entrelacs answers at " + server
                    + ". Start it with ./entrelacs run, or say where it is by --url, SERVER_PORT or ENTRELACS_URL.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted.");
        }
    }
}
