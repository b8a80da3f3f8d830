package coop.entrelacs.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.activities.ActivityFixtures;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.LedgerVerifier;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.payroll.PayingCooperative;
import coop.entrelacs.payroll.PayrollRun;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Two nodes on the same servers; one dies in the middle of its work, and the other finishes it. */
@EntrelacsTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeKilledTest {

    /** A node that stops beating is given up after 4 × 5 seconds; what it held is then run elsewhere. */
    private static final Duration TAKEN_OVER = Duration.ofSeconds(90);

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    ActivityFixtures fixtures;

    @Autowired
    coop.entrelacs.activities.Invoices invoices;

    @Autowired
    Jobs jobs;

    @Autowired
    LiveUpdates live;

    @Autowired
    LedgerVerifier verifier;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JsonMapper json;

    @Autowired
    Environment environment;

    @Autowired
    ApplicationContext spring;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<TenantId, String> tokenOf = new ConcurrentHashMap<>();
    private Node other;

    @BeforeAll
    void aSecondNode() throws Exception {
        other();
    }

    @AfterAll
    void noSecondNode() throws Exception {
        if (other != null) {
            other.close();
        }
    }

    /** A node for the test that comes next, where an earlier one killed it. */
    private Node other() throws Exception {
        if (other == null || !other.isAlive()) {
            other = Node.start(environment);
        }
        return other;
    }

    @Test
    void whatOneNodeChangesThePagesOfTheOtherHear() throws Exception {
        TenantId cooperative = tenants.aCooperative();
        ActivityFixtures.Made activity = fixtures.anActivity().withCustomer().in(cooperative);
        UUID invoice = draft(activity);
        Set<String> heard = ConcurrentHashMap.newKeySet();
        try (var _ = live.subscribe(cooperative, change -> heard.add(change.topic() + " " + change.id()))) {
            HttpResponse<String> answer = post(
                    cooperative,
                    "/invoices/" + invoice + "/validate",
                    "application/json",
                    new byte[0],
                    UUID.randomUUID());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            await().untilAsserted(() -> assertThat(heard).contains("activity " + activity.id()));
        }
        assertThat(TestTenants.in(cooperative, () -> invoices.get(invoice)).number())
                .isNotNull();
    }

    @Test
    void aValidationBatchCutOffIsFinishedElsewhereWithoutGapOrDouble() throws Exception {
        TenantId cooperative = tenants.aCooperative();
        ActivityFixtures.Made activity = fixtures.anActivity().withCustomer().in(cooperative);
        List<UUID> drafts = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            drafts.add(draft(activity));
        }
        Node node = other();
        byte[] batch = json.writeValueAsBytes(Map.of("invoices", drafts));
        UUID key = UUID.randomUUID();
        HttpResponse<String> answer = post(cooperative, "/invoices/validations", "application/json", batch, key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        UUID job = jobOf(answer);
        await().pollInterval(Duration.ofMillis(20))
                .until(() -> TestTenants.in(cooperative, () -> jobs.get(job)).state() != Job.State.QUEUED);

        node.kill();

        await().atMost(TAKEN_OVER)
                .untilAsserted(() -> assertThat(
                                TestTenants.in(cooperative, () -> jobs.get(job)).state())
                        .isEqualTo(Job.State.SUCCEEDED));
        assertThat(TestTenants.in(
                        cooperative,
                        () -> jdbc.sql(
                                        "SELECT count(*) || ' of ' || count(DISTINCT number) || ' to '"
                                                + " || max(substring(number FROM '[0-9]+$')::int) FROM invoice WHERE state = 'VALIDATED'")
                                .query(String.class)
                                .single()))
                .isEqualTo("120 of 120 to 120");
        assertThat(TestTenants.in(
                        cooperative,
                        () -> jdbc.sql("SELECT count(*) FROM journal_entry WHERE source LIKE 'invoice:%'")
                                .query(Integer.class)
                                .single()))
                .isEqualTo(120);
        assertThat(TestTenants.in(cooperative, verifier::verify).faults()).isEmpty();
        // The client that got its answer asks again with the same key, at whichever node: the same job, nothing more.
        HttpResponse<String> again =
                send(cooperative, tokens.uri(""), "/invoices/validations", "application/json", batch, key);
        assertThat(jobOf(again)).isEqualTo(job);
    }

    @Test
    void anImportCutOffIsDoneOnceElsewhere() throws Exception {
        TenantId cooperative = tenants.aCooperative();
        int entries = 15_000;
        Node node = other();
        HttpResponse<String> answer = post(
                cooperative,
                "/ledger/fec/imports",
                "multipart/form-data; boundary=FEC",
                multipart(fec(entries)),
                UUID.randomUUID());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        UUID job = jobOf(answer);
        await().pollInterval(Duration.ofMillis(20))
                .until(() -> TestTenants.in(cooperative, () -> jobs.get(job)).state() != Job.State.QUEUED);

        node.kill();

        await().atMost(TAKEN_OVER)
                .untilAsserted(() -> assertThat(
                                TestTenants.in(cooperative, () -> jobs.get(job)).state())
                        .isEqualTo(Job.State.SUCCEEDED));
        assertThat(TestTenants.in(
                        cooperative,
                        () -> jdbc.sql("SELECT count(*) FROM journal_entry")
                                .query(Integer.class)
                                .single()))
                .isEqualTo(entries);
        assertThat(TestTenants.in(cooperative, verifier::verify).faults()).isEmpty();
    }

    @Test
    void aPayrollCutOffWhileItIsBookedAndPrintedIsFinishedElsewhereEachSlipOnce() throws Exception {
        PayingCooperative cooperative = new PayingCooperative(spring);
        int people = 60;
        for (int i = 0; i < people; i++) {
            cooperative.entrepreneur("1900");
        }
        PayrollRun preview = cooperative.previewed(YearMonth.of(2026, 3));
        Node node = other();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(node.address()
                                .resolve("/api/" + cooperative.id + "/payroll/runs/" + preview.id() + "/approval"))
                        .header("Authorization", "Bearer " + tokens.token(cooperative.id, Role.MANAGER))
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .header("If-Match", "\"" + preview.version() + "\"")
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        UUID job = jobOf(answer);
        // some papers are made, most are not
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> cooperative.count("SELECT count(*) FROM payslip WHERE document_id IS NOT NULL") > 0
                        || TestTenants.in(cooperative.id, () -> jobs.get(job))
                                .state()
                                .ended());

        node.kill();

        await().atMost(TAKEN_OVER)
                .untilAsserted(() -> assertThat(TestTenants.in(cooperative.id, () -> jobs.get(job))
                                .state())
                        .isEqualTo(Job.State.SUCCEEDED));
        assertThat(cooperative.count("SELECT count(*) FROM journal_entry WHERE source LIKE 'payslip:%'"))
                .isEqualTo(people);
        assertThat(cooperative.count("SELECT count(DISTINCT document_id) FROM payslip"))
                .isEqualTo(people);
        assertThat(cooperative.count("SELECT count(*) FROM document WHERE name LIKE 'bulletin-%'"))
                .isEqualTo(people);
        assertThat(TestTenants.in(cooperative.id, verifier::verify).faults()).isEmpty();
    }

    private UUID draft(ActivityFixtures.Made activity) {
        return TestTenants.in(
                activity.tenant(),
                () -> invoices.draft(fixtures.services(activity, "100.00")).id());
    }

    private static String fec(int entries) {
        StringBuilder file = new StringBuilder(
                "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t"
                        + "PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\r\n");
        for (int i = 1; i <= entries; i++) {
            String day = "2024%02d%02d".formatted(1 + i * 12 / (entries + 1), 1 + i % 28);
            String head = "VE\tVentes\t" + i + "\t" + day + "\t";
            file.append(head).append("411000\tClients\tC1");
            file.append("\tClient un\tF")
                    .append(i)
                    .append('\t')
                    .append(day)
                    .append("\tVente ")
                    .append(i)
                    .append("\t120,00\t0,00\t\t\t")
                    .append(day)
                    .append("\t\t\r\n");
            file.append(head)
                    .append("706000\tPrestations\t\t\tF")
                    .append(i)
                    .append('\t')
                    .append(day)
                    .append("\tVente ")
                    .append(i)
                    .append("\t0,00\t120,00\t\t\t")
                    .append(day)
                    .append("\t\t\r\n");
        }
        return file.toString();
    }

    private static byte[] multipart(String file) {
        return ("--FEC\r\nContent-Disposition: form-data; name=\"file\"; filename=\"732829320FEC20241231.txt\"\r\n"
                        + "Content-Type: text/plain\r\n\r\n" + file + "\r\n--FEC--\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> post(TenantId tenant, String path, String mediaType, byte[] body, UUID key)
            throws Exception {
        return send(tenant, other().address(), path, mediaType, body, key);
    }

    private HttpResponse<String> send(
            TenantId tenant, java.net.URI node, String path, String mediaType, byte[] body, UUID key) throws Exception {
        return http.send(
                HttpRequest.newBuilder(node.resolve("/api/" + tenant + path))
                        .header("Authorization", "Bearer " + tokenOf(tenant))
                        .header("Idempotency-Key", key.toString())
                        .header("Content-Type", mediaType)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** One accountant a tenant: a key is its sender's own, so whoever asks again must be the one who asked. */
    private String tokenOf(TenantId tenant) {
        return tokenOf.computeIfAbsent(tenant, one -> tokens.token(one, Role.ACCOUNTANT));
    }

    private static UUID jobOf(HttpResponse<String> answer) {
        String location = answer.headers().firstValue("Location").orElseThrow();
        return UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
    }
}
