package coop.entrelacs.bench;

import coop.entrelacs.identity.Clients;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program of one tenant that reads its accounts over HTTP. */
final class Caller {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

    private final HttpRequest request;

    /** A program that a tenant knows. */
    record Program(TenantId tenant, String id, String secret) {}

    static Program register(Deployment deployment, TenantId tenant) throws Exception {
        Clients clients = deployment.bean(Clients.class);
        Clients.Registered program =
                Deployment.in(tenant, () -> clients.registerProgram("bench", Set.of(Role.ACCOUNTANT)));
        return new Program(tenant, program.client().clientId(), Objects.requireNonNull(program.secret()));
    }

    Caller(Deployment deployment, TenantId tenant) throws Exception {
        this(deployment, register(deployment, tenant));
    }

    Caller(Deployment deployment, Program program) throws Exception {
        TenantId tenant = program.tenant();
        String address = "http://localhost:" + deployment.port();
        String credentials = Base64.getEncoder()
                .encodeToString(
                        (program.id() + ":" + program.secret()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(address + "/oauth2/token"))
                        .header("Authorization", "Basic " + credentials)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Matcher token = TOKEN.matcher(answer.body());
        if (!token.find()) {
            throw new IllegalStateException("no token for " + tenant + ": " + answer.body());
        }
        this.request = HttpRequest.newBuilder(URI.create(address + "/api/" + tenant + "/jobs?limit=20"))
                .header("Authorization", "Bearer " + token.group(1))
                .build();
    }

    String get() throws Exception {
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
