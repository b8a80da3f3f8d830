package coop.entrelacs.tenancy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings tenants to life: a row, a schema, what it begins with, then ACTIVE. Every step can be repeated, so a tenant caught by a
 * crash in the middle is finished at the next start.
 */
@Component
class TenantProvisioning {

    private static final Logger LOG = LoggerFactory.getLogger(TenantProvisioning.class);
    private static final long SPARES_LOCK = 0x7370617265L; // "spare"

    private final ControlPlane controlPlane;
    private final DatabaseServers servers;
    private final TenantSchemas schemas;
    private final TenantRecords records;
    private final Changelog changelog;
    private final Secrets secrets;
    private final JsonMapper json;
    private final LegalIdentities legalIdentities;
    private final ApplicationEventPublisher events;

    TenantProvisioning(
            ControlPlane controlPlane,
            DatabaseServers servers,
            TenantSchemas schemas,
            TenantRecords records,
            Changelog changelog,
            Secrets secrets,
            JsonMapper json,
            LegalIdentities legalIdentities,
            ApplicationEventPublisher events) {
        this.controlPlane = controlPlane;
        this.servers = servers;
        this.schemas = schemas;
        this.records = records;
        this.changelog = changelog;
        this.secrets = secrets;
        this.json = json;
        this.legalIdentities = legalIdentities;
        this.events = events;
    }

    Tenant add(NewTenant wanted) {
        byte[] salt = new byte[32];
        new SecureRandom().nextBytes(salt);
        return add(wanted, salt);
    }

    /** @param salt of its box: a restored tenant's sealed values open by the one they were sealed with */
    Tenant add(NewTenant wanted, byte[] salt) {
        String server = wanted.server() == null ? DatabaseServer.MAIN : wanted.server();
        servers.get(server);
        TenantId federation = wanted.federation();
        if (federation != null && records.find(federation).map(Tenant::kind).orElse(null) != Tenant.Kind.FEDERATION) {
            throw new coop.entrelacs.shared.InvalidField("federation", "federation-unknown", federation.value());
        }
        int added = controlPlane
                .jdbc()
                .sql("INSERT INTO tenant(id, name, kind, federation, server, legal, box_salt)"
                        + " VALUES (?, ?, ?, ?, ?, ?::jsonb, ?) ON CONFLICT DO NOTHING")
                .param(wanted.id().value())
                .param(wanted.name())
                .param(wanted.kind().name())
                .param(federation == null ? null : federation.value())
                .param(server)
                .param(json.writeValueAsString(wanted.legal()))
                .param(salt)
                .update();
        if (added == 0) {
            throw new TenantRefusals.TenantExists(wanted.id());
        }
        return finish(wanted.id());
    }

    /** Carries a PROVISIONING tenant to ACTIVE, from wherever it stands. */
    Tenant finish(TenantId id) {
        records.forget(id);
        Tenant tenant = records.get(id);
        controlPlane.transaction().executeWithoutResult(status -> giveSchema(tenant));
        records.forget(id);
        LegalIdentity legal = json.readValue(
                controlPlane
                        .jdbc()
                        .sql("SELECT legal::text FROM tenant WHERE id = ?")
                        .param(id.value())
                        .query(String.class)
                        .single(),
                LegalIdentity.class);
        CurrentTenant.run(Actor.system(id), () -> {
            legalIdentities.begin(legal);
            events.publishEvent(new TenantReady(id, tenant.kind()));
        });
        controlPlane
                .jdbc()
                .sql("UPDATE tenant SET state = 'ACTIVE' WHERE id = ? AND state = 'PROVISIONING'")
                .param(id.value())
                .update();
        records.forget(id);
        return records.get(id);
    }

    /** Gives a login the password that is kept: a role may change its own, so whoever spliced SQL into a query could have. */
    void restoreLogin(Tenant tenant) {
        String password = records.login(tenant.id()).password();
        try {
            schemas.changePassword(servers.get(tenant.server()), tenant.id(), password);
        } catch (SQLException e) {
            LOG.warn("the login of {} keeps the password it has", tenant.id(), e);
        }
    }

