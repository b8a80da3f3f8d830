package coop.entrelacs.ui.jobs;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.progressbar.ProgressBar;
import com.vaadin.flow.router.Route;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.ui.MainLayout;
import coop.entrelacs.ui.kit.Buttons;
import coop.entrelacs.ui.kit.Card;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.Headline;
import coop.entrelacs.ui.kit.Reports;
import coop.entrelacs.ui.kit.TenantView;
import coop.entrelacs.ui.kit.Texts;

/** One job: how far it is, how to stop it, how it ended. It goes on when the page is left. */
@Route(value = ":tenant/jobs/:job", layout = MainLayout.class)
@For
class JobView extends TenantView {

    private final transient Jobs jobs;
    private final transient LiveUpdates live;

    JobView(Jobs jobs, LiveUpdates live) {
        this.jobs = jobs;
        this.live = live;
    }

    @Override
    protected void show() {
        Job job = in(() -> jobs.get(id("job")));
        Headline head = headline(JobWords.kind(job));
        Anchor back = new Anchor(to("jobs"), "← " + t("ui.jobs"));
        back.addClassName("back");
        head.above(back);
        head.under(JobWords.state(job).badge());
        if (!job.state().ended()) {
            Card card = new Card(t("ui.job.progress"));
            ProgressBar bar = new ProgressBar();
            bar.getElement().setAttribute("aria-label", t("ui.job.progress"));
            Long total = job.total();
            if (total == null || total == 0) {
                bar.setIndeterminate(true);
            } else {
                bar.setMax(total);
                bar.setValue((double) Math.min(total, job.done()));
                card.add(new Paragraph(t("ui.job.of", job.done(), total)));
            }
            card.add(bar, new Paragraph(t("ui.job.leave")));
            if (job.cancelRequested()) {
                card.add(new Paragraph(t("ui.job.stopping")));
            } else {
                card.acts(Buttons.plain(
                        t("ui.job.cancel"),
                        () -> Buttons.confirm(t("ui.job.cancel"), t("ui.job.cancel.why"), t("ui.job.cancel"), () -> {
                            in(() -> jobs.cancel(job.id()));
                            refresh();
                        })));
            }
            add(card);
        }
        Card times = new Card(t("ui.job.story"));
        times.add(new Paragraph(t("ui.job.story.submitted", job.submittedBy(), Texts.time(job.submittedAt()))));
        if (job.startedAt() != null) {
            times.add(new Paragraph(t("ui.job.story.started", Texts.time(job.startedAt()))));
        }
        if (job.endedAt() != null) {
            times.add(new Paragraph(t("ui.job.story.ended", Texts.time(job.endedAt()))));
        }
        if (job.report() != null) {
            add(new Reports(job.report()));
        }
        add(times);
        watch(live, "job");
    }
}
