package coop.entrelacs.tenancy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Carries one tenant: an empty schema on the new server, the tenant closed, its data copied and compared, the record switched,
 * the books verified, the tenant open again. Until the switch the old server is where it lives, and every failure leads back
 * there; after it the new one is. At no moment do both let its runner in. Every step can be repeated, so a move that a killed
 * node left is carried on by another.
 */
@Component
class TenantCarrier {

    private static final Logger LOG = LoggerFactory.getLogger(TenantCarrier.class);

    private final ControlPlane controlPlane;
    private final TenantMoves moves;
    private final TenantRecords records;
    private final DatabaseServers servers;
    private final TenantSchemas schemas;
    private final TenantPools pools;
    private final Changelog changelog;
    private final Secrets secrets;
    private final JsonMapper json;
    private final ObjectProvider<TenantCheck> checks;

    TenantCarrier(
            ControlPlane controlPlane,
            TenantMoves moves,
            TenantRecords records,
            DatabaseServers servers,
            TenantSchemas schemas,
            TenantPools pools,
            Changelog changelog,
            Secrets secrets,
            JsonMapper json,
            ObjectProvider<TenantCheck> checks) {
        this.controlPlane = controlPlane;
        this.moves = moves;
        this.records = records;
        this.servers = servers;
        this.schemas = schemas;
        this.pools = pools;
        this.changelog = changelog;
        this.secrets = secrets;
        this.json = json;
        this.checks = checks;
    }

    /** The operator asked for the move to be given up. */
    private static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Carries a move to its end from wherever it stands. What it throws is to be tried again later. */
    void carry(UUID id) {
        try {
            // One at a time, and no upgrade of schemas meanwhile: the copy must have the tables of the original.
            SchemaUpgrades.alone(controlPlane, () -> {
                TenantMove move = moves.get(id);
                if (move.state() == TenantMove.State.RUNNING) {
                    carry(move);
                }
            });
        } catch (SQLException e) {
            throw new IllegalStateException("the move " + id + " waits: " + e.getMessage(), e);
        }
    }

    private void carry(TenantMove move) throws SQLException {
        DatabaseServer from = servers.get(move.from());
        DatabaseServer to = servers.get(move.to());
        TenantId tenant = move.tenant();
        records.forget(tenant);
        if (records.get(tenant).server().equals(move.from())) {
            try {
                bring(move, from, to);
            } catch (SQLException | IOException | RuntimeException e) {
                LOG.warn("the move of {} to {} is given up", tenant, move.to(), e);
                giveUp(move, from, to, e);
                return;
            }
        }
        step(move, TenantMove.Step.CHECKING);
        List<String> faults = faults(tenant);
        if (!faults.isEmpty()) {
            schemas.letIn(to, tenant, false);
            controlPlane
                    .jdbc()
                    .sql("UPDATE tenant SET server = ? WHERE id = ? AND server = ? AND moving_to = ?")
                    .params(move.from(), tenant.value(), move.to(), move.to())
                    .update();
            giveUp(move, from, to, new IllegalStateException(String.join("; ", faults)));
            return;
        }
        controlPlane.transaction().executeWithoutResult(status -> {
            controlPlane
                    .jdbc()
                    .sql("UPDATE tenant SET moving_to = NULL WHERE id = ? AND server = ?")
                    .params(tenant.value(), move.to())
                    .update();
            end(move, TenantMove.State.DONE, null);
        });
        records.forget(tenant);
        LOG.info("{} moved from {} to {}", tenant, move.from(), move.to());
    }

