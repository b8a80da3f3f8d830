package coop.entrelacs.web;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** One path, read once: what has a second spelling is refused, what no route serves is not there, and no body is endless. */
@EntrelacsTest
class RequestPathTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%61pi/{tenant}/me",
                "/api//{tenant}/me",
                "//api/{tenant}/me",
                "/api/{tenant}/./me",
                "/api/other/../{tenant}/me",
                "/api/other/%2e%2e/{tenant}/me",
                "/api/{tenant};a=b/me",
                "/api/{tenant}%3Ba/me",
                "/api/{tenant}%2Fme",
                "/api/{tenant}%5Cme",
                "/api\\{tenant}\\me",
                "/api/{tenant}/me%00",
                "/api/{tenant}/m%65",
                "/%2561pi/{tenant}/me",
                "/api/{tenant}/me%",
                "/api/{tenant}/me%ff",
                "/api/{tenant}/me%0d%0aX:y",
                "/%41ccount",
                "/api/{tenant}/<me>",
                "/assets/../account"
            })
    void a_path_with_a_second_spelling_is_refused(String path) throws IOException {
        TenantId tenant = tenants.aCooperative();
        String token = tokens.token(tenant, Role.MANAGER);

        String answer = raw(path.replace("{tenant}", tenant.value()), token);

        assertThat(answer.lines().findFirst())
                .hasValueSatisfying(first -> assertThat(first).contains(" 400"));
        assertThat(answer).contains("application/problem+json", "urn:entrelacs:refusal:path-malformed");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/demo/me, true",
        "/api/demo/lists/%C3%A9t%C3%A9/filters, true",
        "/api/demo/a%20b, true",
        "/VAADIN/dynamic/resource/1/abc/relev%C3%A9%20(1).csv, true",
        "/api/demo/%7Efile, false",
        "/, true",
        "*, false"
    })
    void what_must_be_encoded_may_be(String path, boolean canonical) {
        assertThat(RequestPath.isCanonical(path)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", "/actuator/nothing", "/v3/nothing", "/oauth2/nothing"})
    void what_no_route_serves_is_not_there(String path) {
        HttpResponse<String> answer = tokens.send(tokens.request(path)
                .header("Authorization", "Bearer " + tokens.operatorToken())
                .GET());

        assertThat(answer.statusCode()).isIn(404, 401);
        assertThat(answer.body()).doesNotContain("<html");
    }

    /** A body that comes in chunks says nothing of its length. */
    @ParameterizedTest
    @CsvSource({
        "/login/webauthn, application/json, 200000",
        "/webauthn/authenticate/options, application/json, 20000000",
        "/oauth2/token, application/json, 200000",
        "/oauth2/token, application/x-www-form-urlencoded, 200000",
        "/sign-in, application/x-www-form-urlencoded, 200000",
        "/api/{tenant}/invitations, application/json, 6000000",
        "/api/{tenant}/ledger/fec/imports, multipart/form-data; boundary=x, 80000000"
    })
    void no_body_is_endless(String path, String type, int size) {
        TenantId tenant = tenants.aCooperative();
        HttpRequest.Builder request = tokens.request(path.replace("{tenant}", tenant.value()))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream("x".repeat(size).getBytes(StandardCharsets.US_ASCII))));
        if (path.startsWith("/api/")) {
            request.header("Authorization", "Bearer " + tokens.token(tenant, Role.MANAGER, Role.ACCOUNTANT));
        }

        try {
            HttpResponse<String> answer = tokens.send(request);
            assertThat(answer.statusCode()).as(answer.body()).isBetween(300, 499);
        } catch (java.io.UncheckedIOException closed) {
            // The server hung up before all was sent.
            assertThat(closed.getCause()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void each_use_has_its_limit() {
        assertThat(BodyLimit.most("/sign-in", null)).isEqualTo(BodyLimit.MOST_OF_A_FORM);
        assertThat(BodyLimit.most("/oauth2/token", null)).isEqualTo(BodyLimit.MOST_OF_A_FORM);
        assertThat(BodyLimit.most("/login/webauthn", "application/json")).isEqualTo(BodyLimit.MOST_OF_A_FORM);
        assertThat(BodyLimit.most("/api/x/ledger/entries", "application/json")).isEqualTo(BodyLimit.MOST);
        assertThat(BodyLimit.most("/api/x/ledger/fec/imports", "multipart/form-data"))
                .isEqualTo(BodyLimit.MOST_OF_A_FILE);
        assertThat(BodyLimit.most("/VAADIN/dynamic/resource/1/k/upload", "text/plain"))
                .isEqualTo(BodyLimit.MOST_OF_A_FILE);
        assertThat(BodyLimit.most("/brindille", "application/json")).isEqualTo(BodyLimit.MOST);
    }

    /** As written, byte by byte: clients of HTTP tidy paths up. */
    private String raw(String path, String token) throws IOException {
        try (Socket socket = new Socket("localhost", tokens.uri("/").getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path
                                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                                    + token + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
