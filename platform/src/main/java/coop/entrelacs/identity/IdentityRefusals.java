package coop.entrelacs.identity;

import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Role;
import java.time.Instant;

/** What identity refuses, beside wrong fields and things not found. */
final class IdentityRefusals {

    private IdentityRefusals() {}

    static final class EmailTaken extends Refusal {
        EmailTaken(String email) {
            super(Kind.CONFLICT, "email-taken", "email", email);
        }
    }

    /** Access comes from someone else. */
    static final class OwnAccess extends Refusal {
        OwnAccess() {
            super(Kind.FORBIDDEN, "own-access", null);
        }
    }

    static final class LastManager extends Refusal {
        LastManager() {
            super(Kind.CONFLICT, "last-manager", null);
        }
    }

    static final class LastOperator extends Refusal {
        LastOperator() {
            super(Kind.CONFLICT, "last-operator", null);
        }
    }

    static final class RoleNotHere extends Refusal {
        RoleNotHere(Role role) {
            super(Kind.INVALID, "role-not-here", "role", role);
        }
    }

    /** A link that another manager has to confirm first. */
    static final class AwaitsConfirmation extends Refusal {
        AwaitsConfirmation() {
            super(Kind.CONFLICT, "awaits-confirmation", null);
        }
    }

    /** Another manager than who asked, and than the person concerned. */
    static final class SecondManager extends Refusal {
        SecondManager() {
            super(Kind.FORBIDDEN, "second-manager", null);
        }
    }

    /** A program is no more than its maker. */
    static final class RoleNotYours extends Refusal {
        RoleNotYours(Role role) {
            super(Kind.INVALID, "role-not-yours", "roles", role);
        }
    }

    static final class WrongPassword extends Refusal {
        WrongPassword() {
            super(Kind.INVALID, "password-wrong", "currentPassword");
        }
    }

    static final class InvitationUsed extends Refusal {
        InvitationUsed() {
            super(Kind.CONFLICT, "invitation-used", null);
        }
    }

    static final class InvitationExpired extends Refusal {
        InvitationExpired(Instant expiredAt) {
            super(Kind.CONFLICT, "invitation-expired", null, expiredAt);
        }
    }

    static final class InvitationWithdrawn extends Refusal {
        InvitationWithdrawn() {
            super(Kind.CONFLICT, "invitation-withdrawn", null);
        }
    }

    /** The invitation's address has an account already: its owner signs in to accept. */
    static final class SignInToAccept extends Refusal {
        SignInToAccept(String email) {
            super(Kind.CONFLICT, "sign-in-to-accept", null, email);
        }
    }

    static final class InvitationOfAnother extends Refusal {
        InvitationOfAnother(String email) {
            super(Kind.FORBIDDEN, "invitation-of-another", null, email);
        }
    }
}
