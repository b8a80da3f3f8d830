package coop.entrelacs.ui;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.spring.annotation.SpringComponent;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.BooksWatch;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.ui.kit.Address;
import coop.entrelacs.ui.kit.LiveRefresh;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Scope;

/**
 * Tells what runs in this tenant, and says so when something this person started has ended. Whoever answers for the books hears here of
 * documents and books that differ, and is led to them.
 */
@SpringComponent
@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
class JobsBell extends Anchor {

    private final transient Jobs jobs;
    private final transient BooksWatch books;
    private final transient LiveUpdates live;
    private final Span count = new Span();
    private final Set<UUID> running = new HashSet<>();
    private transient @Nullable LiveRefresh listening;
    private @Nullable TenantId tenant;
    private int differing;

    JobsBell(Jobs jobs, BooksWatch books, LiveUpdates live) {
        this.jobs = jobs;
        this.books = books;
        this.live = live;
        addClassName("bell");
        count.addClassName("bell-count");
        add(VaadinIcon.BELL_O.create(), count);
    }

    Component shownIn(TenantId tenant) {
        this.tenant = tenant;
        running.clear();
        listen(UI.getCurrentOrThrow());
        look(false);
        return this;
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        if (listening == null) {
            listen(event.getUI());
        }
    }

    @Override
    protected void onDetach(DetachEvent event) {
        unlisten();
        super.onDetach(event);
    }

    private void listen(UI ui) {
        unlisten();
        if (tenant != null) {
            listening = new LiveRefresh(live, tenant, ui, this, () -> look(true));
            listening.on(Set.of("job", BooksWatch.TOPIC));
        }
    }

    private void unlisten() {
        if (listening != null) {
            listening.close();
            listening = null;
        }
    }

    private void look(boolean tell) {
        Presence presence = Presence.here();
        List<Job> newest = presence.in(() -> jobs.newest(null, 30));
        long now = newest.stream().filter(job -> !job.state().ended()).count();
        int before = differing;
        differing = presence.actor().isAnyOf(Role.ACCOUNTANT, Role.MANAGER) ? presence.in(books::open) : 0;
        if (tell && differing > before) {
            Refusals.done(Texts.t("ui.bell.differ", differing));
        }
        long all = now + differing;
        count.setText(all == 0 ? "" : Long.toString(all));
        count.setVisible(all > 0);
        String jobsNow = now == 0 ? Texts.t("ui.jobs.none-running") : Texts.t("ui.jobs.running", now);
        setAriaLabel(differing == 0 ? jobsNow : Texts.t("ui.bell.differ", differing) + ". " + jobsNow);
        setTitle(differing == 0 ? Texts.t("ui.jobs") : Texts.t("ui.bell.differ", differing));
        if (tenant != null) {
            setHref(Address.of(tenant, differing > 0 && now == 0 ? "verification" : "jobs"));
        }
        for (Job job : newest) {
            if (!job.state().ended()) {
                running.add(job.id());
            } else if (running.remove(job.id()) && tell) {
                Refusals.done(
                        Texts.t("ui.jobs.ended", Texts.t("job." + job.kind()), Texts.t("job-state." + job.state())));
            }
        }
    }
}
