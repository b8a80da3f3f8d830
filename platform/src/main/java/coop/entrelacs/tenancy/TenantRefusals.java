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

    /** What a tenant holds now would give way to an archive: to be asked for by its name. */
    static final class RestoreReplaces extends Refusal {
        RestoreReplaces(TenantId id) {
            super(Kind.CONFLICT, "restore-replaces", "replace", id.value());
        }
    }

    /** One restore of a tenant at a time. */
    static final class TenantRestoresAlready extends Refusal {
        TenantRestoresAlready(TenantId id) {
            super(Kind.CONFLICT, "tenant-restores-already", null, id.value());
        }
    }

    /** The copy that lives, or the only one that is sound, is not dropped. */
    static final class CopyIsNeeded extends Refusal {
        CopyIsNeeded(String code, TenantId id, String why) {
            super(Kind.CONFLICT, code, null, id.value(), why);
        }
    }
}
