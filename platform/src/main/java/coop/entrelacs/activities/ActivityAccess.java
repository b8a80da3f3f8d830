package coop.entrelacs.activities;

import coop.entrelacs.members.Members;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NotAllowed;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who may see and change which activity. The support team sees all; a member sees the activities they are a member of, and of the
 * others not even that they exist.
 */
@Component
class ActivityAccess {

    /** True where the row's activity (column {@code a.id}) is visible to the scope; needs {@link Scope#parameters()}. */
    static final String VISIBLE = " (:everyone OR a.id IN (SELECT am.activity_id FROM activity_member am"
            + " WHERE am.member_id = :me AND (am.last_day IS NULL OR am.last_day >= :today))) ";

    private static final UUID NOBODY = new UUID(0, 0);

    private final JdbcClient jdbc;
    private final Members members;
    private final Clock clock;

    ActivityAccess(JdbcClient jdbc, Members members, Clock clock) {
        this.jdbc = jdbc;
        this.members = members;
        this.clock = clock;
    }

    /** Whose documents the present actor reads. */
    record Scope(boolean everyone, UUID me, LocalDate today) {
        Map<String, Object> parameters() {
            return Map.of("everyone", everyone, "me", me, "today", today);
        }
    }

    Scope scope() {
        Actor actor = CurrentTenant.actor();
        LocalDate today = LocalDate.now(clock);
        if (actor.isAnyOf(Role.ACCOUNTANT, Role.MANAGER, Role.ADVISOR, Role.PAYROLL_OFFICER)) {
            return new Scope(true, NOBODY, today);
        }
        actor.require(Role.MEMBER);
        return new Scope(false, me(), today);
    }

    /** The support team's accountants and managers: those who validate, post and pay. */
    static boolean isStaff() {
        return CurrentTenant.actor().isAnyOf(Role.ACCOUNTANT, Role.MANAGER);
    }

    static void requireStaff() {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
    }

    /** @throws NotFound unless the actor sees this activity */
    void requireRead(UUID activity) {
        requireRead(activity, "activity", activity);
    }

    /** @throws NotFound of the thing asked for unless the actor sees the activity it belongs to */
    void requireRead(UUID activity, String what, UUID id) {
        if (!covers(scope(), activity)) {
            throw new NotFound(what, id);
        }
    }

    void requireWrite(UUID activity) {
        requireWrite(activity, "activity", activity);
    }

    /** @throws NotAllowed if the actor only reads, as an advisor does */
    void requireWrite(UUID activity, String what, UUID id) {
        requireRead(activity, what, id);
        if (!mayWrite(activity)) {
            throw new NotAllowed(Role.MEMBER, Role.ACCOUNTANT, Role.MANAGER);
        }
    }

    /** Whether the actor writes on an activity they see: accountants and managers on all, members on their own. */
    boolean mayWrite(UUID activity) {
        Actor actor = CurrentTenant.actor();
        if (isStaff()) {
            return true;
        }
        if (!actor.is(Role.MEMBER)) {
            return false;
        }
        // one who is a member and an advisor sees all, and writes on their own
        return !scope().everyone() || covers(new Scope(false, me(), LocalDate.now(clock)), activity);
    }

    /** Whether the actor writes anything at all. */
    static boolean writes() {
        return CurrentTenant.actor().isAnyOf(Role.MEMBER, Role.ACCOUNTANT, Role.MANAGER);
    }

    private boolean covers(Scope scope, UUID activity) {
        return jdbc.sql("SELECT count(*) FROM activity a WHERE a.id = :id AND" + VISIBLE)
                        .param("id", activity)
                        .params(scope.parameters())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private UUID me() {
        return members.mine().orElse(NOBODY);
    }
}