    /** The row is locked meanwhile, so two nodes never build the same tenant. */
    private void giveSchema(Tenant tenant) {
        boolean has = controlPlane
                .jdbc()
                .sql("SELECT password_sealed IS NOT NULL FROM tenant WHERE id = ? FOR UPDATE")
                .param(tenant.id().value())
                .query(Boolean.class)
                .single();
        if (has) {
            return;
        }
        DatabaseServer server = servers.get(tenant.server());
        try {
            String password;
            if (schemas.exists(server, tenant.id())) {
                // A crash came between the schema and its password: nobody knows that one, so there is a new one.
                password = TenantSchemas.randomPassword();
                schemas.changePassword(server, tenant.id(), password);
            } else {
                password = claimSpare(server, tenant.id());
                if (password == null) {
                    password = TenantSchemas.randomPassword();
                    schemas.create(server, tenant.id(), password);
                }
            }
            controlPlane
                    .jdbc()
                    .sql("UPDATE tenant SET password_sealed = ?, schema_version = ? WHERE id = ?")
                    .params(
                            secrets.seal(
                                    password.getBytes(StandardCharsets.UTF_8),
                                    TenantRecords.passwordContext(tenant.id())),
                            changelog.fingerprint(),
                            tenant.id().value())
                    .update();
        } catch (SQLException e) {
            throw new IllegalStateException("the schema of " + tenant.id() + " cannot be made: " + e.getMessage(), e);
        }
    }

    private @org.jspecify.annotations.Nullable String claimSpare(DatabaseServer server, TenantId tenant)
            throws SQLException {
        record Spare(TenantId id, byte[] password) {}
        while (true) {
            var claimed = controlPlane
                    .jdbc()
                    .sql("""
                            DELETE FROM spare_schema WHERE id = (
                                SELECT id FROM spare_schema WHERE server = ? AND schema_version = ?
                                ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                            RETURNING id, password_sealed""")
                    .params(server.name(), changelog.fingerprint())
                    .query((row, n) -> new Spare(new TenantId(row.getString(1)), row.getBytes(2)))
                    .optional();
            if (claimed.isEmpty()) {
                return null;
            }
            TenantId spare = claimed.get().id();
            if (schemas.exists(server, spare)) {
                schemas.rename(server, spare, tenant);
                return new String(
                        secrets.open(claimed.get().password(), TenantRecords.passwordContext(spare)),
                        StandardCharsets.UTF_8);
            }
            LOG.warn("spare schema {} is gone; trying the next", spare);
        }
    }

    /** Finishes what a crash left in the middle. One that cannot be finished is told and leaves the others alone. */
    void finishInterrupted() {
        for (Tenant tenant : records.all()) {
            if (tenant.state() == Tenant.State.PROVISIONING) {
                try {
                    finish(tenant.id());
                    LOG.info("finished the provisioning of {}", tenant.id());
                } catch (RuntimeException e) {
                    LOG.error("the provisioning of {} cannot be finished", tenant.id(), e);
                }
            }
        }
    }

    /**
     * Keeps so many spare schemas on the main server, and drops those of an older changelog.
     *
     * @return false where another is at it: nothing was done here
     */
    boolean refillSpares(int wanted) {
        return Boolean.TRUE.equals(controlPlane.transaction().execute(status -> {
            boolean mine = controlPlane
                    .jdbc()
                    .sql("SELECT pg_try_advisory_xact_lock(" + SPARES_LOCK + ")")
                    .query(Boolean.class)
                    .single();
            if (!mine) {
                return false;
            }
            DatabaseServer server = servers.main();
            try {
                List<String> outdated = controlPlane
                        .jdbc()
                        .sql("DELETE FROM spare_schema WHERE server = ? AND schema_version <> ? RETURNING id")
                        .params(server.name(), changelog.fingerprint())
                        .query(String.class)
                        .list();
                for (String id : outdated) {
                    schemas.drop(server, new TenantId(id));
                }
                int there = controlPlane
                        .jdbc()
                        .sql("SELECT count(*) FROM spare_schema WHERE server = ?")
                        .param(server.name())
                        .query(Integer.class)
                        .single();
                for (int i = there; i < wanted; i++) {
                    addSpare(server);
                }
                return true;
            } catch (SQLException e) {
                throw new IllegalStateException("spare schemas cannot be made: " + e.getMessage(), e);
            }
        }));
    }

    private void addSpare(DatabaseServer server) throws SQLException {
        byte[] name = new byte[6];
        new SecureRandom().nextBytes(name);
        TenantId spare = new TenantId(NewTenant.SPARE_PREFIX + HexFormat.of().formatHex(name));
        String password = TenantSchemas.randomPassword();
        schemas.create(server, spare, password);
        controlPlane
                .jdbc()
                .sql("INSERT INTO spare_schema(id, server, password_sealed, schema_version) VALUES (?, ?, ?, ?)")
                .params(
                        spare.value(),
                        server.name(),
                        secrets.seal(password.getBytes(StandardCharsets.UTF_8), TenantRecords.passwordContext(spare)),
                        changelog.fingerprint())
                .update();
    }
}
