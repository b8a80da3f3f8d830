package coop.entrelacs.tenancy;

import coop.entrelacs.shared.Refusal;

/** The tenant's data is being carried to another server: for a moment nobody works in it. */
public class TenantMoving extends Refusal {

    TenantMoving(TenantId id) {
        super(Kind.UNAVAILABLE, "tenant-moving", null, id.value());
    }
}
