package coop.entrelacs.tenancy;

import coop.entrelacs.shared.Refusal;

/** The refusals of this module that need no class of their own outside it. */
final class TenantRefusals {

    private TenantRefusals() {}

    /** The name is taken: nothing was made. */
    static final class TenantExists extends Refusal {
        TenantExists(TenantId id) {
            super(Kind.CONFLICT, "tenant-exists", "id", id.value());
        }
    }

    /** The tenant is in a state that does not lead where one wanted. */
    static final class TenantStateConflict extends Refusal {
        TenantStateConflict(TenantId id, Tenant.State state, Tenant.State wanted) {
            super(Kind.CONFLICT, "tenant-state", null, id.value(), state.name(), wanted.name());
        }
    }

    /** One move of a tenant at a time. */
    static final class TenantMovesAlready extends Refusal {
        TenantMovesAlready(TenantId id) {
            super(Kind.CONFLICT, "tenant-moves-already", null, id.value());
        }
    }
}
