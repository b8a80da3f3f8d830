package coop.entrelacs.ui.jobs;

import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.Route;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.reporting.SavedFilters;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.DataList;
import coop.entrelacs.ui.kit.Empty;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.web.Page;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What runs and what ran. */
@Route(value = ":tenant/jobs", layout = MainLayout.class)
@For
class JobsView extends TenantView {

    private final transient Jobs jobs;
    private final transient SavedFilters saved;
    private final transient LiveUpdates live;
    private @Nullable DataList<Job> list;

    JobsView(Jobs jobs, SavedFilters saved, LiveUpdates live) {
        this.jobs = jobs;
        this.saved = saved;
        this.live = live;
    }

    @Override
    protected void show() {
        headline(t("ui.jobs")).lead(t("ui.jobs.lead"));
        list = new DataList<Job>("jobs", query(), saved, (filters, after, limit) -> {
                    UUID before = after == null ? null : UUID.fromString(after);
                    int most = Math.min(limit, 100);
                    return Page.of(
                            jobs.newest(before, most + 1), most, job -> job.id().toString());
                })
                .name("kind", t("ui.job.kind"), JobWords::kind)
                .state("state", t("ui.state"), JobWords::state)
                .figure("done", t("ui.job.progress"), JobsView::progress)
                .text("by", t("ui.job.by"), Job::submittedBy)
                .day("submitted", t("ui.job.submitted"), Job::submittedAt)
                .day("ended", t("ui.job.ended"), Job::endedAt)
                .opens(job -> to("jobs/" + job.id()))
                .whenEmpty(new Empty(VaadinIcon.TASKS, t("ui.jobs.empty"), t("ui.jobs.empty.why")));
        add(list);
        watch(live, "job");
    }

    private static String progress(Job job) {
        Long total = job.total();
        return total == null || total == 0 ? "" : Math.min(100, 100 * job.done() / total) + "\u202f%";
    }

    @Override
    protected void refresh() {
        if (list != null) {
            list.refresh();
        }
    }
}
