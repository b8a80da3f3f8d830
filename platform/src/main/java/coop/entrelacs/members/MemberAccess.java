package coop.entrelacs.members;

import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who sees and changes which file. Advisors read every file (they stand in for each other) and change those of the members they
 * accompany; managers and payroll officers read and change all; accountants see lists, not files; a member sees their own file and of
 * the others not even that they exist.
 */
@Component
class MemberAccess {

    private final JdbcClient jdbc;
    private final Clock clock;

    MemberAccess(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    LocalDate today() {
        return LocalDate.now(clock);
    }

    static void requireList() {
        CurrentTenant.actor().require(Role.ADVISOR, Role.MANAGER, Role.ACCOUNTANT, Role.PAYROLL_OFFICER);
    }

    /** @throws NotFound for a member who asks for another's file */
    void requireRead(UUID member) {
        Actor actor = CurrentTenant.actor();
        if (!actor.isAnyOf(Role.ADVISOR, Role.MANAGER, Role.PAYROLL_OFFICER)) {
            if (actor.is(Role.ACCOUNTANT) && !isSelf(member, actor)) {
                actor.require(Role.ADVISOR, Role.MANAGER, Role.PAYROLL_OFFICER);
            }
            actor.require(Role.MEMBER, Role.ACCOUNTANT);
            if (!isSelf(member, actor)) {
                throw new NotFound("member", member);
            }
        }
    }

    /** Whether the actor reads their own file, which needs no trace. */
    boolean isSelf(UUID member) {
        return isSelf(member, CurrentTenant.actor());
    }

    /** The file's contents: by the advisor, managers and payroll officers. */
    void requireChange(UUID member) {
        Actor actor = CurrentTenant.actor();
        if (actor.isAnyOf(Role.MANAGER, Role.PAYROLL_OFFICER)) {
            return;
        }
        if (actor.is(Role.ADVISOR) && accompanies(actor.subject(), member)) {
            return;
        }
        requireRead(member);
        actor.require(Role.MANAGER, Role.PAYROLL_OFFICER);
    }

    /** Own contact details may be changed by oneself too. */
    void requireChangeDetails(UUID member) {
        if (!isSelf(member)) {
            requireChange(member);
        }
    }

    Optional<UUID> memberOf(UUID person) {
        return jdbc.sql("SELECT id FROM member WHERE person_id = :person")
                .param("person", person)
                .query(UUID.class)
                .optional();
    }

    /** The member that the actor is, as long as they have a member's access here; a program is nobody. */
    Optional<UUID> mine() {
        Actor actor = CurrentTenant.actor();
        return actor.is(Role.MEMBER) && !actor.isProgram() ? memberOf(actor.subject()) : Optional.empty();
    }

    private boolean isSelf(UUID member, Actor actor) {
        return actor.is(Role.MEMBER) && mine().filter(member::equals).isPresent();
    }

    /** The newest assignment, or none yet: an applicant without advisor is everyone's. */
    private boolean accompanies(UUID advisor, UUID member) {
        @Nullable
        UUID present = jdbc.sql("""
            SELECT (SELECT advisor_id FROM member_advisor WHERE member_id = m.id AND first_day <= :today
                    ORDER BY first_day DESC LIMIT 1)
            FROM member m WHERE m.id = :member\
            """)
                .param("member", member)
                .param("today", today())
                .query((rs, _) -> Optional.ofNullable(rs.getObject(1, UUID.class)))
                .optional()
                .orElseThrow(() -> new NotFound("member", member))
                .orElse(null);
        return present == null || present.equals(advisor);
    }
}
