package coop.entrelacs.tenancy;

import coop.entrelacs.shared.InvalidField;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;

/**
 * The tenants of the deployment and their lives. Who may call what is checked by the operator's API and page; modules use the
 * reading methods.
 */
@Service
public class Tenants implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(Tenants.class);

    private final ControlPlane controlPlane;
    private final TenantRecords records;
    private final TenantProvisioning provisioning;
    private final SchemaUpgrades upgrades;
    private final Changelog changelog;
    private final TenantPools pools;
    private final int spares;

    Tenants(
            ControlPlane controlPlane,
            TenantRecords records,
            TenantProvisioning provisioning,
            SchemaUpgrades upgrades,
            Changelog changelog,
            TenantPools pools,
            TenancyProperties properties) {
        this.controlPlane = controlPlane;
        this.records = records;
        this.provisioning = provisioning;
        this.upgrades = upgrades;
        this.changelog = changelog;
        this.pools = pools;
        this.spares = properties.spareSchemas();
    }

    /** Before any request is served: every schema is brought up to date. */
    @Override
    public void afterSingletonsInstantiated() {
        upgrades.upgradeAll(changelog);
    }

    @EventListener(ApplicationReadyEvent.class)
    void started() {
        provisioning.finishInterrupted();
        refillSparesSoon();
    }

    /**
     * Adds a tenant and makes it usable. On return it is ACTIVE; if the process dies in the middle, the next start finishes it.
     *
     * @throws coop.entrelacs.shared.Refusal {@code tenant-exists} if the name is taken
     * @throws InvalidField if the federation or the server is unknown
     */
    public Tenant add(NewTenant wanted) {
        Tenant tenant = provisioning.add(wanted.with(wanted.legal().entered("legal.")));
        refillSparesSoon();
        return tenant;
    }

    /** @throws coop.entrelacs.shared.NotFound if there is no such tenant */
    public Tenant get(TenantId id) {
        return records.get(id);
    }

    public Optional<Tenant> find(TenantId id) {
        return records.find(id);
    }

    /** The tenant bound to this thread. */
    public Tenant current() {
        return records.get(CurrentTenant.id());
    }

    /** Every tenant of the deployment, federations first. */
    public List<Tenant> all() {
        return records.all();
    }

    /** The cooperatives of a federation, by name of address. */
    public List<Tenant> cooperativesOf(TenantId federation) {
        return controlPlane
                .jdbc()
                .sql("SELECT " + TenantRecords.COLUMNS + " FROM tenant WHERE federation = ? ORDER BY id")
                .param(federation.value())
                .query((row, n) -> TenantRecords.tenant(row))
                .list();
    }

    /** The box that seals the current tenant's personal secrets. */
    public TenantBox box() {
        return records.box(CurrentTenant.id());
    }

    /** Closes a tenant to everyone, for a time; its open work is cut off. */
    public Tenant suspend(TenantId id) {
        return change(id, Tenant.State.SUSPENDED, Tenant.State.ACTIVE);
    }

    /** Opens a suspended tenant again, under the password that we know. */
    public Tenant activate(TenantId id) {
        Tenant tenant = change(id, Tenant.State.ACTIVE, Tenant.State.SUSPENDED);
        provisioning.restoreLogin(tenant);
        return tenant;
    }

    /** Closes a suspended tenant for good. Its data stays until it is archived. */
    public Tenant close(TenantId id) {
        return change(id, Tenant.State.CLOSED, Tenant.State.SUSPENDED);
    }

    /** Applies a changelog to all tenants that lack part of it; the normal one is applied at every start. */
    public int upgradeTo(String changelogFile) {
        SchemaUpgrades.Outcome outcome = upgrades.upgradeAll(new Changelog(changelogFile));
        return outcome.upgraded();
    }

    /**
     * Makes spare schemas now, up to {@code wanted}; as many as configured are made by themselves.
     *
     * @return false where another is making spares: nothing was done here
     */
    public boolean refillSpares(int wanted) {
        return provisioning.refillSpares(wanted);
    }

    private Tenant change(TenantId id, Tenant.State to, Tenant.State from) {
        int changed = controlPlane
                .jdbc()
                .sql("UPDATE tenant SET state = ? WHERE id = ? AND state = ?")
                .params(to.name(), id.value(), from.name())
                .update();
        records.forget(id);
        Tenant tenant = records.get(id);
        if (changed == 0 && tenant.state() != to) {
            throw new TenantRefusals.TenantStateConflict(id, tenant.state(), to);
        }
        if (to != Tenant.State.ACTIVE) {
            pools.evict(id);
        }
        return tenant;
    }

    private void refillSparesSoon() {
        Thread.ofVirtual().name("spare-schemas").start(() -> {
            try {
                provisioning.refillSpares(spares);
            } catch (RuntimeException e) {
                LOG.warn("spare schemas could not be refilled; tenants are made from scratch meanwhile", e);
            }
        });
    }
}
