package coop.entrelacs.identity;

import coop.entrelacs.shared.Ids;
import coop.entrelacs.tenancy.ControlPlane;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What happened to accounts and access, deployment-wide: the control plane's append-only log. A change writes its event in its own
 * transaction, so neither is there without the other.
 */
@Component
class AccessEvents {

    enum Kind {
        REGISTERED,
        RENAMED,
        DISABLED,
        ENABLED,
        PASSWORD_CHANGED,
        PASSWORD_LINK_MADE,
        PASSKEY_ADDED,
        PASSKEY_REMOVED,
        SIGNED_IN,
        SIGN_IN_FAILED,
        SIGN_IN_THROTTLED,
        SIGNED_OUT,
        GRANTED,
        REVOKED,
        INVITED,
        INVITATION_ACCEPTED,
        INVITATION_WITHDRAWN,
        CLIENT_REGISTERED,
        CLIENT_WITHDRAWN,
        TENANT_ARCHIVED,
        KEY_MADE
    }

    private final ControlPlane controlPlane;
    private final Clock clock;

    AccessEvents(ControlPlane controlPlane, Clock clock) {
        this.controlPlane = controlPlane;
        this.clock = clock;
    }

    /** Whether a person signed in from an address within the last months. */
    boolean signedInFrom(UUID person, String address) {
        return controlPlane
                .jdbc()
                .sql("""
                    SELECT EXISTS (SELECT FROM access_event WHERE person = ? AND kind = 'SIGNED_IN' AND address = ? AND at > ?)
                    """)
                .params(
                        person,
                        address,
                        clock.instant().minus(KnownDevices.KEPT).atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    /**
     * @param person whose account or access, where known
     * @param tenant the tenant concerned, as {@code access_grant} names it
     * @param actor who did it
     * @param address where from
     */
    void record(
            Kind kind,
            @Nullable UUID person,
            @Nullable String tenant,
            @Nullable UUID actor,
            @Nullable String address,
            String detail) {
        controlPlane
                .jdbc()
                .sql("INSERT INTO access_event (id, at, kind, person, tenant, actor, address, detail)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .param(Ids.next())
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .param(kind.name())
                .param(person)
                .param(tenant)
                .param(actor)
                .param(address)
                .param(detail)
                .update();
    }
}
