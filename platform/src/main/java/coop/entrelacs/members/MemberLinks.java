package coop.entrelacs.members;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.InvitationAccepted;
import coop.entrelacs.identity.Invitations;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Whom a member signs in as. Whoever is a member reads what is sealed of them, so nobody decides it alone: the person accepts an
 * invitation sent to the address of the file, or one of the staff asks and another confirms. Never for oneself, and never over a
 * person who is there.
 */
@Service
public class MemberLinks {

    private final JdbcClient jdbc;
    private final Invitations invitations;
    private final Grants grants;
    private final Audit audit;
    private final LiveUpdates live;
    private final TransactionTemplate transaction;
    private final Clock clock;

    MemberLinks(
            JdbcClient jdbc,
            Invitations invitations,
            Grants grants,
            Audit audit,
            LiveUpdates live,
            TransactionTemplate transaction,
            Clock clock) {
        this.jdbc = jdbc;
        this.invitations = invitations;
        this.grants = grants;
        this.audit = audit;
        this.live = live;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** What became of what was asked. */
    public enum Outcome {
        DONE,
        /** Another one of the staff has to ask the same. */
        AWAITS_SECOND_PERSON
    }

    /**
     * A change that waits for a second person.
     *
     * @param person whom the member would sign in as, or null for nobody any more
     */
    public record Waiting(UUID member, @Nullable UUID person, UUID askedBy, Instant askedAt) {}

    /**
     * Says that a person signs in as the member. Asked once it waits; asked again by a second one of the staff it is done.
     *
     * @throws MemberRefused {@code member-link-self}, {@code member-linked-already}, {@code member-person-taken}
     */
    @Transactional
    public Outcome link(UUID member, UUID person) {
        return decide(member, Fields.required("person", person));
    }

    /** Says that nobody signs in as the member any more. Takes two as well. */
    @Transactional
    public Outcome unlink(UUID member) {
        return decide(member, null);
    }

    /** What waits for a second person, the oldest first. */
    @Transactional(readOnly = true)
    public List<Waiting> waiting() {
        CurrentTenant.actor().require(Role.MANAGER, Role.ADVISOR, Role.PAYROLL_OFFICER);
        return jdbc.sql("SELECT member_id, person_id, asked_by, asked_at FROM member_link_request ORDER BY asked_at")
                .query((row, _) -> new Waiting(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getObject(3, UUID.class),
                        row.getTimestamp(4).toInstant()))
                .list();
    }

    /** Whether the present person may confirm it: they neither asked it nor are whom it is about. */
    public boolean mayConfirm(Waiting waiting) {
        Actor actor = CurrentTenant.actor();
        return !actor.isProgram()
                && actor.isSecondPersonTo(Set.of(waiting.askedBy()))
                && !actor.accountable().equals(waiting.person());
    }

    /** Drops what was asked. */
    @Transactional
    public void drop(UUID member) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ADVISOR, Role.PAYROLL_OFFICER);
        if (jdbc.sql("DELETE FROM member_link_request WHERE member_id = ?")
                        .param(member)
                        .update()
                > 0) {
            changed(member, "member.link-dropped");
        }
    }

    /**
     * Invites the member to sign in, at the address of their file: whoever accepts there is the member. For advisors, managers and
     * payroll officers. For a member who is employed another manager has to agree, where there is one: their file has payslips, and
     * whoever is told the link could open it.
     */
    @Transactional
    public Invitations.Link invite(UUID member) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.ADVISOR, Role.MANAGER, Role.PAYROLL_OFFICER);
        record File(
                @Nullable String email,
                String name,
                @Nullable UUID person,
                boolean employed) {}
        File file = jdbc.sql("SELECT email, first_name || ' ' || last_name, person_id, EXISTS (SELECT FROM contract c"
                        + " WHERE c.member_id = m.id AND c.kind <> 'BUSINESS_SUPPORT') FROM member m WHERE id = ?")
                .param(member)
                .query((row, _) ->
                        new File(row.getString(1), row.getString(2), row.getObject(3, UUID.class), row.getBoolean(4)))
                .optional()
                .orElseThrow(() -> new NotFound("member", member));
        if (file.person() != null) {
            throw new MemberRefused("member-linked-already", "person");
        }
        String email = file.email();
        if (email == null || email.isBlank()) {
            throw new InvalidField("email", "required");
        }
        Invitations.Link link = invitations.inviteMember(member, email, file.name(), file.employed());
        changed(member, "member.invited");
        return link;
    }

    @EventListener
    void accepted(InvitationAccepted event) {
        UUID member = event.member();
        if (member == null) {
            return;
        }
        CurrentTenant.run(
                Actor.system(new TenantId(event.tenant())),
                () -> transaction.executeWithoutResult(_ -> set(member, event.person(), "member.linked")));
    }

    private Outcome decide(UUID member, @Nullable UUID person) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.MANAGER, Role.ADVISOR, Role.PAYROLL_OFFICER);
        actor.requirePerson();
        if (actor.accountable().equals(person)) {
            throw new MemberRefused("member-link-self", "person");
        }
        UUID present = present(member).orElse(null);
        if (Objects.equals(present, person)) {
            return Outcome.DONE;
        }
        if (present != null && person != null) {
            throw new MemberRefused("member-linked-already", "person");
        }
        if (person != null && !grants.rolesIn(person, actor.tenant()).contains(Role.MEMBER)) {
            throw new InvalidField("person", "person-not-member-here");
        }
        boolean second = jdbc.sql(
                        "SELECT asked_by FROM member_link_request WHERE member_id = ? AND person_id IS NOT DISTINCT"
                                + " FROM ?::uuid")
                .param(member)
                .param(person)
                .query(UUID.class)
                .optional()
                .filter(askedBy -> actor.isSecondPersonTo(Set.of(askedBy)))
                .isPresent();
        if (second) {
            set(member, person, person == null ? "member.unlinked" : "member.linked");
            return Outcome.DONE;
        }
        jdbc.sql("""
            INSERT INTO member_link_request (member_id, person_id, asked_by, asked_at) VALUES (:member, :person, :by, :at)
            ON CONFLICT (member_id) DO UPDATE SET person_id = :person, asked_by = :by, asked_at = :at\
            """)
                .param("member", member)
                .param("person", person)
                .param("by", actor.accountable())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        changed(member, "member.link-asked");
        return Outcome.AWAITS_SECOND_PERSON;
    }

    /** The person that the member is, with the member's row held: of two who decide at once one comes after the other. */
    private Optional<UUID> present(UUID member) {
        return jdbc.sql("SELECT person_id FROM member WHERE id = ? FOR UPDATE")
                .param(member)
                .query((row, _) -> Optional.ofNullable(row.getObject(1, UUID.class)))
                .optional()
                .orElseThrow(() -> new NotFound("member", member));
    }

    void set(UUID member, @Nullable UUID person, String action) {
        UUID present = present(member).orElse(null);
        if (present != null && person != null && !present.equals(person)) {
            throw new MemberRefused("member-linked-already", "person");
        }
        try {
            jdbc.sql("UPDATE member SET person_id = ?, version = version + 1 WHERE id = ?")
                    .param(person)
                    .param(member)
                    .update();
        } catch (DuplicateKeyException e) {
            throw new MemberRefused("member-person-taken", "person");
        }
        jdbc.sql("DELETE FROM member_link_request WHERE member_id = ?")
                .param(member)
                .update();
        changed(member, action);
    }

    private void changed(UUID member, String action) {
        audit.record(action, "member:" + member, "");
        live.publish("member", member);
    }
}
