package coop.entrelacs.collaboration;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.CreditNoteForm;
import coop.entrelacs.activities.ExchangeForm;
import coop.entrelacs.activities.Exchanges;
import coop.entrelacs.activities.InvoiceForm;
import coop.entrelacs.activities.Line;
import coop.entrelacs.activities.Nature;
import coop.entrelacs.activities.PaymentForm;
import coop.entrelacs.collaboration.CollaborationScene.Somebody;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever is done at the same moment: locks are taken in one order (decision 0099), so nobody locks another out. */
@EntrelacsTest
class LocksAtOnceTest {

    private static final int THREADS = 4;
    private static final Duration FOR = Duration.ofSeconds(6);

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    Exchanges exchanges;

    @Autowired
    JdbcClient jdbc;

    CollaborationScene scene;
    Somebody lead;
    Somebody neighbour;
    Somebody carpenter;
    Actor accountant;
    UUID project;
    LocalDate today;

    @BeforeEach
    void aProjectOfTwoCooperatives() {
        scene = beans.createBean(CollaborationScene.class).aFederationOf(2);
        lead = scene.somebody(scene.cooperative(0), "Agathe Porteuse");
        neighbour = scene.listed(scene.cooperative(0), "Noé Voisin");
        carpenter = scene.listed(scene.cooperative(1), "Basile Menuisier");
        accountant = TestTenants.accountant(lead.tenant());
        today = LocalDate.now(scene.clock);
        project = scene.aProject(
                lead,
                CollaborationScene.percents(lead, "40", neighbour, "20", carpenter, "40"),
                lead,
                neighbour,
                carpenter);
    }

    @Test
    void validating_paying_crediting_and_what_partners_answer_run_at_once_without_a_deadlock() throws Exception {
        ConcurrentLinkedQueue<UUID> drafts = new ConcurrentLinkedQueue<>();
        List<UUID> sold = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            drafts.add(scene.drafted(lead, project, "100"));
        }
        for (int i = 0; i < 3; i++) {
            sold.add(scene.billed(lead, project, "100"));
            sold.add(ordinary(i % 2 == 0 ? lead : neighbour));
        }
        UUID share = scene.share(carpenter, project).id();
        ConcurrentLinkedQueue<UUID> paid = new ConcurrentLinkedQueue<>();
        List<Act> acts = List.of(
                random -> {
                    UUID draft = drafts.poll();
                    return draft == null ? "" : scene.validate(lead.tenant(), draft);
                },
                random -> {
                    List<UUID> batch = new ArrayList<>(List.of(draft(lead), draft(neighbour)));
                    UUID joint = drafts.poll();
                    if (joint != null) {
                        batch.add(joint);
                    }
                    var done = as(() -> scene.invoices.validate(batch));
                    assertThat(done.refused()).isEmpty();
                    return done;
                },
                random -> {
                    List<PaymentForm.Part> parts = sold.stream()
                            .filter(_ -> random.nextBoolean())
                            .map(one -> new PaymentForm.Part(one, Money.of("0.10")))
                            .toList();
                    return parts.isEmpty()
                            ? ""
                            : paid.add(as(() -> scene.payments.record(
                                    new PaymentForm(today, PaymentForm.Means.TRANSFER, "", parts, null))));
                },
                random -> {
                    UUID payment = paid.poll();
                    if (payment != null) {
                        as(() -> {
                            scene.payments.reverse(payment, null, "Erreur");
                            return "";
                        });
                    }
                    return "";
                },
                random -> as(() -> scene.invoices.credit(
                        sold.get(random.nextInt(sold.size())),
                        new CreditNoteForm(
                                "Geste",
                                null,
                                List.of(Line.of("Geste", "1", "DAY", "0.50", "normal", Nature.SERVICES))))),
                random -> as(() -> exchanges.record(new ExchangeForm(
                        lead.activity().id(), neighbour.activity().id(), today, "Échange", Money.of("1.00")))),
                // what a netting or a payment between cooperatives settles, while parts are released and credited
                random -> settles(lead),
                random -> settles(carpenter),
                random -> TestTenants.as(carpenter.actor(), () -> {
                    scene.projects.say(project, "Ça avance");
                    return "";
                }),
                random -> TestTenants.as(carpenter.actor(), () -> {
                    if (random.nextBoolean()) {
                        scene.projects.dispute(project, share, "Deux jours manquent");
                    } else {
                        scene.projects.resolve(project, share, "Compris");
                    }
                    return "";
                }));
        long before = deadlocks();

        AtomicInteger done = new AtomicInteger();
        Instant end = Instant.now().plus(FOR);
        List<Callable<String>> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(i);
            workers.add(() -> {
                while (Instant.now().isBefore(end)) {
                    try {
                        acts.get(random.nextInt(acts.size())).run(random);
                        done.incrementAndGet();
                    } catch (Refusal refused) {
                        assertThat(refused.kind()).isNotEqualTo(Refusal.Kind.UNAVAILABLE);
                    }
                }
                return "";
            });
        }
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (Future<String> worker : threads.invokeAll(workers)) {
                worker.get();
            }
        }
        scene.arrived();

        assertThat(deadlocks() - before).isZero();
        assertThat(done.get()).isGreaterThan(20);
        scene.settleAll();
        scene.bothSidesAgree();
    }

    private String settles(Somebody of) {
        scene.settle(of.tenant());
        return "";
    }

    @FunctionalInterface
    private interface Act {
        Object run(Random random) throws Exception;
    }

    private long deadlocks() {
        return TestTenants.in(
                lead.tenant(),
                () -> jdbc.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
                        .query(Long.class)
                        .single());
    }

    private UUID draft(Somebody one) {
        InvoiceForm form = new InvoiceForm(
                one.activity().id(),
                lead.activity().customer(),
                "Conseil",
                "",
                "",
                today,
                today,
                null,
                null,
                List.of(Line.of("Conseil", "1", "DAY", "100", "normal", Nature.SERVICES)));
        return as(() -> scene.invoices.draft(form)).id();
    }

    private UUID ordinary(Somebody one) {
        UUID draft = draft(one);
        scene.validate(lead.tenant(), draft);
        return draft;
    }

    private <T> T as(Callable<T> work) {
        return TestTenants.as(accountant, work);
    }
}
