package coop.entrelacs.isolation;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A job that reports which canary it sees, next to the one it should see. */
@Component
class CanaryJob implements JobHandler<CanaryJob.Expected> {

    record Expected(String canary) {}

    private final JdbcClient jdbc;

    CanaryJob(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String kind() {
        return "test-canary";
    }

    @Override
    public Class<Expected> parameters() {
        return Expected.class;
    }

    @Override
    public JobReport run(Expected expected, JobProgress progress) {
        progress.total(3);
        for (int i = 0; i < 3; i++) {
            var seen = jdbc.sql("SELECT DISTINCT name FROM document")
                    .query(String.class)
                    .list();
            if (!seen.equals(java.util.List.of(expected.canary()))) {
                return JobReport.builder().failed().build();
            }
            progress.advance(1);
        }
        return JobReport.builder().count("seen", 3).build();
    }
}
