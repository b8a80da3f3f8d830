package coop.entrelacs.tenancy;

import java.util.List;

/** What a module has to say of a tenant's data after it was carried to another server, before anybody works there. */
public interface TenantCheck {

    /** Verifies the data of the tenant bound to this thread; whatever is wrong, in words for the operator. Empty: sound. */
    List<String> faults();
}
