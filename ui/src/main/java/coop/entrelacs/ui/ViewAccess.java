package coop.entrelacs.ui;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.server.auth.AccessCheckResult;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import com.vaadin.flow.server.auth.NavigationAccessChecker;
import com.vaadin.flow.server.auth.NavigationContext;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.ui.kit.For;
import coop.entrelacs.ui.kit.ForEveryone;
import coop.entrelacs.ui.kit.ForOperators;
import coop.entrelacs.ui.kit.Presence;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Decides who enters a view, before it is made: whoever holds in the tenant of the address one of the roles the view is {@link
 * For}. What is not told is denied, and a denied page looks like one that is not there.
 */
@Component
class ViewAccess implements NavigationAccessChecker {

    private final transient Access access;

    ViewAccess(Access access) {
        this.access = access;
    }

    @Override
    public AccessCheckResult check(NavigationContext context) {
        Class<?> view = context.getNavigationTarget();
        if (context.isErrorHandling() || view.isAnnotationPresent(AnonymousAllowed.class)) {
            return context.allow();
        }
        if (context.getPrincipal() == null) {
            return context.deny("not signed in");
        }
        if (view.isAnnotationPresent(ForEveryone.class)) {
            return context.allow();
        }
        if (view.isAnnotationPresent(ForOperators.class)) {
            return access.operator() ? context.allow() : context.deny("not an operator");
        }
        For who = view.getAnnotation(For.class);
        if (who == null) {
            return context.deny("nobody may enter " + view.getSimpleName());
        }
        Optional<TenantId> tenant = context.getParameters().get("tenant").flatMap(ViewAccess::tenant);
        Optional<Actor> actor = tenant.flatMap(access::actorIn);
        if (actor.isEmpty()) {
            return context.deny("no grant in this tenant");
        }
        if (!allows(who, actor.get())) {
            return context.deny("none of the roles this view is for");
        }
        UI ui = UI.getCurrent();
        if (context.isNavigating() && ui != null) {
            Presence.seat(ui, actor.get(), access.reader(actor.get().tenant()));
        }
        return context.allow();
    }

    /** Whether someone with these roles may enter. */
    static boolean allows(For who, Actor actor) {
        return Presence.admits(who, actor);
    }

    private static Optional<TenantId> tenant(String name) {
        try {
            return Optional.of(new TenantId(name));
        } catch (Refusal notAName) {
            return Optional.empty();
        }
    }
}
