package coop.entrelacs.tenancy;

import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The actor, and so the tenant, for whom the present code runs. There is no default: outside a binding no connection can be
 * had. A binding does not pass to other threads by itself; jobs, events and pages bind again from what they carry.
 */
public final class CurrentTenant {

    private static final ScopedValue<Actor> ACTOR = ScopedValue.newInstance();

    private CurrentTenant() {}

    /** Runs work as an actor in the actor's tenant. Bindings nest; the inner one counts. */
    public static void run(Actor actor, Runnable work) {
        ScopedValue.where(ACTOR, actor).run(work);
    }

    /** Runs work as an actor and returns its result; what the work throws comes out unchanged. */
    public static <T extends @org.jspecify.annotations.Nullable Object> T call(Actor actor, Callable<T> work)
            throws Exception {
        return ScopedValue.where(ACTOR, actor).call(work::call);
    }

    /** As {@link #call}, for work that throws no checked exception. */
    public static <T extends @org.jspecify.annotations.Nullable Object> T get(
            Actor actor, java.util.function.Supplier<T> work) {
        return ScopedValue.where(ACTOR, actor).call(work::get);
    }

    /**
     * The tenant bound to this thread.
     *
     * @throws NoTenantBound if there is none
     */
    public static TenantId id() {
        return actor().tenant();
    }

    /**
     * The actor bound to this thread.
     *
     * @throws NoTenantBound if there is none
     */
    public static Actor actor() {
        return ACTOR.orElseThrow(NoTenantBound::new);
    }

    public static Optional<Actor> ifBound() {
        return ACTOR.isBound() ? Optional.of(ACTOR.get()) : Optional.empty();
    }
}
