package coop.entrelacs.bench;

import coop.entrelacs.Application;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentity;
import coop.entrelacs.tenancy.NewTenant;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The running application with one federation, on embedded servers of its own. */
final class Deployment implements AutoCloseable {

    final ConfigurableApplicationContext spring;
    final Tenants tenants;
    final TenantId federation = new TenantId("bench-federation");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    Deployment() {
        this(true);
    }

    /** Another start on what an earlier deployment of this JVM left on the servers. */
    static Deployment again() {
        return new Deployment(false);
    }

    private Deployment(boolean first) {
        spring = new SpringApplicationBuilder(Application.class)
                .bannerMode(Banner.Mode.OFF)
                .properties(
                        "server.port=0",
                        "entrelacs.spare-schemas=0",
                        "entrelacs.pools.connections=8",
                        // One key for every start of this JVM: it guards nothing but this run's rows.
                        "entrelacs.master-key=YmVuY2gtb25seS1iZW5jaC1vbmx5LWJlbmNoLW9ubHk=",
                        "logging.level.root=WARN")
                .run();
        tenants = spring.getBean(Tenants.class);
        if (first) {
            tenants.add(
                    new NewTenant(federation, "Fédération", Tenant.Kind.FEDERATION, null, legal("Fédération"), null));
        }
    }

    <T> T bean(Class<T> type) {
        return spring.getBean(type);
    }

    int port() {
        return Integer.parseInt(spring.getEnvironment().getRequiredProperty("local.server.port"));
    }

    TenantId addCooperative() {
        TenantId id = new TenantId("bench-" + NUMBER.incrementAndGet());
        tenants.add(new NewTenant(
                id, "Coopérative " + id, Tenant.Kind.COOPERATIVE, federation, legal("Coopérative " + id), null));
        return id;
    }

    static <T extends @org.jspecify.annotations.Nullable Object> T in(TenantId tenant, Callable<T> work)
            throws Exception {
        return CurrentTenant.call(Actor.system(tenant), work);
    }

    private static LegalIdentity legal(String name) {
        return new LegalIdentity(
                name,
                "SCOP SARL à capital variable",
                "732829320",
                null,
                null,
                "1 rue du Banc d’essai",
                "44000",
                "Nantes",
                "FR",
                null,
                null,
                null,
                null);
    }

    @Override
    public void close() {
        spring.close();
    }
}