    private void bring(TenantMove move, DatabaseServer from, DatabaseServer to) throws SQLException, IOException {
        TenantId tenant = move.tenant();
        step(move, TenantMove.Step.PREPARING);
        if (!changelog.fingerprint().equals(records.get(tenant).schemaVersion())) {
            throw new IllegalStateException("its schema has another version than this node; upgrade first");
        }
        // What an earlier attempt, or an earlier stay, left there.
        schemas.drop(to, tenant);
        schemas.create(to, tenant, password(tenant));
        schemas.letIn(to, tenant, false);

        step(move, TenantMove.Step.CLOSING);
        controlPlane
                .jdbc()
                .sql("UPDATE tenant SET moving_to = ? WHERE id = ? AND server = ?")
                .params(move.to(), tenant.value(), move.from())
                .update();
        controlPlane
                .jdbc()
                .sql("UPDATE tenant_move SET closed_at = coalesce(closed_at, now()) WHERE id = ?")
                .param(move.id())
                .update();
        records.forget(tenant);
        pools.evict(tenant);
        // Other nodes know it by then, and tell people to wait; who comes all the same finds the login closed.
        pause();
        schemas.letIn(from, tenant, false);

        step(move, TenantMove.Step.COPYING);
        long[] rows = {0};
        List<TenantCopy.Carried> carried = TenantCopy.copy(from, to, tenant, (tables, done) -> {
            rows[0] += done.rows();
            progress(move, tables, rows[0]);
        });
        controlPlane
                .jdbc()
                .sql("UPDATE tenant_move SET report = ?::jsonb WHERE id = ?")
                .params(json.writeValueAsString(carried), move.id())
                .update();

        step(move, TenantMove.Step.SWITCHING);
        schemas.letIn(to, tenant, true);
        int switched = controlPlane
                .jdbc()
                .sql("UPDATE tenant SET server = ? WHERE id = ? AND server = ? AND moving_to = ?")
                .params(move.to(), tenant.value(), move.from(), move.to())
                .update();
        if (switched != 1) {
            throw new IllegalStateException("the record of " + tenant + " changed meanwhile");
        }
        records.forget(tenant);
        pools.evict(tenant);
    }

    /** Back to the old server: its login open again, the tenant too, and the half copy gone. */
    private void giveUp(TenantMove move, DatabaseServer from, DatabaseServer to, Exception reason) throws SQLException {
        TenantId tenant = move.tenant();
        try {
            schemas.drop(to, tenant);
        } catch (SQLException e) {
            // It may be the new server that is out of reach: its copy lets nobody in, and the next move drops it.
            LOG.warn("the half copy of {} stays on {}", tenant, move.to(), e);
        }
        schemas.letIn(from, tenant, true);
        controlPlane.transaction().executeWithoutResult(status -> {
            controlPlane
                    .jdbc()
                    .sql("UPDATE tenant SET moving_to = NULL WHERE id = ? AND server = ?")
                    .params(tenant.value(), move.from())
                    .update();
            end(
                    move,
                    reason instanceof Cancelled ? TenantMove.State.CANCELLED : TenantMove.State.FAILED,
                    reason instanceof Cancelled ? null : String.valueOf(reason.getMessage()));
        });
        records.forget(tenant);
        pools.evict(tenant);
    }

    /** What every check finds in a tenant's data where its record says that it is, though it is closed to everybody else. */
    List<String> faults(TenantId tenant) {
        records.forget(tenant);
        pools.evict(tenant);
        List<String> faults = new ArrayList<>();
        ScopedValue.where(TenantRecords.CARRYING, tenant)
                .run(() -> CurrentTenant.run(
                        Actor.system(tenant),
                        () -> checks.orderedStream().forEach(check -> faults.addAll(check.faults()))));
        return faults;
    }

    String password(TenantId tenant) {
        byte[] sealed = controlPlane
                .jdbc()
                .sql("SELECT password_sealed FROM tenant WHERE id = ?")
                .param(tenant.value())
                .query(byte[].class)
                .single();
        return new String(secrets.open(sealed, TenantRecords.passwordContext(tenant)), StandardCharsets.UTF_8);
    }

    private void step(TenantMove move, TenantMove.Step step) {
        boolean cancelled = controlPlane
                .jdbc()
                .sql("UPDATE tenant_move SET step = ? WHERE id = ? RETURNING cancel_asked")
                .params(step.name(), move.id())
                .query(Boolean.class)
                .single();
        if (cancelled && step != TenantMove.Step.CHECKING) {
            throw new Cancelled();
        }
    }

    private void progress(TenantMove move, int tables, long rows) {
        boolean cancelled = controlPlane
                .jdbc()
                .sql(
                        "UPDATE tenant_move SET tables = ?, tables_done = least(tables_done + 1, ?), rows_copied = ? WHERE id = ?"
                                + " RETURNING cancel_asked")
                .params(tables, tables, rows, move.id())
                .query(Boolean.class)
                .single();
        if (cancelled) {
            throw new Cancelled();
        }
    }

    private void end(TenantMove move, TenantMove.State state, @org.jspecify.annotations.Nullable String failure) {
        controlPlane
                .jdbc()
                .sql("UPDATE tenant_move SET state = ?, step = 'ENDED', failure = ?, ended_at = now() WHERE id = ?")
                .param(state.name())
                .param(failure)
                .param(move.id())
                .update();
    }

    /** Long enough for every node to know what the record says now. */
    static void pause() {
        try {
            Thread.sleep(TenantRecords.KEPT.plusMillis(100));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
