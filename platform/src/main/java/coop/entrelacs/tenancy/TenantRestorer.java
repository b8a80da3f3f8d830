package coop.entrelacs.tenancy;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Brings one tenant back: the tenant closed, its schema put aside under another name, a fresh one filled from the archive and read
 * back, the books verified, open again. Until the opening every failure leads back to the schema put aside; after it, that one
 * stays behind a closed login until somebody drops it.
 */
@Component
class TenantRestorer {

    private static final Logger LOG = LoggerFactory.getLogger(TenantRestorer.class);

    private final ControlPlane controlPlane;
    private final TenantRecords records;
    private final DatabaseServers servers;
    private final TenantSchemas schemas;
    private final TenantPools pools;
    private final TenantCarrier carrier;
    private final ApplicationEventPublisher events;

    TenantRestorer(
            ControlPlane controlPlane,
            TenantRecords records,
            DatabaseServers servers,
            TenantSchemas schemas,
            TenantPools pools,
            TenantCarrier carrier,
            ApplicationEventPublisher events) {
        this.controlPlane = controlPlane;
        this.records = records;
        this.servers = servers;
        this.schemas = schemas;
        this.pools = pools;
        this.carrier = carrier;
        this.events = events;
    }

    /** Under which name a restore puts aside what the tenant held; no tenant may be called so. */
    static TenantId keptAs(UUID restore) {
        String digits = restore.toString().replace("-", "");
        return new TenantId(NewTenant.SPARE_PREFIX + "kept-" + digits.substring(digits.length() - 16));
    }

    /** One at a time with moves and upgrades: the copy must have the tables of the original. */
    private void alone(SchemaUpgrades.Work work) {
        try {
            SchemaUpgrades.alone(controlPlane, work);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void restore(TenantRestore restore, TenantArchive archive) {
        alone(() -> {
            try {
                bring(restore, archive);
            } catch (SQLException | IOException | RuntimeException e) {
                LOG.warn("the restore of {} is given back", restore.tenant(), e);
                giveBack(restore, String.valueOf(e.getMessage()));
                return;
            }
            LOG.info("{} is what it was at {}", restore.tenant(), restore.archivedAt());
        });
        records.forget(restore.tenant());
        if (ended(restore.id(), TenantRestore.State.DONE)) {
            events.publishEvent(new TenantRestored(restore.tenant()));
        }
    }

    private void bring(TenantRestore restore, TenantArchive archive) throws SQLException, IOException {
        TenantId tenant = restore.tenant();
        DatabaseServer server = servers.get(restore.server());
        step(restore, TenantRestore.Step.CLOSING);
        int closed = controlPlane
                .jdbc()
                .sql("UPDATE tenant SET moving_to = server WHERE id = ? AND server = ? AND schema_version = ?")
                .params(tenant.value(), restore.server(), archive.manifest().schemaVersion())
                .update();
        if (closed != 1) {
            throw new IllegalStateException("the record of " + tenant + " changed meanwhile");
        }
        controlPlane
                .jdbc()
                .sql("UPDATE tenant_restore SET closed_at = now() WHERE id = ?")
                .param(restore.id())
                .update();
        records.forget(tenant);
        pools.evict(tenant);
        TenantCarrier.pause();
        String password = carrier.password(tenant);
        if (schemas.exists(server, tenant)) {
            schemas.letIn(server, tenant, false);
        } else {
            // The server was lost and an empty one has its name.
            schemas.create(server, tenant, password);
        }
        schemas.rename(server, tenant, keptAs(restore.id()));
        schemas.create(server, tenant, password);
        schemas.letIn(server, tenant, false);

        step(restore, TenantRestore.Step.LOADING);
        long[] rows = {0};
        TenantCopy.restore(archive, server, tenant, (tables, done) -> {
            rows[0] += done.rows();
            controlPlane
                    .jdbc()
                    .sql(
                            "UPDATE tenant_restore SET tables = ?, tables_done = least(tables_done + 1, ?), rows_copied = ?"
                                    + " WHERE id = ?")
                    .params(tables, tables, rows[0], restore.id())
                    .update();
        });

        step(restore, TenantRestore.Step.CHECKING);
        schemas.letIn(server, tenant, true);
        List<String> faults = carrier.faults(tenant);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(String.join("; ", faults));
        }
        schemas.letIn(server, keptAs(restore.id()), false);
        end(restore, TenantRestore.State.DONE, null);
    }

    /** What a node left that died. */
    void giveBack(UUID id) {
        alone(() -> {
            TenantRestore left = controlPlane
                    .jdbc()
                    .sql(
                            "SELECT tenant, server, archived_at, asked_at FROM tenant_restore WHERE id = ? AND state = 'RUNNING'")
                    .param(id)
                    .query((row, n) -> new TenantRestore(
                            id,
                            new TenantId(row.getString(1)),
                            row.getString(2),
                            row.getTimestamp(3).toInstant(),
                            TenantRestore.State.RUNNING,
                            TenantRestore.Step.WAITING,
                            0,
                            0,
                            0,
                            null,
                            row.getTimestamp(4).toInstant(),
                            null,
                            null))
                    .optional()
                    .orElse(null);
            if (left != null) {
                giveBack(left, "the node that restored it stopped");
            }
        });
    }

    /** The schema put aside is the tenant's again. Nothing is dropped unless that one is there. */
    private void giveBack(TenantRestore restore, String reason) throws SQLException {
        TenantId tenant = restore.tenant();
        DatabaseServer server = servers.get(restore.server());
        TenantId kept = keptAs(restore.id());
        if (schemas.exists(server, kept)) {
            if (schemas.exists(server, tenant)) {
                schemas.letIn(server, tenant, false);
            }
            schemas.drop(server, tenant);
            schemas.rename(server, kept, tenant);
        }
        schemas.letIn(server, tenant, true);
        end(restore, TenantRestore.State.FAILED, reason);
        records.forget(tenant);
        pools.evict(tenant);
    }

    private void step(TenantRestore restore, TenantRestore.Step step) {
        controlPlane
                .jdbc()
                .sql("UPDATE tenant_restore SET step = ? WHERE id = ?")
                .params(step.name(), restore.id())
                .update();
    }

    private boolean ended(UUID restore, TenantRestore.State state) {
        return controlPlane
                .jdbc()
                .sql("SELECT state = ? FROM tenant_restore WHERE id = ?")
                .params(state.name(), restore)
                .query(Boolean.class)
                .single();
    }

    /** One transaction opens the tenant and says how it ended. */
    private void end(TenantRestore restore, TenantRestore.State state, @Nullable String failure) {
        controlPlane.transaction().executeWithoutResult(status -> {
            controlPlane
                    .jdbc()
                    .sql("UPDATE tenant SET moving_to = NULL WHERE id = ? AND server = ?")
                    .params(restore.tenant().value(), restore.server())
                    .update();
            controlPlane
                    .jdbc()
                    .sql(
                            "UPDATE tenant_restore SET state = ?, step = 'ENDED', failure = ?, ended_at = now() WHERE id = ?")
                    .param(state.name())
                    .param(failure)
                    .param(restore.id())
                    .update();
        });
    }
}
