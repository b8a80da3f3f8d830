package coop.entrelacs.demo;

import coop.entrelacs.demo.Plan.PlannedTenant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Keeps the server out of service until the demo is there, then says where it is and who may sign in. */
@Component
@ConditionalOnProperty(name = "entrelacs.demo", havingValue = "true")
class DemoState implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(DemoState.class);

    private final Environment environment;
    private final AtomicReference<@Nullable Plan> made = new AtomicReference<>();

    DemoState(Environment environment) {
        this.environment = environment;
    }

    void ready(Plan plan) {
        made.set(plan);
    }

    @Override
    public Health health() {
        return (made.get() == null ? Health.outOfService() : Health.up()).build();
    }

    /** Last of all, so that it is what stands at the end of the log. */
    @EventListener(ApplicationReadyEvent.class)
    @Order
    void welcome() {
        Plan plan = made.get();
        if (plan != null) {
            LOG.info("{}", welcome(plan, environment.getProperty("local.server.port", "8080")));
        }
    }

    static String welcome(Plan plan, String port) {
        StringBuilder text = new StringBuilder();
        text.append("\n\n  Entrelacs is ready at http://localhost:")
                .append(port)
                .append("\n\n");
        text.append("  Everybody's password: ").append(plan.password()).append("\n");
        for (PlannedTenant tenant : plan.tenants()) {
            text.append("\n  ")
                    .append(tenant.name())
                    .append("  http://localhost:")
                    .append(port)
                    .append("/")
                    .append(tenant.id())
                    .append("\n");
            tenant.staff().forEach(one -> line(text, tenant.email(one.mailbox()), one.name()));
            if (tenant.isCooperative()) {
                for (int i = 0; i < DemoMembers.SIGN_INS; i++) {
                    line(text, tenant.email(DemoMembers.mailbox(i)), DemoMembers.name(plan, tenant, i));
                }
            }
        }
        text.append("\n  The deployment\n");
        line(text, plan.operator().email(), plan.operator().name());
        text.append("\n  Programs: client demo-<tenant>, secret demo-<tenant>-secret; ./entrelacs token <tenant>\n");
        return text.toString();
    }

    private static void line(StringBuilder text, String email, String name) {
        text.append("    ")
                .append(email)
                .append(" ".repeat(Math.max(1, 40 - email.length())))
                .append(name)
                .append("\n");
    }
}
