package coop.entrelacs.tenancy;

import coop.entrelacs.shared.Refusal;

/** The tenant exists, and is closed to requests: suspended, closed, being provisioned, or its upgrade failed. */
public class TenantUnavailable extends Refusal {

    TenantUnavailable(TenantId id, String why) {
        super(Kind.CONFLICT, "tenant-unavailable", null, id.value(), why);
    }
}
