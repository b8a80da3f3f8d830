package coop.entrelacs.ui;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.popover.Popover;
import com.vaadin.flow.component.popover.PopoverPosition;
import com.vaadin.flow.spring.annotation.SpringComponent;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.BooksWatch;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.ui.kit.Address;
import coop.entrelacs.ui.kit.LiveRefresh;
import coop.entrelacs.ui.kit.Pages;
import coop.entrelacs.ui.kit.Presence;
import coop.entrelacs.ui.kit.Refusals;
import coop.entrelacs.ui.kit.Texts;
import coop.entrelacs.ui.kit.Waits;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Scope;

/** Tells what waits for this person and what runs in this tenant, and says so when something they started has ended. */
@SpringComponent
@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
class Bell extends Div {

    /** What can make something wait for somebody, or wait no more. */
    private static final Set<String> TOPICS = Set.of(
            "job",
            "invoice",
            "payroll-run",
            "payslip",
            "fund-request",
            "claim",
            "pool",
            "netting",
            "project",
            "ledger",
            "member",
            "access",
            BooksWatch.TOPIC);

    /** What rings nobody, as a passing day, is seen when the person goes on to another page. */
    private static final long FRESH_NANOS = 15_000_000_000L;

    private final transient Waits waits;
    private final transient Jobs jobs;
    private final transient LiveUpdates live;
    private final NativeButton button = new NativeButton();
    private final Span count = new Span();
    private final Popover told = new Popover();
    private final Set<UUID> running = new HashSet<>();
    private transient @Nullable LiveRefresh listening;
    private @Nullable TenantId tenant;
    private long lookedAt;

    Bell(Waits waits, Jobs jobs, LiveUpdates live) {
        this.waits = waits;
        this.jobs = jobs;
        this.live = live;
        Icon icon = VaadinIcon.BELL_O.create();
        icon.getElement().setAttribute("aria-hidden", "true");
        count.getElement().setAttribute("aria-hidden", "true");
        button.addClassName("bell");
        count.addClassName("bell-count");
        button.add(icon, count);
        told.setTarget(button);
        told.setPosition(PopoverPosition.BOTTOM_END);
        told.setAutofocus(true);
        told.addClassName("bell-told");
        add(button, told);
    }

    Component shownIn(TenantId tenant) {
        this.tenant = tenant;
        running.clear();
        listen(UI.getCurrentOrThrow());
        look(false);
        return this;
    }

    /** Looks again if the last time was a while ago. */
    void freshen() {
        if (tenant != null && System.nanoTime() - lookedAt > FRESH_NANOS) {
            look(true);
        }
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
            listening.on(TOPICS);
        }
    }

    private void unlisten() {
        if (listening != null) {
            listening.close();
            listening = null;
        }
    }

    private void look(boolean tell) {
        lookedAt = System.nanoTime();
        Presence presence = Presence.here();
        List<Pages.Waiting> waiting = presence.in(() -> waits.of(presence.actor()));
        List<Job> newest = presence.in(() -> jobs.newest(null, 30));
        show(waiting, newest.stream().filter(job -> !job.state().ended()).count());
        for (Job job : newest) {
            if (!job.state().ended()) {
                running.add(job.id());
            } else if (running.remove(job.id()) && tell) {
                Refusals.done(
                        Texts.t("ui.jobs.ended", Texts.t("job." + job.kind()), Texts.t("job-state." + job.state())));
            }
        }
    }

    private void show(List<Pages.Waiting> waiting, long working) {
        long all = waiting.stream().mapToLong(Pages.Waiting::count).sum();
        count.setText(Texts.number(all));
        count.setVisible(all > 0);
        String words = Texts.t("ui.bell", all);
        button.setAriaLabel(words);
        button.setTitle(words);
        told.setAriaLabel(words);
        told.removeAll();
        UnorderedList list = new UnorderedList();
        list.addClassName("waiting");
        if (waiting.isEmpty()) {
            list.add(new ListItem(Texts.t("ui.waiting.none")));
        }
        waiting.forEach(one -> list.add(entry(one.words(), one.path())));
        list.add(entry(working == 0 ? Texts.t("ui.jobs.none-running") : Texts.t("ui.jobs.running", working), "jobs"));
        told.add(list);
    }

    private ListItem entry(String words, String path) {
        Anchor anchor = new Anchor(tenant == null ? "" : Address.of(tenant, path), words);
        anchor.getElement().addEventListener("click", click -> told.close());
        return new ListItem(anchor);
    }
}
