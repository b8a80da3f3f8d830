package coop.entrelacs.identity;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Links for people who forgot their password. A manager makes one for a person of their own cooperative who belongs to no other:
 * an account opens every door its owner has, so nobody may hand out one that opens a door they do not keep. Operators do the rest.
 */
@Service
public class PasswordLinks {

    /** How long a link works. */
    public static final Duration VALID = Duration.ofHours(24);

    private final ControlPlane controlPlane;
    private final People people;
    private final Grants grants;
    private final Operators operators;
    private final ConfirmationRecords confirmations;
    private final OperatorTraces traces;
    private final AccessEvents events;
    private final Audit audit;
    private final Clock clock;

    PasswordLinks(
            ControlPlane controlPlane,
            People people,
            Grants grants,
            Operators operators,
            ConfirmationRecords confirmations,
            OperatorTraces traces,
            AccessEvents events,
            Audit audit,
            Clock clock) {
        this.controlPlane = controlPlane;
        this.people = people;
        this.grants = grants;
        this.operators = operators;
        this.confirmations = confirmations;
        this.traces = traces;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * A link for a person of the current tenant. For managers.
     *
     * @return the path of the page to open; told once
     * @throws NotFound if that person has no access here
     * @throws NotAllowed if they have access elsewhere too
     */
    public String make(UUID person) {
        Actor actor = CurrentTenant.actor();
        actor.require(Role.MANAGER);
        actor.requirePerson();
        Grants.Access access = grants.here(person);
        boolean elsewhere = grants.of(person).stream()
                .anyMatch(g -> !g.tenant().equals(actor.tenant().value()));
        if (elsewhere) {
            throw new NotAllowed(Role.OPERATOR);
        }
        Made made = write(person, actor.tenant().value(), actor.accountable());
        // With such a link one can sign in as the other: for somebody with power another manager has to agree.
        if (confirmations.needed(actor, person, access.roles())) {
            confirmations.ask(actor, Confirmation.Kind.PASSWORD_LINK, person, access.name(), access.roles(), made.id());
        }
        audit.record("access.password-link-made", "person:" + person, "");
        return made.path();
    }

    /** A link for anyone. For operators. */
    public String makeAsOperator(UUID person) {
        UUID operator = operators.require();
        String path =
                write(people.get(person).id(), Operators.DEPLOYMENT, operator).path();
        grants.tenantsOf(person)
                .forEach(
                        tenant -> traces.record(tenant, operator, "access.password-link-made", "person:" + person, ""));
        return path;
    }

    /**
     * Whose password a link sets.
     *
     * @throws NotFound if there is no such link, or it was used or has expired
     * @throws coop.entrelacs.shared.Refusal {@code awaits-confirmation} while another manager has to agree
     */
    Person open(String token) {
        record Found(UUID id, UUID person) {}
        Optional<Found> found = controlPlane
                .jdbc()
                .sql("SELECT id, person FROM password_link WHERE token_hash = ? AND used_at IS NULL AND expires_at > ?")
                .params(Randomness.hash(token), now())
                .query((row, _) -> new Found(row.getObject(1, UUID.class), row.getObject(2, UUID.class)))
                .optional();
        found.ifPresent(link -> confirmations.requireConfirmed(link.id()));
        return found.map(link -> people.get(link.person()))
                .filter(person -> person.state() == Person.State.ACTIVE)
                .orElseThrow(() -> new NotFound("password-link", ""));
    }

    /** Sets the password; the link, and every other one of that person, is used up with it. */
    Person use(String token, String password) {
        Person person = open(token);
        controlPlane.transaction().executeWithoutResult(_ -> {
            int used = controlPlane
                    .jdbc()
                    .sql("UPDATE password_link SET used_at = ? WHERE token_hash = ? AND used_at IS NULL AND"
                            + " expires_at > ?")
                    .params(now(), Randomness.hash(token), now())
                    .update();
            if (used == 0) {
                throw new NotFound("password-link", "");
            }
            people.setPassword(person, password);
            controlPlane
                    .jdbc()
                    .sql("UPDATE password_link SET used_at = ? WHERE person = ? AND used_at IS NULL")
                    .params(now(), person.id())
                    .update();
        });
        return person;
    }

    private record Made(UUID id, String path) {}

    private Made write(UUID person, String tenant, UUID by) {
        if (person.equals(by)) {
            throw new IdentityRefusals.OwnAccess();
        }
        String token = Randomness.fresh();
        UUID id = Ids.next();
        controlPlane.transaction().executeWithoutResult(_ -> {
            controlPlane
                    .jdbc()
                    .sql("INSERT INTO password_link (id, token_hash, person, made_by, made_at, expires_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?)")
                    .params(id, Randomness.hash(token), person, by, now(), now().plus(VALID))
                    .update();
            events.record(AccessEvents.Kind.PASSWORD_LINK_MADE, person, tenant, by, null, "");
        });
        return new Made(id, SignIn.PATH + "/password/" + token);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
