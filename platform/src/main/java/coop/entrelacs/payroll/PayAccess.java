package coop.entrelacs.payroll;

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
}
