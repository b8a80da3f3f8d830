package coop.entrelacs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.activities.ActivityFixtures;
import coop.entrelacs.activities.Invoices;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.LedgerVerifier;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.io.Closeable;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** A node is asked to stop while it is at work, as at every new version. */
@EntrelacsTest
class NodeStoppedTest {

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" (?:type=\"hidden\" )?value=\"([^\"]+)\"");
    private static final Duration GRANTED = Duration.ofSeconds(30);

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    ActivityFixtures fixtures;

    @Autowired
    Invoices invoices;

    @Autowired
    Jobs jobs;

    @Autowired
    LedgerVerifier verifier;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JsonMapper json;

    @Autowired
    Environment environment;

    @Test
    void a_busy_node_stops_in_time_says_nothing_wrong_and_leaves_its_work_to_others() throws Exception {
        TenantId cooperative = tenants.aCooperative();
        ActivityFixtures.Made activity = fixtures.anActivity().withCustomer().in(cooperative);
        List<UUID> drafts = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            drafts.add(TestTenants.in(
                    cooperative,
                    () -> invoices.draft(fixtures.services(activity, "100.00")).id()));
        }
        String token = tokens.token(cooperative, Role.ACCOUNTANT);
        AtomicBoolean reading = new AtomicBoolean(true);
        try (Node node = Node.start(environment);
                HttpClient http = HttpClient.newHttpClient();
                var readers = Executors.newVirtualThreadPerTaskExecutor();
                Closeable _ = () -> reading.set(false)) {
            AtomicInteger read = new AtomicInteger();
            AtomicInteger broken = new AtomicInteger();
            for (int i = 0; i < 4; i++) {
                readers.execute(() -> {
                    while (reading.get()) {
                        int status = status(http, get(node.address(), cooperative, token));
                        if (status == 200) {
                            read.incrementAndGet();
                        } else if (status >= 500) {
                            broken.incrementAndGet();
                        }
                    }
                });
            }
            // Attempts to sign in are counted over a connection to Redis of its own.
            tryToSignIn(node.address());
            UUID job = validation(http, node.address(), cooperative, token, drafts);
            await().pollInterval(Duration.ofMillis(20))
                    .until(() ->
                            TestTenants.in(cooperative, () -> jobs.get(job)).state() != Job.State.QUEUED);
            await().until(() -> read.get() > 20);
            int before = node.log().size();

            Duration taken = node.stop(GRANTED);

            reading.set(false);
            List<String> log = node.log();
            assertThat(taken).as(() -> String.join("\n", log)).isNotNull();
            assertThat(log.subList(before, log.size()))
                    .isNotEmpty()
                    .noneMatch(
                            line -> line.contains(" WARN ") || line.contains(" ERROR ") || line.contains("Exception"));
            assertThat(broken).hasValue(0);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(TestTenants.in(cooperative, () -> jobs.get(job))
                                    .state())
                            .isEqualTo(Job.State.SUCCEEDED));
        }
        assertThat(TestTenants.in(
                        cooperative,
                        () -> jdbc.sql("SELECT count(*) || ' of ' || count(DISTINCT number) FROM invoice"
                                        + " WHERE state = 'VALIDATED'")
                                .query(String.class)
                                .single()))
                .isEqualTo("150 of 150");
        assertThat(TestTenants.in(cooperative, verifier::verify).faults()).isEmpty();
    }

    @Test
    void a_node_at_rest_stops_at_once() throws Exception {
        try (Node node = Node.start(environment)) {
            int before = node.log().size();

            Duration taken = node.stop(GRANTED);

            assertThat(taken).isNotNull().isLessThan(Duration.ofSeconds(10));
            assertThat(node.log().subList(before, node.log().size()))
                    .noneMatch(
                            line -> line.contains(" WARN ") || line.contains(" ERROR ") || line.contains("Exception"));
        }
    }

    private UUID validation(HttpClient http, URI node, TenantId cooperative, String token, List<UUID> drafts)
            throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(node.resolve("/api/" + cooperative + "/invoices/validations"))
                        .header("Authorization", "Bearer " + token)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(
                                json.writeValueAsBytes(Map.of("invoices", drafts))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        String location = answer.headers().firstValue("Location").orElseThrow();
        return UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
    }

    private static HttpRequest get(URI node, TenantId cooperative, String token) {
        return HttpRequest.newBuilder(node.resolve("/api/" + cooperative + "/invoices"))
                .header("Authorization", "Bearer " + token)
                .build();
    }

    /** A wrong password, by the form: whoever counts attempts has then opened its connection. */
    private static void tryToSignIn(URI node) throws Exception {
        try (HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build()) {
            String page = browser.send(
                            HttpRequest.newBuilder(node.resolve("/sign-in"))
                                    .header("Accept", "text/html")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            Matcher csrf = CSRF.matcher(page);
            assertThat(csrf.find()).as(page).isTrue();
            HttpResponse<String> answer = browser.send(
                    HttpRequest.newBuilder(node.resolve("/sign-in"))
                            .header("Accept", "text/html")
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "email=nobody%40example.org&password=unknown&_csrf="
                                            + URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.headers().firstValue("Location"))
                    .as(answer.body())
                    .hasValueSatisfying(there -> assertThat(there).contains("refused"));
        }
    }

    /** @return -1 where the node is gone */
    private static int status(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException gone) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
