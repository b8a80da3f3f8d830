package coop.entrelacs.demo;

import coop.entrelacs.demo.Plan.PlannedTenant;
import coop.entrelacs.identity.Clients;
import coop.entrelacs.identity.Grants;
import coop.entrelacs.identity.Operators;
import coop.entrelacs.identity.People;
import coop.entrelacs.identity.Person;
import coop.entrelacs.ledger.LedgerSetup;
import coop.entrelacs.reporting.MonthlyFigures;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.NewTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.TenantReady;
import coop.entrelacs.tenancy.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Makes the demo's federation on the first start. Every step looks first whether it was done, so a start that died in the middle is
 * completed by the next; the operator's account comes last, and where it is there, nothing is touched any more.
 */
@Component
@ConditionalOnProperty(name = "entrelacs.demo", havingValue = "true")
class Demo implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

    private final Tenants tenants;
    private final People people;
    private final Grants grants;
    private final Clients clients;
    private final LedgerSetup ledger;
    private final DemoMembers members;
    private final DemoHistory history;
    private final DemoFunds funds;
    private final DemoPay pay;
    private final DemoCollaboration collaboration;
    private final DemoPool pool;
    private final DemoState state;
    private final MonthlyFigures figures;
    private final DemoPositions positions;
    private final Clock clock;

    Demo(
            Tenants tenants,
            People people,
            Grants grants,
            Clients clients,
            LedgerSetup ledger,
            DemoMembers members,
            DemoHistory history,
            DemoFunds funds,
            DemoPay pay,
            DemoCollaboration collaboration,
            DemoPool pool,
            DemoState state,
            MonthlyFigures figures,
            DemoPositions positions,
            Clock clock) {
        this.tenants = tenants;
        this.people = people;
        this.grants = grants;
        this.clients = clients;
        this.ledger = ledger;
        this.members = members;
        this.history = history;
        this.funds = funds;
        this.pay = pay;
        this.collaboration = collaboration;
        this.pool = pool;
        this.state = state;
        this.figures = figures;
        this.positions = positions;
        this.clock = clock;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        Plan plan = Plan.read();
        if (people.findByEmail(plan.operator().email()).isEmpty()) {
            long start = System.nanoTime();
            LOG.info("Making the demo's federation {}: this takes some seconds", plan.federation());
            plan.tenants().forEach(tenant -> Operators.asSystem(() -> open(plan, tenant)));
            pool.agree(plan);
            fill(plan);
            collaboration.make(plan);
            figures.publishAll(plan.federation());
            pool.review(plan);
            positions.net(plan);
            Operators.asSystem(() -> {
                clients.ensureDemoOperator();
                grants.grantOperator(
                        person(plan.operator().email(), plan.operator().name(), plan.password()));
            });
            LOG.info(
                    "The demo's federation is there after {} s",
                    Duration.ofNanos(System.nanoTime() - start).toSeconds());
        }
        state.ready(plan);
    }

    private void open(Plan plan, PlannedTenant tenant) {
        TenantId id = tenant.id();
        if (tenants.find(id).isEmpty()) {
            TenantId federation = tenant.isCooperative() ? plan.federation() : null;
            tenants.add(new NewTenant(id, tenant.name(), tenant.kind(), federation, tenant.legal(), null));
        }
        CurrentTenant.run(Actor.system(id), () -> {
            int year = LocalDate.now(clock).minusMonths(DemoHistory.MONTHS - 1L).getYear();
            ledger.open(LedgerSetup.DEFAULT_CHART, LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
        });
        for (Plan.Staff one : tenant.staff()) {
            UUID person = person(tenant.email(one.mailbox()), one.name(), plan.password());
            one.roles().forEach(role -> grants.grantAsOperator(id, person, role));
        }
        if (tenant.isCooperative()) {
            for (int i = 0; i < DemoMembers.SIGN_INS; i++) {
                UUID person = person(
                        tenant.email(DemoMembers.mailbox(i)), DemoMembers.name(plan, tenant, i), plan.password());
                grants.grantAsOperator(id, person, Role.MEMBER);
            }
        }
    }

    /** Programs can enter a cooperative that an operator adds to the demo, too. */
    @EventListener
    void added(TenantReady ready) {
        clients.ensureDemoProgram(ready.tenant());
    }

    /** The cooperatives side by side: each waits for its own database work most of the time. */
    private void fill(Plan plan) {
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("demo-", 0).factory())) {
            for (PlannedTenant tenant : plan.tenants()) {
                if (tenant.isCooperative()) {
                    running.add(executor.submit(() -> {
                        List<DemoMembers.Made> made = members.make(plan, tenant);
                        history.live(plan, tenant, made);
                        funds.live(plan, tenant, made);
                        pay.live(tenant, made);
                    }));
                }
            }
        }
        for (Future<?> one : running) {
            try {
                one.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the demo was being made; the next start goes on", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("the demo could not be made; the next start goes on", e.getCause());
            }
        }
    }

    private UUID person(String email, String name, String password) {
        return people.findByEmail(email)
                .map(Person::id)
                .orElseGet(() -> people.register(email, name, Locale.FRENCH, password));
    }
}
