package coop.entrelacs.funds;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import org.springframework.stereotype.Component;

/** Calls a period's contributions. One transaction: run again after a crash, it finds all or nothing done. */
@Component
class ContributionsJob implements JobHandler<FundContributions.Call> {

    private final FundContributions contributions;

    ContributionsJob(FundContributions contributions) {
        this.contributions = contributions;
    }

    @Override
    public String kind() {
        return FundContributions.JOB;
    }

    @Override
    public Class<FundContributions.Call> parameters() {
        return FundContributions.Call.class;
    }

    @Override
    public JobReport run(FundContributions.Call call, JobProgress progress) {
        FundContributions.Called called = contributions.call(call);
        progress.total(called.activities());
        progress.advance(called.activities());
        return JobReport.builder()
                .count("fundActivities", called.activities())
                .count("fundCalled", called.called())
                .total("fundCalled", called.amount())
                .result("funds/" + call.fund())
                .build();
    }
}
