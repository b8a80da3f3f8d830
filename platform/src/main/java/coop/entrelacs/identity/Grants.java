package coop.entrelacs.identity;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * What people may be in which tenant. Managers of a tenant, and operators, change it; nobody gives themselves anything, and a tenant keeps
 * its last manager. A change counts for the next request, whatever tokens are about.
 */
@Service
public class Grants {

    /** Who may see who has access. */
    static final Role[] STAFF = {Role.MANAGER, Role.ADVISOR, Role.ACCOUNTANT, Role.PAYROLL_OFFICER, Role.COORDINATOR};

    private final ControlPlane controlPlane;
    private final Tenants tenants;
    private final Operators operators;
    private final ConfirmationRecords confirmations;
    private final OperatorTraces traces;
    private final AccessEvents events;
    private final Audit audit;
    private final Clock clock;

    Grants(
            ControlPlane controlPlane,
            Tenants tenants,
            Operators operators,
            ConfirmationRecords confirmations,
            OperatorTraces traces,
            AccessEvents events,
            Audit audit,
            Clock clock) {
        this.controlPlane = controlPlane;
        this.tenants = tenants;
        this.operators = operators;
        this.confirmations = confirmations;
        this.traces = traces;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    /** A person's grants in force, by tenant. */
    public List<Grant> of(UUID person) {
        return controlPlane
                .jdbc()
                .sql("""
                    SELECT person, tenant, role, granted_by, since, until FROM access_grant
                    WHERE person = ? AND until IS NULL ORDER BY tenant, role
                    """)
                .param(person)
                .query((row, _) -> grant(row))
                .list();
    }

    /** The tenants a person may enter, by name of address; the deployment is none. */
    public List<TenantId> tenantsOf(UUID person) {
        return controlPlane
                .jdbc()
                .sql("""
                    SELECT DISTINCT g.tenant FROM access_grant g JOIN person p ON p.id = g.person
                    WHERE g.person = ? AND g.until IS NULL AND g.tenant <> 'deployment' AND p.state = 'ACTIVE'
                    ORDER BY g.tenant
                    """)
                .param(person)
                .query((row, _) -> new TenantId(row.getString(1)))
                .list();
    }

    /** What a person is in a tenant now: nothing if their account is closed. */
    public Set<Role> rolesIn(UUID person, TenantId tenant) {
        return actor(person, tenant).map(Actor::roles).orElse(Set.of());
    }

    /** A person as an actor in a tenant with the roles that hold now; empty if they have none. */
    public Optional<Actor> actor(UUID person, TenantId tenant) {
        return controlPlane
                .jdbc()
                .sql("""
                    SELECT p.name, array_agg(g.role) AS roles FROM access_grant g JOIN person p ON p.id = g.person
                    WHERE g.person = ? AND g.tenant = ? AND g.until IS NULL AND p.state = 'ACTIVE' GROUP BY p.name
                    """)
                .param(person)
                .param(tenant.value())
                .query((row, _) -> new Actor(tenant, person, row.getString("name"), roles(row)))
                .optional();
    }

    /**
     * Whether a person may be named in a record of the current tenant: they have access to it. What the system itself writes (the
     * setting up, the demo) names whom it knows.
     */
    public boolean mayBeNamed(UUID person) {
        Actor actor = CurrentTenant.actor();
        return actor.accountable().equals(Actor.SYSTEM)
                || actor.accountable().equals(person)
                || !rolesIn(person, actor.tenant()).isEmpty();
    }

    /** Someone with access to the current tenant, and what they are here. */
    public record Access(UUID person, String name, String email, Set<Role> roles) {
        public Access {
            roles = Set.copyOf(roles);
        }
    }

    /** Who has access to the current tenant. Only for staff. */
    public Page<Access> here(@Nullable UUID after, int limit) {
        Actor actor = CurrentTenant.actor();
        actor.require(STAFF);
        List<Access> rows = controlPlane
                .jdbc()
                .sql("""
                    SELECT p.id, p.name, p.email, array_agg(g.role) AS roles FROM access_grant g JOIN person p ON p.id = g.person
                    WHERE g.tenant = :tenant AND g.until IS NULL AND p.state = 'ACTIVE'
                          AND (:after::uuid IS NULL OR p.id > :after)
                    GROUP BY p.id ORDER BY p.id LIMIT :limit
                    """)
                .param("tenant", actor.tenant().value())
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, _) -> access(row))
                .list();
        return Page.of(rows, limit, access -> access.person().toString());
    }

    /** @throws NotFound if that person has no access to the current tenant */
    public Access here(UUID person) {
        Actor actor = CurrentTenant.actor();
        if (!actor.subject().equals(person)) {
            actor.require(STAFF);
        }
        return controlPlane
                .jdbc()
                .sql("""
                    SELECT p.id, p.name, p.email, array_agg(g.role) AS roles FROM access_grant g JOIN person p ON p.id = g.person
                    WHERE g.tenant = ? AND g.until IS NULL AND p.state = 'ACTIVE' AND p.id = ? GROUP BY p.id
                    """)
                .param(actor.tenant().value())
                .param(person)
                .query((row, _) -> access(row))
                .optional()
                .orElseThrow(() -> new NotFound("person", person));
    }

    /**
     * Gives a person a role in the current tenant; a role they have stays as it is. Only for managers. A role of power takes a second
     * manager, where there is one.
     *
     * @return whether it is given; false while it waits for the second manager
     */
    public boolean grant(UUID person, Role role) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.MANAGER);
        actor.requirePerson();
        checkRole(actor.tenant(), role);
        if (person.equals(actor.accountable())) {
            throw new IdentityRefusals.OwnAccess();
        }
        if (confirmations.needed(actor, person, Set.of(role))
                && !rolesIn(person, actor.tenant()).contains(role)) {
            confirmations.ask(
                    actor, Confirmation.Kind.GRANT, person, here(person).name(), Set.of(role), null);
            return false;
        }
        if (give(person, actor.tenant().value(), role, actor.accountable())) {
            audit.record("access.granted", "person:" + person, role.name());
        }
        return true;
    }

    /**
     * Takes a role of a person in the current tenant away. Only for managers. Taking the manager's role from another takes a second
     * manager, where there is one besides these two; one's own is laid down alone.
     *
     * @return whether it is taken; false while it waits for the second manager
     * @throws NotFound if the person does not have it
     * @throws coop.entrelacs.shared.Refusal {@code last-manager}
     */
    public boolean revoke(UUID person, Role role) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.MANAGER);
        actor.requirePerson();
        if (role == Role.MANAGER
                && !person.equals(actor.accountable())
                && confirmations.needed(actor, person, Set.of(role))) {
            if (!rolesIn(person, actor.tenant()).contains(role)) {
                throw new NotFound("grant", role);
            }
            confirmations.ask(
                    actor, Confirmation.Kind.REVOCATION, person, here(person).name(), Set.of(role), null);
            return false;
        }
        take(person, actor.tenant().value(), role, actor.accountable());
        audit.record("access.revoked", "person:" + person, role.name());
        return true;
    }

    /** Gives a person a role in any tenant. Only for operators: a new cooperative has no manager yet. */
    public void grantAsOperator(TenantId tenant, UUID person, Role role) {
        UUID operator = operators.require();
        tenants.get(tenant);
        checkRole(tenant, role);
        if (give(person, tenant.value(), role, operator)) {
            traces.record(tenant, operator, "access.granted", "person:" + person, role.name());
        }
    }

    /** Makes a person an operator of the deployment. Only for operators. */
    public void grantOperator(UUID person) {
        give(person, Operators.DEPLOYMENT, Role.OPERATOR, operators.require());
    }

    /** Only for operators; the last one stays. */
    public void revokeOperator(UUID person) {
        if (person.equals(operators.require())) {
            throw new IdentityRefusals.OwnAccess();
        }
        take(person, Operators.DEPLOYMENT, Role.OPERATOR, operators.require());
    }

    /** @throws coop.entrelacs.shared.Refusal if nobody can be that in that tenant */
    void checkRole(TenantId tenant, Role role) {
        boolean federation = tenants.get(tenant).kind() == Tenant.Kind.FEDERATION;
        if (role == Role.OPERATOR || (role == Role.COORDINATOR && !federation) || (role == Role.MEMBER && federation)) {
            throw new IdentityRefusals.RoleNotHere(role);
        }
    }

    /** Writes a grant, in the control plane's current transaction if there is one; whether it is new. */
    boolean give(UUID person, String tenant, Role role, UUID by) {
        if (person.equals(by)) {
            throw new IdentityRefusals.OwnAccess();
        }
        Boolean given = controlPlane.transaction().execute(_ -> {
            boolean known = controlPlane
                    .jdbc()
                    .sql("SELECT EXISTS (SELECT FROM person WHERE id = ? AND state = 'ACTIVE')")
                    .param(person)
                    .query(Boolean.class)
                    .single();
            if (!known) {
                throw new NotFound("person", person);
            }
            int rows = controlPlane
                    .jdbc()
                    .sql("""
                        INSERT INTO access_grant (id, person, tenant, role, granted_by, since) VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT (person, tenant, role) WHERE until IS NULL DO NOTHING
                        """)
                    .params(Ids.next(), person, tenant, role.name(), by, now())
                    .update();
            if (rows == 1) {
                // Links to a new password were made for who they were: whoever holds one does not come into this too.
                controlPlane
                        .jdbc()
                        .sql("UPDATE password_link SET used_at = ? WHERE person = ? AND used_at IS NULL")
                        .params(now(), person)
                        .update();
                events.record(AccessEvents.Kind.GRANTED, person, tenant, by, null, role.name());
            }
            return rows == 1;
        });
        return Boolean.TRUE.equals(given);
    }

    private void take(UUID person, String tenant, Role role, UUID by) {
        if (!takeIfThere(person, tenant, role, by)) {
            throw new NotFound("grant", role);
        }
    }

    /** Ends a grant, in the control plane's current transaction if there is one; whether it was there. */
    boolean takeIfThere(UUID person, String tenant, Role role, UUID by) {
        return Boolean.TRUE.equals(controlPlane.transaction().execute(_ -> {
            if (role == Role.MANAGER || role == Role.OPERATOR) {
                keepOne(person, tenant, role);
            }
            int rows = controlPlane
                    .jdbc()
                    .sql("""
                        UPDATE access_grant SET until = greatest(?, since), ended_by = ?
                        WHERE person = ? AND tenant = ? AND role = ? AND until IS NULL
                        """)
                    .params(now(), by, person, tenant, role.name())
                    .update();
            if (rows == 0) {
                return false;
            }
            // Sessions and tokens that began with the role end with it.
            controlPlane
                    .jdbc()
                    .sql("UPDATE person SET access_epoch = access_epoch + 1 WHERE id = ?")
                    .param(person)
                    .update();
            events.record(AccessEvents.Kind.REVOKED, person, tenant, by, null, role.name());
            return true;
        }));
    }

    /** Locks all grants of the role, so that two managers who revoke each other do so one after the other. */
    private void keepOne(UUID person, String tenant, Role role) {
        List<UUID> holders = controlPlane
                .jdbc()
                .sql("""
                    SELECT g.person FROM access_grant g JOIN person p ON p.id = g.person
                    WHERE g.tenant = ? AND g.role = ? AND g.until IS NULL AND p.state = 'ACTIVE'
                    ORDER BY g.id FOR UPDATE OF g
                    """)
                .params(tenant, role.name())
                .query(UUID.class)
                .list();
        if (holders.equals(List.of(person))) {
            throw role == Role.MANAGER ? new IdentityRefusals.LastManager() : new IdentityRefusals.LastOperator();
        }
    }

    /** Reads roles written by name. */
    static Set<Role> roles(ResultSet row) throws SQLException {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Object[] names = (Object[]) row.getArray("roles").getArray();
        Arrays.stream(names).map(name -> Role.valueOf(name.toString())).forEach(roles::add);
        return roles;
    }

    static Set<Role> checkedRoles(@Nullable Set<Role> roles) {
        if (roles == null || roles.isEmpty()) {
            throw new InvalidField("roles", "required");
        }
        return roles;
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static Access access(ResultSet row) throws SQLException {
        return new Access(row.getObject("id", UUID.class), row.getString("name"), row.getString("email"), roles(row));
    }

    private static Grant grant(ResultSet row) throws SQLException {
        Timestamp until = row.getTimestamp("until");
        return new Grant(
                row.getObject("person", UUID.class),
                row.getString("tenant"),
                Role.valueOf(row.getString("role")),
                row.getObject("granted_by", UUID.class),
                row.getTimestamp("since").toInstant(),
                until == null ? null : until.toInstant());
    }
}
