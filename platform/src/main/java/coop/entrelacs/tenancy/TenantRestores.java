package coop.entrelacs.tenancy;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings tenants back from archives. The node that was given the file does it, holding a lock while it lives; what it leaves when
 * it dies, another gives back. Who may ask is checked by the operator's API and page.
 */
@Service
public class TenantRestores {

    private static final Logger LOG = LoggerFactory.getLogger(TenantRestores.class);
    private static final String COLUMNS =
            "id, tenant, server, archived_at, state, step, tables, tables_done, rows_copied, failure, asked_at,"
                    + " closed_at, ended_at";

    private final ControlPlane controlPlane;
    private final TenantRecords records;
    private final TenantProvisioning provisioning;
    private final TenantRestorer restorer;
    private final Changelog changelog;
    private final JsonMapper json;
    private final Secrets secrets;

    TenantRestores(
            ControlPlane controlPlane,
            TenantRecords records,
            TenantProvisioning provisioning,
            TenantRestorer restorer,
            Changelog changelog,
            JsonMapper json,
            Secrets secrets) {
        this.secrets = secrets;
        this.controlPlane = controlPlane;
        this.records = records;
        this.provisioning = provisioning;
        this.restorer = restorer;
        this.changelog = changelog;
        this.json = json;
    }

    /**
     * Reads an archive against its manifest, then has the tenant it names brought back to it. What the tenant holds now is kept
     * beside it until it is dropped as an old copy.
     *
     * @param replace the tenant's name once more, where there is one already that gives way
     * @param after runs when the file is needed no more, however it ended; not where it was refused
     * @throws InvalidField if the file is damaged, no archive, or of another version of the schema
     * @throws coop.entrelacs.shared.Refusal {@code restore-replaces} if the tenant is there and was not named, {@code tenant-state}
     *     if it is not active, {@code tenant-restores-already}
     */
    public TenantRestore ask(Path file, @Nullable String replace, Runnable after) {
        try {
            boolean taken = false;
            TenantArchive archive = TenantArchive.open(file, json, secrets);
            try {
                TenantRestore begun = begin(archive, replace, after);
                taken = true;
                return begun;
            } finally {
                if (!taken) {
                    archive.close();
                }
            }
        } catch (java.io.IOException e) {
            throw new InvalidField("file", "archive-unreadable");
        }
    }

    private TenantRestore begin(TenantArchive archive, @Nullable String replace, Runnable after) {
        TenantArchive.Manifest manifest = archive.manifest();
        TenantId id = manifest.tenant();
        if (!changelog.fingerprint().equals(manifest.schemaVersion())) {
            throw new InvalidField("file", "archive-version", shortened(manifest.schemaVersion()));
        }
        records.forget(id);
        Tenant there = records.find(id).orElse(null);
        if (there == null) {
            there = provisioning.add(manifest.asNew(), manifest.boxSalt());
        } else if (!id.value().equals(replace)) {
            throw new TenantRefusals.RestoreReplaces(id);
        }
        if (there.state() != Tenant.State.ACTIVE || there.upgradeError() != null) {
            throw new TenantRefusals.TenantStateConflict(id, there.state(), Tenant.State.ACTIVE);
        }
        UUID restore = Ids.next();
        Held held = hold(restore);
        try {
            controlPlane
                    .jdbc()
                    .sql("INSERT INTO tenant_restore(id, tenant, server, kept_as, archived_at, tables)"
                            + " VALUES (?, ?, ?, ?, ?, ?)")
                    .params(
                            restore,
                            id.value(),
                            there.server(),
                            TenantRestorer.keptAs(restore).value(),
                            Timestamp.from(manifest.at()),
                            manifest.tables().size())
                    .update();
        } catch (DuplicateKeyException e) {
            held.close();
            throw new TenantRefusals.TenantRestoresAlready(id);
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
        Thread.ofVirtual().name("restore-" + id).start(() -> {
            try (held;
                    archive) {
                restorer.restore(get(restore), archive);
            } catch (Exception e) {
                LOG.error("the restore of {} stopped in the middle and is given back soon", id, e);
            } finally {
                after.run();
            }
        });
        return get(restore);
    }

    private static String shortened(String version) {
        return version.substring(0, Math.min(8, version.length()));
    }

    /** @throws NotFound if there is no such restore */
    public TenantRestore get(UUID id) {
        return controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS + " FROM tenant_restore WHERE id = ?")
                .param(id)
                .query((row, n) -> restore(row))
                .optional()
                .orElseThrow(() -> new NotFound("restore", id));
    }

    /** The latest restores, the last asked for first. */
    public List<TenantRestore> latest() {
        return controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS + " FROM tenant_restore ORDER BY asked_at DESC LIMIT 50")
                .query((row, n) -> restore(row))
                .list();
    }

    /** Restores whose node died: their tenants get back what they held. */
    void giveBackWhatWasLeft() {
        for (UUID left : controlPlane
                .jdbc()
                .sql("SELECT id FROM tenant_restore WHERE state = 'RUNNING'")
                .query(UUID.class)
                .list()) {
            try (Held held = tryHold(left)) {
                if (held != null) {
                    restorer.giveBack(left);
                }
            } catch (SQLException | RuntimeException e) {
                LOG.warn("what a tenant held before restore {} cannot be given back yet: {}", left, e.toString());
            }
        }
    }

    /** A session of the control plane that holds a restore's lock: it goes with the node. */
    private record Held(Connection connection, UUID restore) implements AutoCloseable {

        @Override
        public void close() {
            try (connection;
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_unlock(" + key(restore) + ")");
            } catch (SQLException e) {
                LOG.debug("the session is gone, and the lock with it", e);
            }
        }
    }

    private Held hold(UUID restore) {
        try {
            Held held = tryHold(restore);
            if (held == null) {
                throw new IllegalStateException("somebody else holds the new restore " + restore);
            }
            return held;
        } catch (SQLException e) {
            throw new IllegalStateException("the restore cannot be locked", e);
        }
    }

    private @Nullable Held tryHold(UUID restore) throws SQLException {
        Connection connection = controlPlane.dataSource().getConnection();
        try (Statement statement = connection.createStatement();
                ResultSet got = statement.executeQuery("SELECT pg_try_advisory_lock(" + key(restore) + ")")) {
            got.next();
            if (got.getBoolean(1)) {
                return new Held(connection, restore);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        connection.close();
        return null;
    }

    private static long key(UUID restore) {
        return restore.getMostSignificantBits() ^ restore.getLeastSignificantBits();
    }

    private static TenantRestore restore(ResultSet row) throws SQLException {
        Timestamp closed = row.getTimestamp("closed_at");
        Timestamp ended = row.getTimestamp("ended_at");
        return new TenantRestore(
                row.getObject("id", UUID.class),
                new TenantId(row.getString("tenant")),
                row.getString("server"),
                row.getTimestamp("archived_at").toInstant(),
                TenantRestore.State.valueOf(row.getString("state")),
                TenantRestore.Step.valueOf(row.getString("step")),
                row.getInt("tables"),
                row.getInt("tables_done"),
                row.getLong("rows_copied"),
                row.getString("failure"),
                row.getTimestamp("asked_at").toInstant(),
                closed == null ? null : closed.toInstant(),
                ended == null ? null : ended.toInstant());
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        @Bean
        RecurringTask<Void> restoresLeftOver(ObjectProvider<TenantRestores> restores) {
            return Tasks.recurring("tenant-restore-left", FixedDelay.of(Duration.ofMinutes(1)))
                    .execute((instance, context) -> restores.getObject().giveBackWhatWasLeft());
        }
    }
}
