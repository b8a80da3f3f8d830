package coop.entrelacs.payroll;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.members.Members;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.util.UUID;

/** Who sees whose pay: oneself, and those whose work it is. To everyone else it does not exist. */
final class PayAccess {

    private PayAccess() {}

    /**
     * @return whether it is the actor's own
     * @throws NotFound for another's, unless the actor has one of the roles
     */
    static boolean requireOwnOr(Members members, UUID member, Role... roles) {
        Actor actor = CurrentTenant.actor();
        boolean own = members.mine().filter(member::equals).isPresent();
        if (!own && !actor.isAnyOf(roles)) {
            actor.require(Role.MEMBER, Role.ADVISOR, Role.ACCOUNTANT, Role.PAYROLL_OFFICER, Role.MANAGER);
            throw new NotFound("member", member);
        }
        if (!own) {
            members.name(member);
        }
        return own;
    }

    /**
     * Guards what is sealed of a person: no program reads another's, and every reading leaves a trace, also of one's own, so that
     * who is read by somebody in their place finds it.
     *
     * @param own as {@link #requireOwnOr} said
     */
    static void read(Audit audit, boolean own, String action, String subject, String detail) {
        if (!own) {
            CurrentTenant.actor().requirePerson();
        }
        audit.record(own ? action + "-own" : action, subject, detail);
    }
}
