package coop.entrelacs.ui;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.contextmenu.SubMenu;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
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
class Bell extends MenuBar {

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
    private final Span count = new Span();
    private final MenuItem bell;
    private final Set<UUID> running = new HashSet<>();
    private transient @Nullable LiveRefresh listening;
    private @Nullable TenantId tenant;
    private long lookedAt;

    Bell(Waits waits, Jobs jobs, LiveUpdates live) {
        this.waits = waits;
        this.jobs = jobs;
        this.live = live;
        addClassName("bell");
        addThemeVariants(MenuBarVariant.TERTIARY, MenuBarVariant.ALIGN_END);
        count.addClassName("bell-count");
        Span picture = new Span(VaadinIcon.BELL_O.create(), count);
        picture.addClassName("bell-picture");
        bell = addItem(picture);
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
        bell.setAriaLabel(words);
        bell.getElement().setAttribute("title", words);
        SubMenu entries = bell.getSubMenu();
        entries.removeAll();
        if (waiting.isEmpty()) {
            entries.addItem(Texts.t("ui.waiting.none")).setEnabled(false);
        }
        waiting.forEach(one -> entries.addItem(one.words(), click -> Address.go(Address.here(one.path()))));
        entries.addSeparator();
        entries.addItem(
                working == 0 ? Texts.t("ui.jobs.none-running") : Texts.t("ui.jobs.running", working),
                click -> Address.go(Address.here("jobs")));
    }
}
