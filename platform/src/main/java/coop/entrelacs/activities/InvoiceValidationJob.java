package coop.entrelacs.activities;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.jobs.JobReport.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Validates many invoices, chunk by chunk. Run again after a crash it goes on with those that are not validated yet. */
@Component
class InvoiceValidationJob implements JobHandler<InvoiceValidationJob.Parameters> {

    static final String KIND = "invoice-validation";

    private final Invoices invoices;
    private final JdbcClient jdbc;

    InvoiceValidationJob(Invoices invoices, JdbcClient jdbc) {
        this.invoices = invoices;
        this.jdbc = jdbc;
    }

    record Parameters(List<UUID> invoices) {}

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public JobReport run(Parameters parameters, JobProgress progress) {
        progress.total(parameters.invoices().size());
        List<UUID> left = jdbc.sql(
                        "SELECT id FROM invoice WHERE id IN (:ids) AND state <> 'VALIDATED' ORDER BY issue_date, id")
                .param("ids", parameters.invoices())
                .query(UUID.class)
                .list();
        progress.advance(parameters.invoices().size() - left.size());
        BatchValidation batch = invoices.validateAll(left, progress::advance);
        JobReport.Builder report = JobReport.builder()
                .count("invoicesValidated", batch.validated().size())
                .count("invoicesRefused", batch.refused().size());
        Map<UUID, String> names = names(batch);
        for (BatchValidation.Refused refused : batch.refused()) {
            report.finding(
                    Severity.ERROR,
                    null,
                    refused.why().field(),
                    "invoice-refused",
                    names.getOrDefault(refused.invoice(), refused.invoice().toString()),
                    refused.why().code());
        }
        return report.build();
    }

    /** By whom and for what, since a refused invoice has no number yet. */
    private Map<UUID, String> names(BatchValidation batch) {
        Map<UUID, String> names = new HashMap<>();
        List<UUID> ids =
                batch.refused().stream().map(BatchValidation.Refused::invoice).toList();
        if (!ids.isEmpty()) {
            jdbc.sql("SELECT i.id, a.trade_name, i.subject FROM invoice i JOIN activity a ON a.id ="
                            + " i.activity_id WHERE i.id IN (:ids)")
                    .param("ids", ids)
                    .query(row -> {
                        names.put(row.getObject(1, UUID.class), Labels.of(row.getString(2), row.getString(3)));
                    });
        }
        return names;
    }
}
