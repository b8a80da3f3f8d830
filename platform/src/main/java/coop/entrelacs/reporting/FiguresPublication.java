package coop.entrelacs.reporting;

import coop.entrelacs.jobs.JobHandler;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.Tenants;
import org.springframework.stereotype.Component;

/** Asked by a coordinator: every cooperative of the federation tells its figures now. Telling the same again changes nothing. */
@Component
class FiguresPublication implements JobHandler<FiguresPublication.Everyone> {

    static final String KIND = "figures-publication";

    /** No parameter: the federation is the tenant the job runs in. */
    record Everyone() {}

    private final MonthlyFigures figures;
    private final Tenants tenants;

    FiguresPublication(MonthlyFigures figures, Tenants tenants) {
        this.figures = figures;
        this.tenants = tenants;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Class<Everyone> parameters() {
        return Everyone.class;
    }

    @Override
    public JobReport run(Everyone parameters, JobProgress progress) {
        var cooperatives = tenants.cooperativesOf(CurrentTenant.id());
        progress.total(cooperatives.size());
        JobReport.Builder report = JobReport.builder();
        long told = 0;
        for (Tenant cooperative : cooperatives) {
            if (cooperative.state() == Tenant.State.ACTIVE) {
                if (figures.publishOf(cooperative.id())) {
                    told++;
                } else {
                    report.finding(JobReport.Severity.WARNING, null, null, "figures-not-told", cooperative.name());
                }
            }
            progress.advance(1);
        }
        return report.count("cooperatives", told).build();
    }
}
