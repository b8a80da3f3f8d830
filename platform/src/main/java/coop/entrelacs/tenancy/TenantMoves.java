package coop.entrelacs.tenancy;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Moves of tenants between servers: asked for here, carried out by whichever node db-scheduler gives them to, also after the node
 * that began one died. Who may ask is checked by the operator's API and page.
 */
@Service
public class TenantMoves {

    static final String TASK = "tenant-move";
    private static final String COLUMNS =
            "id, tenant, from_server, to_server, state, step, tables, tables_done, rows_copied, report::text AS report,"
                    + " failure, asked_at, closed_at, ended_at";

    private final ControlPlane controlPlane;
    private final TenantRecords records;
    private final DatabaseServers servers;
    private final ObjectProvider<SchedulerClient> scheduler;
    private final JsonMapper json;
    private final Clock clock;

    TenantMoves(
            ControlPlane controlPlane,
            TenantRecords records,
            DatabaseServers servers,
            ObjectProvider<SchedulerClient> scheduler,
            JsonMapper json,
            Clock clock) {
        this.controlPlane = controlPlane;
        this.records = records;
        this.servers = servers;
        this.scheduler = scheduler;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Has a tenant carried to another server. It stays open until its data is copied, and is closed for as long as that takes.
     *
     * @throws InvalidField if there is no such server, or the tenant lives there already
     * @throws coop.entrelacs.shared.Refusal {@code tenant-state} if it is not active, {@code tenant-moves-already}
     */
    public TenantMove ask(TenantId id, String to) {
        records.forget(id);
        Tenant tenant = records.get(id);
        servers.get(to);
        if (tenant.server().equals(to)) {
            throw new InvalidField("to", "server-same", to);
        }
        if (tenant.state() != Tenant.State.ACTIVE || tenant.upgradeError() != null) {
            throw new TenantRefusals.TenantStateConflict(id, tenant.state(), Tenant.State.ACTIVE);
        }
        UUID move = Ids.next();
        try {
            controlPlane
                    .jdbc()
                    .sql("INSERT INTO tenant_move(id, tenant, from_server, to_server) VALUES (?, ?, ?, ?)")
                    .params(move, id.value(), tenant.server(), to)
                    .update();
        } catch (DuplicateKeyException e) {
            throw new TenantRefusals.TenantMovesAlready(id);
        }
        scheduler.getObject().scheduleIfNotExists(new TaskInstance<>(TASK, move.toString()), clock.instant());
        return get(move);
    }

    /** @throws NotFound if there is no such move */
    public TenantMove get(UUID id) {
        return controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS + " FROM tenant_move WHERE id = ?")
                .param(id)
                .query((row, n) -> move(row))
                .optional()
                .orElseThrow(() -> new NotFound("move", id));
    }

    /** The latest moves, the last asked for first. */
    public List<TenantMove> latest() {
        return controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS + " FROM tenant_move ORDER BY asked_at DESC LIMIT 50")
                .query((row, n) -> move(row))
                .list();
    }

    /** Has a move given up, if the tenant has not arrived yet; what was copied is thrown away. */
    public TenantMove cancel(UUID id) {
        controlPlane
                .jdbc()
                .sql("UPDATE tenant_move SET cancel_asked = true WHERE id = ? AND state = 'RUNNING'")
                .param(id)
                .update();
        return get(id);
    }

    private TenantMove move(java.sql.ResultSet row) throws java.sql.SQLException {
        var closed = row.getTimestamp("closed_at");
        var ended = row.getTimestamp("ended_at");
        return new TenantMove(
                row.getObject("id", UUID.class),
                new TenantId(row.getString("tenant")),
                row.getString("from_server"),
                row.getString("to_server"),
                TenantMove.State.valueOf(row.getString("state")),
                TenantMove.Step.valueOf(row.getString("step")),
                row.getInt("tables"),
                row.getInt("tables_done"),
                row.getLong("rows_copied"),
                json.readValue(row.getString("report"), new TypeReference<List<TenantMove.Table>>() {}),
                row.getString("failure"),
                row.getTimestamp("asked_at").toInstant(),
                closed == null ? null : closed.toInstant(),
                ended == null ? null : ended.toInstant());
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        @Bean
        Task<Void> tenantMoveTask(ObjectProvider<TenantCarrier> carrier) {
            return Tasks.oneTime(TASK)
                    // A move that can neither be finished nor given up waits for the server that is out of reach.
                    .onFailure(
                            (ExecutionComplete complete, ExecutionOperations<Void> operations) -> operations.reschedule(
                                    complete, complete.getTimeDone().plus(Duration.ofSeconds(15))))
                    .execute((instance, context) -> carrier.getObject().carry(UUID.fromString(instance.getId())));
        }
    }
}
