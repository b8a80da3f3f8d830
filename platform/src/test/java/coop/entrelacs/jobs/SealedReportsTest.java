package coop.entrelacs.jobs;

import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Reports name people and amounts: in the table they are sealed. */
@EntrelacsTest
class SealedReportsTest {

    record Work(int steps) {}

    @Autowired
    TestTenants tenants;

    @Autowired
    Jobs jobs;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    JsonMapper json;

    @Test
    void a_report_is_kept_sealed_and_read_as_it_was() {
        TenantId tenant = tenants.aCooperative();
        UUID id = ended(tenant);

        assertThat(row(tenant, id)).doesNotContain("kind-unknown").doesNotContain("findings");
        JobReport report = in(tenant, () -> jobs.get(id)).report();
        assertThat(report).isNotNull();
        assertThat(report.findings()).extracting(JobReport.Finding::code).containsExactly("job-kind-unknown");
    }

    @Test
    void a_report_of_the_time_before_is_read_and_sealed_where_it_lies() {
        TenantId tenant = tenants.aCooperative();
        UUID id = ended(tenant);
        JobReport old = JobReport.builder()
                .total("net", Money.of("1957.05"))
                .finding(JobReport.Severity.WARNING, null, null, "payslip-stopped", "Awa Diop")
                .build();
        in(
                tenant,
                () -> jdbc.sql("UPDATE job SET report = ?::jsonb, report_sealed = NULL WHERE id = ?")
                        .params(json.writeValueAsString(old), id)
                        .update());
        assertThat(in(tenant, () -> jobs.get(id)).report()).isEqualTo(old);

        assertThat(in(tenant, () -> jobs.sealSome(10))).isEqualTo(1);

        assertThat(row(tenant, id)).doesNotContain("1957.05").doesNotContain("Awa");
        assertThat(in(tenant, () -> jobs.get(id)).report()).isEqualTo(old);
        assertThat(in(tenant, () -> jobs.sealSome(10))).isZero();
    }

    private UUID ended(TenantId tenant) {
        UUID id = in(tenant, () -> jobs.submit("no-such-work", new Work(1)));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                in(tenant, () -> jobs.get(id)).state().ended())
                        .isTrue());
        return id;
    }

    private String row(TenantId tenant, UUID id) {
        return in(
                tenant,
                () -> jdbc.sql("SELECT j::text FROM job j WHERE id = ?")
                        .param(id)
                        .query(String.class)
                        .single());
    }
}
