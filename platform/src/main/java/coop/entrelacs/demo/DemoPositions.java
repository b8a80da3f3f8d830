package coop.entrelacs.demo;

import coop.entrelacs.demo.Plan.PlannedTenant;
import coop.entrelacs.federation.CrossingMessages;
import coop.entrelacs.federation.NettingDesk;
import coop.entrelacs.federation.NettingSide;
import coop.entrelacs.federation.PositionList;
import coop.entrelacs.federation.Reconciliation;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** A netting proposed of whatever the demo's cooperatives owe one another by then; one of them has agreed already. Comes last. */
@Component
class DemoPositions {

    private static final Logger LOG = LoggerFactory.getLogger(DemoPositions.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PositionList positions;
    private final CrossingMessages messages;
    private final NettingDesk desk;
    private final NettingSide sides;
    private final Reconciliation reconciliation;
    private final DemoMembers people;
    private final Once once;
    private final Clock clock;

    DemoPositions(
            PositionList positions,
            CrossingMessages messages,
            NettingDesk desk,
            NettingSide sides,
            Reconciliation reconciliation,
            DemoMembers people,
            Once once,
            Clock clock) {
        this.positions = positions;
        this.messages = messages;
        this.desk = desk;
        this.sides = sides;
        this.reconciliation = reconciliation;
        this.people = people;
        this.once = once;
        this.clock = clock;
    }

    void net(Plan plan) {
        awaited(() -> plan.tenants().stream()
                .allMatch(tenant -> CurrentTenant.get(staff(tenant), () -> messages.undelivered(null, 1))
                        .items()
                        .isEmpty()));
        boolean anything = plan.tenants().stream()
                .anyMatch(tenant ->
                        !CurrentTenant.get(staff(tenant), positions::balances).isEmpty());
        if (!anything) {
            return;
        }
        PlannedTenant federation = plan.tenants().stream()
                .filter(tenant -> !tenant.isCooperative())
                .findFirst()
                .orElseThrow();
        List<PlannedTenant> cooperatives =
                plan.tenants().stream().filter(PlannedTenant::isCooperative).toList();
        CurrentTenant.run(staff(federation), () -> {
            reconciliation.ask();
            UUID netting =
                    once.id("netting", () -> desk.start(LocalDate.now(clock)).netting());
            awaited(() -> cooperatives.stream().anyMatch(tenant -> agree(tenant, netting)));
        });
    }

    /** @return whether this one has agreed, now or before */
    private boolean agree(PlannedTenant tenant, UUID netting) {
        return CurrentTenant.get(
                staff(tenant),
                () -> sides.all(null, 5).stream()
                        .filter(side -> side.netting().equals(netting))
                        .anyMatch(side -> switch (side.state()) {
                            case PROPOSED -> agreed(side);
                            case APPROVED, SETTLED -> true;
                            case ASKED, REFUSED, LEFT_OUT -> false;
                        }));
    }

    private boolean agreed(NettingSide.Side side) {
        try {
            sides.approve(side.netting(), side.round());
            return true;
        } catch (Refusal computedAnew) {
            return false;
        }
    }

    private Actor staff(PlannedTenant tenant) {
        return people.actor(tenant, tenant.isCooperative() ? Role.MANAGER : Role.COORDINATOR);
    }

    private static void awaited(BooleanSupplier done) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                LOG.warn("a step of the demo's netting takes its time; it goes on by itself");
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted; the next start goes on", e);
            }
        }
    }
}
