package coop.entrelacs;

import coop.entrelacs.shared.Ids;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.tenancy.NewTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes tenants for tests, each new and empty but for what every tenant begins with. */
public class TestTenants {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String RUN = Integer.toString((int) (System.nanoTime() & 0xffffff), 36);

    private final Tenants tenants;
    private @Nullable TenantId federation;

    TestTenants(Tenants tenants) {
        this.tenants = tenants;
    }

    /** A new cooperative, ready, in the tests' common federation. */
    public TenantId aCooperative() {
        return aCooperativeOf(theFederation());
    }

    public TenantId aCooperativeOf(TenantId federation) {
        int number = NUMBER.incrementAndGet();
        TenantId id = new TenantId("coop-" + RUN + "-" + number);
        tenants.add(new NewTenant(
                id,
                "Coopérative " + number,
                Tenant.Kind.COOPERATIVE,
                federation,
                legal("Coopérative " + number),
                null));
        return id;
    }

    public TenantId aFederation() {
        int number = NUMBER.incrementAndGet();
        TenantId id = new TenantId("fed-" + RUN + "-" + number);
        tenants.add(new NewTenant(
                id, "Fédération " + number, Tenant.Kind.FEDERATION, null, legal("Fédération " + number), null));
        return id;
    }

    public synchronized TenantId theFederation() {
        TenantId known = federation;
        if (known == null) {
            known = aFederation();
            federation = known;
        }
        return known;
    }

    /** Somebody new with these roles. */
    public static Actor actor(TenantId tenant, Role... roles) {
        return actor(tenant, Ids.next(), roles);
    }

    /** A known person with these roles. */
    public static Actor actor(TenantId tenant, UUID person, Role... roles) {
        return new Actor(tenant, person, "Camille Testeur", Set.of(roles));
    }

    public static Actor accountant(TenantId tenant) {
        return actor(tenant, Role.ACCOUNTANT);
    }

    public static Actor manager(TenantId tenant) {
        return actor(tenant, Role.MANAGER);
    }

    /** Does something in a tenant as the system. */
    public static <T extends @Nullable Object> T in(TenantId tenant, Callable<T> work) {
        return as(Actor.system(tenant), work);
    }

    /** Does something as somebody. */
    public static <T extends @Nullable Object> T as(Actor actor, Callable<T> work) {
        try {
            return CurrentTenant.call(actor, work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static LegalIdentity legal(String name) {
        return new LegalIdentity(
                name,
                "SCOP SARL à capital variable",
                "732829320",
                "FR44732829320",
                "RCS Paris",
                "3 rue des Communs",
                "75020",
                "Paris",
                "FR",
                "contact@example.org",
                null,
                "FR7630006000011234567890189",
                "AGRIFRPP");
    }
}
