package coop.entrelacs.tenancy;

import coop.entrelacs.shared.NotFound;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * What tenants left behind: the schema on the server they moved from, and the one that a restore replaced. Both stay behind a closed
 * login until they are dropped here. Who may ask is checked by the operator's API and page.
 */
@Service
public class OldCopies {

    private static final Logger LOG = LoggerFactory.getLogger(OldCopies.class);

    private static final String ALL = """
            SELECT DISTINCT ON (m.tenant, m.from_server) m.id, m.tenant, m.from_server AS server, m.tenant AS schema_of,
                   'MOVED' AS why, m.ended_at AS since
            FROM tenant_move m JOIN tenant t ON t.id = m.tenant
            WHERE m.state = 'DONE' AND m.old_copy_dropped_at IS NULL AND t.server <> m.from_server
              AND NOT EXISTS (SELECT FROM tenant_move later WHERE later.tenant = m.tenant AND later.from_server = m.from_server
                              AND later.asked_at > m.asked_at AND later.state = 'DONE')
            UNION ALL
            SELECT id, tenant, server, kept_as, 'REPLACED', ended_at FROM tenant_restore
            WHERE state = 'DONE' AND old_copy_dropped_at IS NULL""";

    private final ControlPlane controlPlane;
    private final TenantRecords records;
    private final DatabaseServers servers;
    private final TenantSchemas schemas;
    private final TenantCarrier carrier;

    OldCopies(
            ControlPlane controlPlane,
            TenantRecords records,
            DatabaseServers servers,
            TenantSchemas schemas,
            TenantCarrier carrier) {
        this.controlPlane = controlPlane;
        this.records = records;
        this.servers = servers;
        this.schemas = schemas;
        this.carrier = carrier;
    }

    /** Why a copy is old: its tenant moved away from it, or was restored beside it. */
    public enum Why {
        MOVED,
        REPLACED
    }

    /**
     * @param id of the move or the restore that left it
     * @param since when it was left
     */
    public record Copy(UUID id, TenantId tenant, String server, Why why, Instant since) {}

    private record Found(Copy copy, TenantId schema) {}

    /** Every old copy, the oldest first. */
    public List<Copy> all() {
        return found().stream().map(Found::copy).toList();
    }

    private List<Found> found() {
        return controlPlane
                .jdbc()
                .sql("SELECT * FROM (" + ALL + ") c ORDER BY since, tenant")
                .query((row, n) -> new Found(
                        new Copy(
                                row.getObject("id", UUID.class),
                                new TenantId(row.getString("tenant")),
                                row.getString("server"),
                                Why.valueOf(row.getString("why")),
                                row.getTimestamp("since").toInstant()),
                        new TenantId(row.getString("schema_of"))))
                .list();
    }

    /**
     * Drops an old copy for good, after the tenant's living data was verified once more.
     *
     * @param tenant the tenant's name once more
     * @throws NotFound if there is no such old copy of that tenant; the living one is none
     * @throws coop.entrelacs.shared.Refusal {@code old-copy-needed} if the living data is not sound or cannot be looked at now
     */
    public void drop(UUID id, TenantId tenant) {
        try {
            // No move and no restore meanwhile: what is old now stays old.
            SchemaUpgrades.alone(controlPlane, () -> {
                Found old = found().stream()
                        .filter(one -> one.copy().id().equals(id)
                                && one.copy().tenant().equals(tenant))
                        .findFirst()
                        .orElseThrow(() -> new NotFound("old-copy", id));
                records.forget(tenant);
                Tenant living = records.get(tenant);
                if (living.state() != Tenant.State.ACTIVE || living.movingTo() != null) {
                    throw new TenantRefusals.CopyIsNeeded(
                            "old-copy-needed", tenant, living.state().name());
                }
                List<String> faults = carrier.faults(tenant);
                if (!faults.isEmpty()) {
                    throw new TenantRefusals.CopyIsNeeded("old-copy-needed", tenant, String.join("; ", faults));
                }
                drop(old);
            });
        } catch (SQLException e) {
            throw new IllegalStateException("the old copy of " + tenant + " is not dropped: " + e.getMessage(), e);
        }
    }

    private void drop(Found old) throws SQLException {
        Copy copy = old.copy();
        schemas.drop(servers.get(copy.server()), old.schema());
        switch (copy.why()) {
            case MOVED ->
                controlPlane
                        .jdbc()
                        .sql("UPDATE tenant_move SET old_copy_dropped_at = now() WHERE tenant = ? AND from_server = ?"
                                + " AND state = 'DONE' AND old_copy_dropped_at IS NULL")
                        .params(copy.tenant().value(), copy.server())
                        .update();
            case REPLACED ->
                controlPlane
                        .jdbc()
                        .sql("UPDATE tenant_restore SET old_copy_dropped_at = now() WHERE id = ?")
                        .param(copy.id())
                        .update();
        }
        LOG.info("the old copy of {} on {} is gone", copy.tenant(), copy.server());
    }
}
