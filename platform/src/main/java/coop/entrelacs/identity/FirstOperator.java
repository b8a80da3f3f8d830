package coop.entrelacs.identity;

import coop.entrelacs.tenancy.ControlPlane;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * A deployment that nobody runs yet invites whoever its configuration names; the link is in the log, where only those who run the
 * server look. Once there is an operator, or an invitation that still works, this does nothing.
 */
@Component
class FirstOperator {

    private static final Logger log = LoggerFactory.getLogger(FirstOperator.class);

    private final ControlPlane controlPlane;
    private final Invitations invitations;
    private final IdentityProperties properties;

    FirstOperator(ControlPlane controlPlane, Invitations invitations, IdentityProperties properties) {
        this.controlPlane = controlPlane;
        this.invitations = invitations;
        this.properties = properties;
    }

    @EventListener(ApplicationReadyEvent.class)
    void inviteWhereNobodyRunsTheDeployment() {
        String email = properties.firstOperator();
        if (email == null || email.isBlank()) {
            return;
        }
        boolean someone = controlPlane.jdbc().sql("""
                        SELECT EXISTS (SELECT FROM access_grant WHERE tenant = 'deployment' AND until IS NULL)
                            OR EXISTS (SELECT FROM invitation WHERE tenant = 'deployment' AND used_at IS NULL
                                       AND withdrawn_at IS NULL AND expires_at > now())
                        """).query(Boolean.class).single();
        if (!someone) {
            Operators.asSystem(() -> {
                Invitations.Link link = invitations.inviteOperator(email, email);
                URI at = properties.publicUrl();
                log.warn(
                        "Nobody runs this deployment yet. {} becomes its operator by {}{}",
                        email,
                        at == null ? "" : at,
                        link.path());
            });
        }
    }
}
