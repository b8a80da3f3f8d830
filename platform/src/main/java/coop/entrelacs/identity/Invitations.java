package coop.entrelacs.identity;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * How people come in: a link that works once, for one address, for some days. Only its recipient has the token; the database has
 * its hash.
 */
@Service
public class Invitations {

    /** How long a link works. */
    public static final Duration VALID = Duration.ofDays(14);

    private static final String COLUMNS =
            "id, tenant, email, name, roles, inviter_name, invited_at, expires_at, used_at, withdrawn_at";

    private final ControlPlane controlPlane;
    private final People people;
    private final Grants grants;
    private final Tenants tenants;
    private final Operators operators;
    private final ConfirmationRecords confirmations;
    private final OperatorTraces traces;
    private final AccessEvents events;
    private final Audit audit;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;

    Invitations(
            ControlPlane controlPlane,
            People people,
            Grants grants,
            Tenants tenants,
            Operators operators,
            ConfirmationRecords confirmations,
            OperatorTraces traces,
            AccessEvents events,
            Audit audit,
            ApplicationEventPublisher publisher,
            Clock clock) {
        this.controlPlane = controlPlane;
        this.people = people;
        this.grants = grants;
        this.tenants = tenants;
        this.operators = operators;
        this.confirmations = confirmations;
        this.traces = traces;
        this.events = events;
        this.audit = audit;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * What the inviter passes on. Told once; it cannot be read again.
     *
     * @param path of the page to open, to be put behind the deployment's address
     * @param waits whether the link works only once another manager confirmed it
     */
    public record Link(Invitation invitation, String path, boolean waits) {}

    /**
     * Invites someone into the current tenant. For managers; advisors invite members.
     *
     * @throws coop.entrelacs.shared.Refusal naming what is wrong with address, name or roles
     */
    public Link invite(String email, String name, Set<Role> roles) {
        Actor actor = CurrentTenant.actor();
        actor.requirePerson();
        if (!actor.is(Role.MANAGER) && !(actor.is(Role.ADVISOR) && roles.equals(Set.of(Role.MEMBER)))) {
            throw new NotAllowed(Role.MANAGER);
        }
        Grants.checkedRoles(roles).forEach(role -> grants.checkRole(actor.tenant(), role));
        Link link = write(actor.tenant().value(), email, name, roles, actor.accountable(), actor.name(), null);
        boolean waits = confirmations.needed(actor, null, roles);
        if (waits) {
            confirmations.ask(
                    actor,
                    Confirmation.Kind.INVITATION,
                    null,
                    link.invitation().name(),
                    roles,
                    link.invitation().id());
        }
        audit.record(
                "access.invited",
                "invitation:" + link.invitation().id(),
                String.join(" ", roles.stream().map(Role::name).sorted().toList()));
        return new Link(link.invitation(), link.path(), waits);
    }

    /**
     * Invites a member of the current tenant to sign in as one. For the module that keeps members, which knows the address of the
     * file: whoever accepts is told to it by {@link InvitationAccepted}.
     *
     * @param second whether another manager has to agree, where there is one: whoever makes the link could open it themselves
     */
    public Link inviteMember(UUID member, String email, String name, boolean second) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.MANAGER, Role.ADVISOR, Role.PAYROLL_OFFICER);
        actor.requirePerson();
        Link link = write(
                actor.tenant().value(), email, name, Set.of(Role.MEMBER), actor.accountable(), actor.name(), member);
        boolean waits = second && confirmations.anotherManager(actor, null);
        if (waits) {
            confirmations.ask(
                    actor,
                    Confirmation.Kind.INVITATION,
                    null,
                    link.invitation().name(),
                    Set.of(Role.MEMBER),
                    link.invitation().id());
        }
        audit.record("access.invited", "invitation:" + link.invitation().id(), Role.MEMBER.name());
        return new Link(link.invitation(), link.path(), waits);
    }

    /** Invites someone into any tenant: the first manager of a new cooperative. Only for operators. */
    public Link inviteAsOperator(TenantId tenant, String email, String name, Set<Role> roles) {
        UUID operator = operators.require();
        tenants.get(tenant);
        Grants.checkedRoles(roles).forEach(role -> grants.checkRole(tenant, role));
        Link link = write(tenant.value(), email, name, roles, operator, inviter(operator), null);
        traces.record(
                tenant,
                operator,
                "access.invited",
                "invitation:" + link.invitation().id(),
                String.join(" ", roles.stream().map(Role::name).sorted().toList()));
        return link;
    }

    /** Invites someone to run the deployment. Only for operators. */
    public Link inviteOperator(String email, String name) {
        UUID operator = operators.require();
        return write(Operators.DEPLOYMENT, email, name, Set.of(Role.OPERATOR), operator, inviter(operator), null);
    }

    /** The invitations into the current tenant, newest first. For managers and advisors. */
    public Page<Invitation> here(@Nullable UUID after, int limit) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.MANAGER, Role.ADVISOR);
        List<Invitation> rows = controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS + " FROM invitation WHERE tenant = :tenant"
                        + " AND (:after::uuid IS NULL OR id < :after) ORDER BY id DESC LIMIT :limit")
                .param("tenant", actor.tenant().value())
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, _) -> invitation(row))
                .list();
        return Page.of(rows, limit, invitation -> invitation.id().toString());
    }

    /** Takes an invitation into the current tenant back: its link no longer works. For managers. */
    public void withdraw(UUID id) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.MANAGER);
        controlPlane.transaction().executeWithoutResult(_ -> {
            int rows = controlPlane
                    .jdbc()
                    .sql("UPDATE invitation SET withdrawn_at = ? WHERE id = ? AND tenant = ? AND used_at IS NULL"
                            + " AND withdrawn_at IS NULL")
                    .params(now(), id, actor.tenant().value())
                    .update();
            if (rows == 0) {
                Invitation present = controlPlane
                        .jdbc()
                        .sql("SELECT " + COLUMNS + " FROM invitation WHERE id = ? AND tenant = ?")
                        .params(id, actor.tenant().value())
                        .query((row, _) -> invitation(row))
                        .optional()
                        .orElseThrow(() -> new NotFound("invitation", id));
                if (present.usedAt() != null) {
                    throw new IdentityRefusals.InvitationUsed();
                }
                return;
            }
            events.record(
                    AccessEvents.Kind.INVITATION_WITHDRAWN,
                    null,
                    actor.tenant().value(),
                    actor.subject(),
                    null,
                    id.toString());
        });
        audit.record("access.invitation-withdrawn", "invitation:" + id, "");
    }

    /**
     * The invitation a link stands for, for the page that shows it.
     *
     * @throws coop.entrelacs.shared.Refusal if there is none, or it no longer works, saying why
     */
    public Invitation open(String token) {
        Invitation invitation = byToken(token);
        refuseIfGone(invitation);
        confirmations.requireConfirmed(invitation.id());
        return invitation;
    }

    /** Whether the invited has an account already, and so signs in rather than choose a password. */
    public boolean isKnown(Invitation invitation) {
        return people.findByEmail(invitation.email()).isPresent();
    }

    /**
     * Comes in by opening an account.
     *
     * @return the new person's id
     * @throws coop.entrelacs.shared.Refusal if the link does not work, {@code sign-in-to-accept} if the address has an account
     */
    public UUID accept(String token, String name, String password, Locale locale) {
        Invitation invitation = open(token);
        if (isKnown(invitation)) {
            throw new IdentityRefusals.SignInToAccept(invitation.email());
        }
        return Objects.requireNonNull(controlPlane.transaction().execute(_ -> {
            UUID person;
            try {
                person = people.register(invitation.email(), name, locale, password);
            } catch (IdentityRefusals.EmailTaken e) {
                // Between the look and the write someone was quicker: perhaps the same person, clicking twice.
                throw new IdentityRefusals.SignInToAccept(invitation.email());
            }
            use(invitation, person);
            return person;
        }));
    }

    /** Comes in with the account one is signed in to; it must be the one the invitation was sent to. */
    public void acceptAs(String token, UUID person) {
        Invitation invitation = open(token);
        if (!people.get(person).email().equals(invitation.email())) {
            throw new IdentityRefusals.InvitationOfAnother(invitation.email());
        }
        controlPlane.transaction().executeWithoutResult(_ -> use(invitation, person));
    }

    /** Marks it used first: whoever comes second, however close, finds it used and leaves nothing behind. */
    private void use(Invitation invitation, UUID person) {
        Invitation used = controlPlane
                .jdbc()
                .sql("UPDATE invitation SET used_at = ?, used_by = ? WHERE id = ? AND used_at IS NULL AND"
                        + " withdrawn_at IS NULL AND expires_at > ? RETURNING " + COLUMNS)
                .params(now(), person, invitation.id(), now())
                .query((row, _) -> invitation(row))
                .optional()
                .orElseThrow(IdentityRefusals.InvitationUsed::new);
        record By(UUID inviter, @Nullable UUID member) {}
        By by = controlPlane
                .jdbc()
                .sql("SELECT invited_by, member FROM invitation WHERE id = ?")
                .param(invitation.id())
                .query((row, _) -> new By(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .single();
        used.roles().forEach(role -> grants.give(person, used.tenant(), role, by.inviter()));
        events.record(
                AccessEvents.Kind.INVITATION_ACCEPTED,
                person,
                used.tenant(),
                person,
                null,
                used.id().toString());
        publisher.publishEvent(new InvitationAccepted(used.id(), used.tenant(), person, used.roles(), by.member()));
    }

    private Link write(
            String tenant,
            String email,
            String name,
            Set<Role> roles,
            UUID by,
            String inviterName,
            @Nullable UUID member) {
        People.check(email, name);
        String token = Randomness.fresh();
        Instant at = clock.instant();
        Invitation invitation = new Invitation(
                Ids.next(),
                tenant,
                People.checkedEmail(email),
                People.checkedName(name),
                roles,
                inviterName,
                at,
                at.plus(VALID),
                null,
                null);
        controlPlane.transaction().executeWithoutResult(_ -> {
            controlPlane
                    .jdbc()
                    .sql("""
                        INSERT INTO invitation
                            (id, token_hash, tenant, email, name, roles, invited_by, inviter_name, invited_at, expires_at, member)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                    .params(Arrays.asList(
                            invitation.id(),
                            Randomness.hash(token),
                            tenant,
                            invitation.email(),
                            invitation.name(),
                            roles.stream().map(Role::name).sorted().toArray(String[]::new),
                            by,
                            inviterName,
                            at.atOffset(ZoneOffset.UTC),
                            invitation.expiresAt().atOffset(ZoneOffset.UTC),
                            member))
                    .update();
            events.record(
                    AccessEvents.Kind.INVITED,
                    null,
                    tenant,
                    by,
                    null,
                    invitation.id().toString());
        });
        return new Link(invitation, "/invitation/" + token, false);
    }

    private String inviter(UUID operator) {
        return people.find(operator).map(Person::name).orElse("Entrelacs");
    }

    private Invitation byToken(String token) {
        return controlPlane
                .jdbc()
                .sql("SELECT " + COLUMNS + " FROM invitation WHERE token_hash = ?")
                .param(Randomness.hash(token))
                .query((row, _) -> invitation(row))
                .optional()
                .orElseThrow(() -> new NotFound("invitation", ""));
    }

    private void refuseIfGone(Invitation invitation) {
        if (invitation.usedAt() != null) {
            throw new IdentityRefusals.InvitationUsed();
        }
        if (invitation.withdrawnAt() != null) {
            throw new IdentityRefusals.InvitationWithdrawn();
        }
        if (!invitation.expiresAt().isAfter(clock.instant())) {
            throw new IdentityRefusals.InvitationExpired(invitation.expiresAt());
        }
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static Invitation invitation(ResultSet row) throws SQLException {
        Timestamp used = row.getTimestamp("used_at");
        Timestamp withdrawn = row.getTimestamp("withdrawn_at");
        return new Invitation(
                row.getObject("id", UUID.class),
                row.getString("tenant"),
                row.getString("email"),
                row.getString("name"),
                Grants.roles(row),
                row.getString("inviter_name"),
                row.getTimestamp("invited_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                used == null ? null : used.toInstant(),
                withdrawn == null ? null : withdrawn.toInstant());
    }
}
