package coop.entrelacs.federation;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import org.springframework.stereotype.Component;

/** Calls a quarter's contributions. One transaction: run again after a crash, it finds all or nothing done. */
@Component
class PoolContributionsJob implements JobHandler<PoolContributions.Call> {

    private final PoolContributions contributions;

    PoolContributionsJob(PoolContributions contributions) {
        this.contributions = contributions;
    }

    @Override
    public String kind() {
        return PoolContributions.JOB;
    }

    @Override
    public Class<PoolContributions.Call> parameters() {
        return PoolContributions.Call.class;
    }

    @Override
    public JobReport run(PoolContributions.Call call, JobProgress progress) {
        PoolContributions.Preview made = contributions.call(call);
        progress.total(made.parts().size());
        progress.advance(made.parts().size());
        return JobReport.builder()
                .count("poolCooperatives", made.parts().size())
                .total("poolCalled", made.total())
                .result("treaties/" + call.treaty())
                .build();
    }
}
