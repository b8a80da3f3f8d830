package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who sits in front of one browser tab, in which tenant. Each tab has its own, so two tabs may show two tenants. The
 * person's grants are read again when they navigate and, on a page left open, at most {@value #FRESH_SECONDS} seconds
 * after they changed.
 */
public final class Presence {

    private static final long FRESH_SECONDS = 20;

    private final Supplier<Optional<Actor>> read;
    private Actor actor;
    private long readAt = System.nanoTime();

    private Presence(Actor actor, Supplier<Optional<Actor>> read) {
        this.actor = actor;
        this.read = read;
    }

    /**
     * Seats someone at a tab.
     *
     * @param read reads the person's roles in this tenant again; empty once they have none
     */
    public static void seat(UI ui, Actor actor, Supplier<Optional<Actor>> read) {
        ComponentUtil.setData(ui, Presence.class, new Presence(actor, read));
    }

    public static Optional<Presence> ifAny(UI ui) {
        return Optional.ofNullable(ComponentUtil.getData(ui, Presence.class));
    }

    /** @throws NotAllowed if nobody is seated there */
    public static Presence of(UI ui) {
        return ifAny(ui).orElseThrow(() -> new NotAllowed(Role.values()));
    }

    /** The present tab's. */
    public static Presence here() {
        return of(UI.getCurrentOrThrow());
    }

    /** @throws NotAllowed if the person's grants in this tenant were withdrawn meanwhile */
    public synchronized Actor actor() {
        if (System.nanoTime() - readAt > FRESH_SECONDS * 1_000_000_000L) {
            actor = read.get().orElseThrow(() -> new NotAllowed(Role.values()));
            readAt = System.nanoTime();
        }
        return actor;
    }

    /** Whether someone with these roles may enter a view that is for them. */
    public static boolean admits(For who, Actor actor) {
        return who.value().length == 0 ? !actor.roles().isEmpty() : actor.isAnyOf(who.value());
    }

    /** Asks a facade, bound to this tab's tenant and person. */
    public <T extends @Nullable Object> T in(Supplier<T> work) {
        return CurrentTenant.get(actor(), work);
    }
}
