package coop.entrelacs.jobs;

import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DueMarks;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.StoredInClear;
import coop.entrelacs.tenancy.Tenants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/**
 * Submits long work of the current tenant and tells how it goes. A member sees the jobs they submitted, staff see all. Reports name people
 * and amounts: they are kept sealed under the tenant's key.
 */
@Service
public class Jobs implements StoredInClear {

    private static final String COLUMNS = "id, kind, state, total, done, actor, actor_name, submitted_at, started_at,"
            + " ended_at, cancel_requested, report::text AS report, report_sealed";

    /** Under this name a tenant with a new job is marked. */
    static final String DUE = "job";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Tenants tenants;
    private final JobScheduling scheduling;
    private final LiveUpdates live;
    private final DueMarks due;

    Jobs(JdbcClient jdbc, JsonMapper json, Tenants tenants, JobScheduling scheduling, LiveUpdates live, DueMarks due) {
        this.tenants = tenants;
        this.jdbc = jdbc;
        this.json = json;
        this.scheduling = scheduling;
        this.live = live;
        this.due = due;
    }

    /**
     * Queues work in the current transaction (so it starts only if that commits), to run as the current actor on any node.
     *
     * @param kind the {@link JobHandler#kind()} that will do it
     * @return the job's id; its API address is {@code /api/{tenant}/jobs/{id}}
     */
    @Transactional
    public UUID submit(String kind, Record parameters) {
        Actor actor = CurrentTenant.actor();
        UUID id = Ids.next();
        jdbc.sql("INSERT INTO job(id, kind, parameters, actor, accountable, actor_name, actor_roles)"
                        + " VALUES (?, ?, ?::jsonb, ?, ?, ?, ?)")
                .params(
                        id,
                        kind,
                        json.writeValueAsString(parameters),
                        actor.subject(),
                        actor.accountable(),
                        actor.name(),
                        actor.roles().stream().map(Role::name).toArray(String[]::new))
                .update();
        // The scheduler's table is in the control plane, perhaps on another server: it is told after the commit. A
        // crash
        // right between is healed by the sweep, which schedules every unfinished job that the scheduler does not know.
        due.mark(DUE);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                scheduling.schedule(actor.tenant(), id);
            }
        });
        live.publish("job", id);
        return id;
    }

    /** @throws coop.entrelacs.shared.NotFound if this tenant has no such job */
    public Job get(UUID id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM job WHERE id = ? AND (? OR actor = ?)")
                .params(id, seesAll(), CurrentTenant.actor().subject())
                .query((row, n) -> job(row))
                .optional()
                .orElseThrow(() -> new NotFound("job", id));
    }

    /** The newest jobs first, at most 100; {@code before} continues after the last one seen (null: from the newest). */
    public List<Job> newest(@Nullable UUID before, int limit) {
        return jdbc.sql("SELECT " + COLUMNS
                        + " FROM job WHERE (?::uuid IS NULL OR id < ?) AND (? OR actor = ?) ORDER BY id DESC LIMIT ?")
                .param(before)
                .param(before)
                .param(seesAll())
                .param(CurrentTenant.actor().subject())
                .param(Math.clamp(limit, 1, 101))
                .query((row, n) -> job(row))
                .list();
    }

    /** Asks a queued or running job to stop; the answer shows that it was asked. An ended job stays as it is. */
    @Transactional
    public Job cancel(UUID id) {
        get(id);
        jdbc.sql("UPDATE job SET cancel_requested = true WHERE id = ? AND ended_at IS NULL")
                .param(id)
                .update();
        live.publish("job", id);
        return get(id);
    }

    private static boolean seesAll() {
        Actor actor = CurrentTenant.actor();
        return actor.isAnyOf(Role.ACCOUNTANT, Role.MANAGER, Role.PAYROLL_OFFICER, Role.COORDINATOR);
    }

    private Job job(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        byte[] sealed = row.getBytes("report_sealed");
        String report = sealed == null ? row.getString("report") : tenants.box().open(sealed, reportOf(id));
        return new Job(
                id,
                row.getString("kind"),
                Job.State.valueOf(row.getString("state")),
                row.getObject("total", Long.class),
                row.getLong("done"),
                row.getString("actor_name"),
                row.getTimestamp("submitted_at").toInstant(),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                row.getBoolean("cancel_requested"),
                report == null ? null : json.readValue(report, JobReport.class));
    }

    @Override
    public int sealSome(int most) {
        record Clear(UUID id, String report) {}
        List<Clear> clear = jdbc.sql(
                        "SELECT id, report::text FROM job WHERE report IS NOT NULL LIMIT ? FOR UPDATE" + " SKIP LOCKED")
                .param(most)
                .query((row, n) -> new Clear(row.getObject(1, UUID.class), row.getString(2)))
                .list();
        for (Clear one : clear) {
            jdbc.sql("UPDATE job SET report_sealed = ?, report = NULL WHERE id = ?")
                    .params(tenants.box().seal(one.report(), reportOf(one.id())), one.id())
                    .update();
        }
        return clear.size();
    }

    /** What a sealed report is bound to. */
    static String reportOf(UUID job) {
        return "job.report:" + job;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
