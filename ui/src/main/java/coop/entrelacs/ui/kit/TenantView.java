package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.RouteParameters;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * A page of one tenant, at an address that names it. It asks facades through {@link #in}, so that every call is bound to the
 * tenant and the person of this tab, and builds itself again in {@link #show} when it is entered. What a facade
 * refuses may fly: {@link Refusals} shows it at the field at fault or as a sentence.
 */
public abstract class TenantView extends Main implements BeforeEnterObserver, HasDynamicTitle {

    private @Nullable UI ui;
    private String title = "";
    private RouteParameters parameters = RouteParameters.empty();
    private QueryParameters query = QueryParameters.empty();
    private String begins = "";
    private final Set<String> topics = new LinkedHashSet<>();
    private transient @Nullable LiveUpdates live;
    private transient @Nullable LiveRefresh listening;

    protected TenantView() {
        addClassName("page");
    }

    /** Builds the page for the address it was entered by. Called again when the address changes. */
    protected abstract void show();

    /** What rings when something changes; every view is given it, so that a page can listen before it reads. */
    @Autowired
    final void hears(LiveUpdates live) {
        this.live = live;
    }

    @Override
    public final void beforeEnter(BeforeEnterEvent event) {
        ui = event.getUI();
        parameters = event.getRouteParameters();
        QueryParameters asked = event.getLocation().getQueryParameters();
        begins = asked.getSingleParameter("do").orElse("");
        query = asked.excluding("do");
        removeAll();
        deafen();
        topics.clear();
        listen(event.getUI());
        try {
            show();
            withoutDeadLinks();
            heed();
        } catch (Refusal refusal) {
            deafen();
            if (refusal.kind() == Refusal.Kind.NOT_FOUND || refusal.kind() == Refusal.Kind.FORBIDDEN) {
                event.rerouteToError(NotFoundException.class);
            } else {
                throw refusal;
            }
        }
    }

    /** Sets the page's heading, which is also its title in the browser, with the acts it offers beside it. */
    protected final Headline headline(String title, Component... acts) {
        this.title = title;
        Headline headline = new Headline(new H1(title), acts);
        add(headline);
        return headline;
    }

    @Override
    public String getPageTitle() {
        return title.isEmpty() ? "Entrelacs" : title + " · Entrelacs";
    }

    /** Asks a facade as the person of this tab, in the tenant of this tab. */
    protected final <T extends @Nullable Object> T in(Supplier<T> work) {
        return presence().in(work);
    }

    /** As {@link #in} for acts without an answer. */
    protected final void act(Runnable work) {
        presence().in(() -> {
            work.run();
            return true;
        });
    }

    protected final Presence presence() {
        UI here = ui != null ? ui : UI.getCurrentOrThrow();
        return Presence.of(here);
    }

    protected final Actor actor() {
        return presence().actor();
    }

    protected final TenantId tenant() {
        return actor().tenant();
    }

    protected final boolean is(Role... any) {
        return actor().isAnyOf(any);
    }

    /** The id in the address under that name; what is no id is not there (404). */
    protected final UUID id(String name) {
        try {
            return UUID.fromString(parameter(name));
        } catch (IllegalArgumentException e) {
            throw new coop.entrelacs.shared.NotFound("page", name);
        }
    }

    protected final String parameter(String name) {
        return parameters.get(name).orElseThrow(() -> new coop.entrelacs.shared.NotFound("page", name));
    }

    /** Whether the page was entered by an act of the palette, {@code ?do=new}: true once, so that a refresh does not begin it again. */
    protected final boolean begins(String act) {
        boolean asked = begins.equals(act);
        if (asked) {
            begins = "";
        }
        return asked;
    }

    protected final QueryParameters query() {
        return query;
    }

    /** The address of a page of this tenant, as {@code invoices/0198…}. */
    protected final String to(String path) {
        return Address.of(tenant(), path);
    }

    protected final void go(String path) {
        Address.go(to(path));
    }

    /** A sentence of the bundles in the reader's language. */
    protected static String t(String key, @Nullable Object... arguments) {
        return Texts.t(key, arguments);
    }

    /**
     * Calls {@link #refresh} when something of these topics changes in this tenant, on any node, while the page is open, and
     * also when it changed since this page began to read. Said in {@link #show}.
     */
    protected final void watch(LiveUpdates live, String... topics) {
        this.live = live;
        this.topics.addAll(Set.of(topics));
    }

    /** Shows the truth again; by default the whole page is built anew. */
    protected void refresh() {
        removeAll();
        show();
    }

    /** Pages are made for several roles: what leads where this person may not go is only a text to them. */
    private void withoutDeadLinks() {
        Fields.all(this)
                .filter(Anchor.class::isInstance)
                .map(Anchor.class::cast)
                .filter(link -> link.getHref().startsWith(to("")) && !Address.mayEnter(link.getHref()))
                .forEach(Anchor::removeHref);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        super.onAttach(event);
        ui = event.getUI();
        if (listening == null && !topics.isEmpty()) {
            // Shown again after it was taken away: nobody listened meanwhile.
            listen(event.getUI());
            heed();
            if (listening != null) {
                listening.ring();
            }
        }
    }

    @Override
    protected void onDetach(DetachEvent event) {
        deafen();
        super.onDetach(event);
    }

    private void listen(UI ui) {
        if (live != null) {
            listening = new LiveRefresh(live, tenant(), ui, this, () -> {
                refresh();
                withoutDeadLinks();
            });
        }
    }

    private void heed() {
        if (topics.isEmpty()) {
            deafen();
        } else if (listening != null) {
            listening.on(topics);
        }
    }

    private void deafen() {
        if (listening != null) {
            listening.close();
            listening = null;
        }
    }
}
