package coop.entrelacs.tenancy;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** The application is up when its control plane answers; single tenants in trouble show on the operator's page. */
@Component("controlPlaneHealth")
class ControlPlaneHealth extends AbstractHealthIndicator {

    private final ControlPlane controlPlane;

    ControlPlaneHealth(ControlPlane controlPlane) {
        super("the control plane does not answer");
        this.controlPlane = controlPlane;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        controlPlane.jdbc().sql("SELECT 1").query(Integer.class).single();
        builder.up();
    }
}
