package coop.entrelacs.identity;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** When two managers are needed, and what waits for the second. */
@Component
class ConfirmationRecords {

    /** Roles with power over money and people. */
    private static final Set<Role> POWER = EnumSet.of(Role.MANAGER, Role.TREASURER, Role.PAYROLL_OFFICER);

    /** What is told when something begins or ends to wait. */
    static final String TOPIC = "access";

    /** So long a manager whom the asker removed still counts: else removing them first would make one person enough. */
    private static final Duration REMOVED = Duration.ofDays(30);

    private final ControlPlane controlPlane;
    private final Audit audit;
    private final LiveUpdates live;
    private final Clock clock;

    ConfirmationRecords(ControlPlane controlPlane, Audit audit, LiveUpdates live, Clock clock) {
        this.live = live;
        this.controlPlane = controlPlane;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Whether somebody else must confirm that a person gets or has these roles: they are of power, and there is another manager. The
     * system, which sets up, needs nobody.
     */
    boolean needed(Actor actor, @Nullable UUID person, Set<Role> roles) {
        return hasPower(roles) && anotherManager(actor, person);
    }

    /** Whether one of these is a role with power over money and people. */
    static boolean hasPower(Set<Role> roles) {
        return roles.stream().anyMatch(POWER::contains);
    }

    /** Whether there is a manager who could confirm: neither the asker nor the person concerned. The system needs nobody. */
    boolean anotherManager(Actor actor, @Nullable UUID person) {
        if (actor.accountable().equals(Actor.SYSTEM)) {
            return false;
        }
        return controlPlane
                .jdbc()
                .sql("""
                        SELECT EXISTS (SELECT FROM access_grant g JOIN person p ON p.id = g.person
                            WHERE g.tenant = :tenant AND g.role = 'MANAGER' AND p.state = 'ACTIVE'
                              AND (g.until IS NULL OR (g.until > :since AND g.ended_by = :asker))
                              AND g.person <> :asker AND g.person IS DISTINCT FROM CAST(:person AS uuid))
                        """)
                .param("tenant", actor.tenant().value())
                .param("since", now().minus(REMOVED))
                .param("asker", actor.accountable())
                .param("person", person)
                .query(Boolean.class)
                .single();
    }

    /** Notes that something waits, once, and says so in the audit. */
    void ask(
            Actor actor,
            Confirmation.Kind kind,
            @Nullable UUID person,
            String name,
            Set<Role> roles,
            @Nullable UUID subject) {
        int rows = controlPlane
                .jdbc()
                .sql("""
                        INSERT INTO access_confirmation (id, tenant, kind, person, name, roles, subject, asked_by, asked_name, asked_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                        """)
                .params(Arrays.asList(
                        Ids.next(),
                        actor.tenant().value(),
                        kind.name(),
                        person,
                        name,
                        roles.stream().map(Role::name).sorted().toArray(String[]::new),
                        subject,
                        actor.accountable(),
                        actor.name(),
                        now()))
                .update();
        if (rows == 1) {
            live.publish(TOPIC, actor.accountable());
            audit.record(
                    "access.confirmation-asked",
                    person == null
                            ? kind.name().toLowerCase(java.util.Locale.ROOT) + ":" + subject
                            : "person:" + person,
                    kind + " "
                            + String.join(
                                    " ", roles.stream().map(Role::name).sorted().toList()));
        }
    }

    /** What waits in a tenant, the oldest first; a link that ended meanwhile waits for nobody. */
    List<Confirmation> waiting(TenantId tenant) {
        return controlPlane
                .jdbc()
                .sql("""
                        SELECT c.* FROM access_confirmation c
                          LEFT JOIN invitation i ON c.kind = 'INVITATION' AND i.id = c.subject
                          LEFT JOIN password_link l ON c.kind = 'PASSWORD_LINK' AND l.id = c.subject
                         WHERE c.tenant = ? AND c.decided_at IS NULL AND i.withdrawn_at IS NULL AND l.used_at IS NULL
                           AND coalesce(i.expires_at, l.expires_at, 'infinity') > ?
                         ORDER BY c.id
                        """)
                .params(tenant.value(), now())
                .query((row, _) -> confirmation(row))
                .list();
    }

    /** Locks what waits, so that it is decided once. In the control plane's transaction. */
    Confirmation lock(TenantId tenant, UUID id) {
        return controlPlane
                .jdbc()
                .sql("SELECT * FROM access_confirmation WHERE tenant = ? AND id = ? AND decided_at IS NULL FOR UPDATE")
                .params(tenant.value(), id)
                .query((row, _) -> confirmation(row))
                .optional()
                .orElseThrow(() -> new NotFound("confirmation", id));
    }

    void decide(UUID id, UUID by, boolean accepted) {
        live.publish(TOPIC, id);
        controlPlane
                .jdbc()
                .sql("UPDATE access_confirmation SET decided_by = ?, decided_at = ?, accepted = ? WHERE id = ?")
                .params(by, now(), accepted, id)
                .update();
    }

    /**
     * Guards a link that may wait.
     *
     * @throws coop.entrelacs.shared.Refusal {@code awaits-confirmation} while it does, not found once it was refused
     */
    void requireConfirmed(UUID subject) {
        Optional<Optional<Boolean>> accepted = controlPlane
                .jdbc()
                .sql("SELECT accepted FROM access_confirmation WHERE subject = ?")
                .param(subject)
                .query((row, _) -> Optional.ofNullable(row.getObject(1, Boolean.class)))
                .optional();
        if (accepted.isPresent()) {
            boolean yes = accepted.get().orElseThrow(IdentityRefusals.AwaitsConfirmation::new);
            if (!yes) {
                throw new NotFound("invitation", "");
            }
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static Confirmation confirmation(ResultSet row) throws SQLException {
        return new Confirmation(
                row.getObject("id", UUID.class),
                Confirmation.Kind.valueOf(row.getString("kind")),
                row.getObject("person", UUID.class),
                row.getString("name"),
                Grants.roles(row),
                row.getObject("asked_by", UUID.class),
                row.getString("asked_name"),
                row.getTimestamp("asked_at").toInstant());
    }
}
