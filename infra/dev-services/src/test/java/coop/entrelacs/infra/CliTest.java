package coop.entrelacs.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CliTest {

    private final List<String> asked = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private final StringWriter printed = new StringWriter();
    private final StringWriter refused = new StringWriter();
    private HttpServer server;

    @BeforeEach
    void aServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_token_is_all_that_is_printed() {
        answer("/oauth2/token", 200, "{\"access_token\":\"abc.def\",\"expires_in\":3600}");

        assertThat(run("token", "brindille")).isZero();

        assertThat(printed.toString()).isEqualTo("abc.def" + System.lineSeparator());
        assertThat(asked).containsExactly("POST /oauth2/token grant_type=client_credentials");
    }

    @Test
    void a_tenant_nobody_knows_and_a_server_that_is_down_are_told_apart() {
        answer("/oauth2/token", 401, "{\"error\":\"invalid_client\"}");
        assertRefused("no client demo-nowhere", "token", "nowhere");

        server.stop(0);
        assertRefused("./entrelacs run", "token", "nowhere");
    }

    @Test
    void a_new_cooperative_is_sent_as_it_was_said() {
        answer("/oauth2/token", 200, "{\"access_token\":\"t\"}");
        answer("/api/deployment/tenants", 201, "{\"id\":\"lilas\"}");

        assertThat(run(
                        "tenant",
                        "add",
                        "lilas",
                        "--name",
                        "Les \"Lilas\"",
                        "--federation",
                        "archipel",
                        "--siren",
                        "732 829 320",
                        "--street",
                        "3 rue des Communs",
                        "--postcode",
                        "75020",
                        "--city",
                        "Paris"))
                .isZero();

        assertThat(asked.getLast())
                .isEqualTo("POST /api/deployment/tenants {\"id\":\"lilas\",\"name\":\"Les \\\"Lilas\\\"\","
                        + "\"kind\":\"COOPERATIVE\",\"federation\":\"archipel\",\"legal\":{"
                        + "\"name\":\"Les \\\"Lilas\\\"\",\"legalForm\":\"SCOP SARL à capital variable\","
                        + "\"siren\":\"732829320\",\"vatNumber\":\"FR44732829320\",\"street\":\"3 rue des Communs\","
                        + "\"postcode\":\"75020\",\"city\":\"Paris\",\"country\":\"FR\"}}");
        assertThat(printed.toString()).contains("lilas", "is ready after");
    }

    @Test
    void the_first_manager_gets_a_link() {
        answer("/oauth2/token", 200, "{\"access_token\":\"t\"}");
        answer("/api/deployment/tenants", 201, "{}");
        answer("/api/deployment/tenants/lilas/invitations", 201, "{\"path\":\"/invitation/abc\"}");

        String line = "tenant add lilas --name Lilas --siren 732829320 --street Rue --postcode 75020 --city Paris"
                + " --manager maya@lilas.example --manager-name Maya";
        assertThat(run(line.split(" "))).isZero();

        assertThat(asked.getLast())
                .isEqualTo("POST /api/deployment/tenants/lilas/invitations {\"email\":\"maya@lilas.example\","
                        + "\"name\":\"Maya\",\"roles\":[\"MANAGER\",\"ACCOUNTANT\"]}");
        assertThat(printed.toString()).contains("/invitation/abc");
    }

    @Test
    void what_is_missing_is_named_before_anything_is_asked() {
        assertRefused("--siren=<nine digits>", "tenant", "add", "lilas", "--name", "Lilas");
        assertRefused("Unknown option", "tenant", "list", "--colour", "blue");
        assertThat(asked).isEmpty();
    }

    @Test
    void what_the_server_refuses_becomes_sentences_with_their_fields() {
        String problem = """
                {"title":"Invalid","errors":[
                  {"field":"id","code":"taken","detail":"Already \\u00e9taken."},
                  {"field":"name","detail":"Too long."}]}""";

        assertThat(ApiClient.sentence(422, problem))
                .isEqualTo("id: Already étaken." + System.lineSeparator() + "name: Too long.");
        assertThat(ApiClient.sentence(404, "{\"detail\":\"There is no such tenant.\"}"))
                .isEqualTo("There is no such tenant.");
        assertThat(ApiClient.sentence(502, "<html>")).isEqualTo("The server answered 502.");
    }

    @Test
    void the_list_is_a_table() {
        answer("/oauth2/token", 200, "{\"access_token\":\"t\"}");
        answer(
                "/api/deployment/tenants",
                200,
                "[{\"id\":\"lilas\",\"name\":\"Les Lilas\",\"kind\":\"COOPERATIVE\",\"state\":\"ACTIVE\","
                        + "\"federation\":null}]");

        assertThat(run("tenant", "list")).isZero();

        assertThat(printed.toString().lines())
                .containsExactly(
                        "ID     NAME       KIND         STATE   FEDERATION", "lilas  Les Lilas  COOPERATIVE  ACTIVE");
    }

    @Test
    void the_server_is_found_by_its_port_or_by_what_it_left_in_the_data_folder(@TempDir Path data) throws IOException {
        Files.writeString(data.resolve(RunState.FILE), "9123\n");

        assertThat(Cli.server(Map.of("ENTRELACS_DATA", data.toString()))).hasToString("http://localhost:9123");
        assertThat(Cli.server(Map.of("ENTRELACS_DATA", data.toString(), "SERVER_PORT", "7000")))
                .hasToString("http://localhost:7000");
        assertThat(Cli.server(Map.of())).hasToString("http://localhost:8080");
    }

    @Test
    void a_backup_never_takes_the_place_of_another(@TempDir Path folder) throws IOException {
        answer("/oauth2/token", 200, "{\"access_token\":\"t\"}");
        answer("/api/deployment/tenants/lilas/archive", 200, "the new one");
        Path former = Files.writeString(folder.resolve("lilas.archive"), "the former one");

        assertRefused("is kept", "tenant", "backup", "lilas", former.toString());
        assertThat(run(
                        "tenant",
                        "backup",
                        "lilas",
                        folder.resolve("lilas-2.archive").toString()))
                .isZero();

        assertThat(former).hasContent("the former one");
        assertThat(folder.resolve("lilas-2.archive")).hasContent("the new one");
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".part"));
    }

    @Test
    void a_backup_that_breaks_off_leaves_nothing_behind(@TempDir Path folder) {
        answer("/oauth2/token", 200, "{\"access_token\":\"t\"}");
        server.createContext("/api/deployment/tenants/lilas/archive", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(1);
            exchange.close();
        });

        assertRefused(
                "cannot be kept",
                "tenant",
                "backup",
                "lilas",
                folder.resolve("lilas.archive").toString());
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void without_the_demo_the_environment_names_the_client_and_its_secret() {
        answer("/oauth2/token", 200, "{\"access_token\":\"abc\"}");
        assertThat(run(Map.of("ENTRELACS_CLIENT", "ours"), "token", "lilas")).isEqualTo(1);
        assertThat(refused.toString()).contains("ENTRELACS_CLIENT_SECRET");
        assertThat(run(Map.of("ENTRELACS_CLIENT", "ours", "ENTRELACS_CLIENT_SECRET", "s3cret"), "token", "lilas"))
                .isZero();
        assertThat(run("token", "lilas", "--client", "theirs", "--client-secret", "0ther"))
                .isZero();

        assertThat(authorizations)
                .containsExactly(
                        "Basic " + Base64.getEncoder().encodeToString("ours:s3cret".getBytes(StandardCharsets.UTF_8)),
                        "Basic " + Base64.getEncoder().encodeToString("theirs:0ther".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void the_account_of_a_new_cooperative_is_sent_with_it() {
        answer("/oauth2/token", 200, "{\"access_token\":\"t\"}");
        answer("/api/deployment/tenants", 201, "{}");

        String line = "tenant add lilas --name Lilas --siren 732829320 --street Rue --postcode 75020 --city Paris"
                + " --iban FR7630006000011234567890189 --bic AGRIFRPP";
        assertThat(run(line.split(" "))).isZero();

        assertThat(asked.getLast()).contains("\"iban\":\"FR7630006000011234567890189\"", "\"bic\":\"AGRIFRPP\"");
        assertThat(printed.toString()).doesNotContain("no bank account");
    }

    @Test
    void an_answer_that_is_not_json_is_a_sentence_and_not_a_trace() {
        answer("/oauth2/token", 200, "<html>");

        assertRefused("is not JSON", "token", "lilas");
        assertThat(refused.toString()).doesNotContain("Exception");
    }

    @Test
    void every_command_explains_itself_without_a_server() {
        server.stop(0);

        assertThat(run("tenant", "--help")).isZero();
        assertThat(run("tenant", "add", "--help")).isZero();

        assertThat(printed.toString()).contains("drop-old-copy", "--postcode=<code>", "COOPERATIVE, FEDERATION");
    }

    @Test
    void a_relative_file_is_meant_from_where_the_person_stands(@TempDir Path folder) {
        answer("/oauth2/token", 200, "{\"access_token\":\"t\"}");
        answer("/api/deployment/tenants/lilas/archive", 200, "whole");

        assertThat(run(Map.of("ENTRELACS_FROM", folder.toString()), "tenant", "backup", "lilas", "lilas.archive"))
                .isZero();

        assertThat(folder.resolve("lilas.archive")).hasContent("whole");
    }

    private int run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        Map<String, String> here = new HashMap<>(environment);
        here.put("ENTRELACS_URL", "http://localhost:" + server.getAddress().getPort());
        return Cli.run(List.of(arguments), here, new PrintWriter(printed, true), new PrintWriter(refused, true));
    }

    private void assertRefused(String sentence, String... arguments) {
        refused.getBuffer().setLength(0);
        assertThat(run(arguments)).isNotZero();
        assertThat(refused.toString()).contains(sentence);
    }

    private void answer(String path, int status, String body) {
        server.createContext(path, exchange -> {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (path.equals("/oauth2/token")) {
                authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            }
            asked.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + sent).strip());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
