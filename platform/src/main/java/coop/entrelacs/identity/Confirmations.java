package coop.entrelacs.identity;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The second manager: what gives power over money and people is asked by one and confirmed by another, where there is another; and
 * what one does with access is seen by the others.
 */
@Service
public class Confirmations {

    private final ControlPlane controlPlane;
    private final ConfirmationRecords records;
    private final Grants grants;
    private final Audit audit;

    Confirmations(ControlPlane controlPlane, ConfirmationRecords records, Grants grants, Audit audit) {
        this.controlPlane = controlPlane;
        this.records = records;
        this.grants = grants;
        this.audit = audit;
    }

    /** What waits for a second manager here, the oldest first. For managers. */
    public List<Confirmation> waiting() {
        return records.waiting(manager().tenant());
    }

    /** Whether the present manager may confirm it: they neither asked it nor are the one it gives power to. */
    public boolean mayConfirm(Confirmation confirmation) {
        Actor actor = manager();
        return !actor.isProgram()
                && actor.isSecondPersonTo(Set.of(confirmation.askedBy()))
                && !actor.accountable().equals(confirmation.person());
    }

    /** Whether the present manager may refuse or drop it: whoever is to lose a role does not decide on it, either way. */
    public boolean mayRefuse(Confirmation confirmation) {
        Actor actor = manager();
        return !actor.isProgram()
                && (confirmation.kind() != Confirmation.Kind.REVOCATION
                        || !actor.accountable().equals(confirmation.person()));
    }

    /**
     * Confirms what another manager asked.
     *
     * @throws coop.entrelacs.shared.NotFound if it does not wait any more
     * @throws coop.entrelacs.shared.Refusal {@code second-manager} if one asked it oneself or is the person concerned
     */
    public void confirm(UUID id) {
        Actor actor = manager();
        actor.requirePerson();
        Confirmation confirmation = controlPlane.transaction().execute(_ -> {
            Confirmation waiting = records.lock(actor.tenant(), id);
            if (!mayConfirm(waiting)) {
                throw new IdentityRefusals.SecondManager();
            }
            UUID person = waiting.person();
            if (waiting.kind() == Confirmation.Kind.GRANT && person != null) {
                waiting.roles()
                        .forEach(role -> grants.give(person, actor.tenant().value(), role, waiting.askedBy()));
            }
            if (waiting.kind() == Confirmation.Kind.REVOCATION && person != null) {
                // A role that is gone already leaves nothing to take.
                waiting.roles()
                        .forEach(role ->
                                grants.takeIfThere(person, actor.tenant().value(), role, waiting.askedBy()));
            }
            records.decide(id, actor.accountable(), true);
            return waiting;
        });
        if (confirmation != null) {
            note(confirmation, "access.confirmed");
        }
    }

    /**
     * Refuses what another manager asked, or drops what one asked oneself.
     *
     * @throws coop.entrelacs.shared.Refusal {@code second-manager} where it would take a role of one's own away: others decide
     */
    public void refuse(UUID id) {
        Actor actor = manager();
        actor.requirePerson();
        Confirmation confirmation = controlPlane.transaction().execute(_ -> {
            Confirmation waiting = records.lock(actor.tenant(), id);
            if (!mayRefuse(waiting)) {
                throw new IdentityRefusals.SecondManager();
            }
            records.decide(id, actor.accountable(), false);
            return waiting;
        });
        if (confirmation != null) {
            note(confirmation, "access.not-confirmed");
        }
    }

    /**
     * Something that was done with access to the current tenant.
     *
     * @param what a code: {@code GRANTED}, {@code INVITED}, {@code PASSWORD_LINK_MADE} …
     * @param by who did it, as far as there is a name
     * @param person whom it concerns, as far as there is a name
     */
    public record Notice(
            Instant at,
            String what,
            @Nullable String by,
            @Nullable String person,
            String detail) {}

    /** The newest of what was done with access here, by whomever: every manager sees what the others do. For managers. */
    public List<Notice> notices(int limit) {
        return controlPlane
                .jdbc()
                .sql("""
                        SELECT e.at, e.kind, coalesce(a.name, c.name) AS by_name, coalesce(p.name, i.name) AS name, e.detail, i.roles
                          FROM access_event e LEFT JOIN person a ON a.id = e.actor LEFT JOIN api_client c ON c.id = e.actor
                          LEFT JOIN person p ON p.id = e.person
                          LEFT JOIN invitation i ON e.kind IN ('INVITED', 'INVITATION_WITHDRAWN') AND i.id::text = e.detail
                         WHERE e.tenant = ? AND e.kind IN ('GRANTED', 'REVOKED', 'INVITED', 'INVITATION_ACCEPTED', 'INVITATION_WITHDRAWN',
                               'PASSWORD_LINK_MADE', 'CLIENT_REGISTERED', 'CLIENT_WITHDRAWN', 'TENANT_ARCHIVED')
                         ORDER BY e.id DESC LIMIT ?
                        """)
                .params(manager().tenant().value(), Math.clamp(limit, 1, 200))
                .query((row, _) -> {
                    String what = row.getString("kind");
                    return new Notice(
                            row.getTimestamp("at").toInstant(),
                            what,
                            row.getString("by_name"),
                            row.getString("name"),
                            switch (what) {
                                case "GRANTED", "REVOKED" -> row.getString("detail");
                                case "INVITED", "INVITATION_WITHDRAWN" ->
                                    row.getArray("roles") == null
                                            ? ""
                                            : String.join(
                                                    " ",
                                                    Grants.roles(row).stream()
                                                            .map(Role::name)
                                                            .toList());
                                case "CLIENT_REGISTERED" -> row.getString("detail");
                                default -> "";
                            });
                })
                .list();
    }

    private void note(Confirmation confirmation, String action) {
        audit.record(
                action,
                confirmation.person() == null ? "confirmation:" + confirmation.id() : "person:" + confirmation.person(),
                confirmation.kind() + " "
                        + String.join(
                                " ",
                                confirmation.roles().stream()
                                        .map(Role::name)
                                        .sorted()
                                        .toList()));
    }

    private static Actor manager() {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.MANAGER);
        return actor;
    }
}
