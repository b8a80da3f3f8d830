package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.activities.PaymentForm;
import coop.entrelacs.activities.Payments;
import coop.entrelacs.funds.FundScene.Scene;
import coop.entrelacs.funds.FundScene.Somebody;
import coop.entrelacs.governance.Choice;
import coop.entrelacs.ledger.BooksWatch;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Repayments of every way, guarantees and customers' payments at the same moment: locks are taken in one order (decision 0099). */
@EntrelacsTest
class FundLocksAtOnceTest {

    private static final int THREADS = 4;
    private static final Duration FOR = Duration.ofSeconds(6);
    private static final String IBAN = "FR7630006000011234567890189";
    private static final Money LITTLE = Money.of("0.10");

    @Autowired
    AutowireCapableBeanFactory beans;

    @Autowired
    FundRequests requests;

    @Autowired
    FundDecisions decisions;

    @Autowired
    FundPayments payments;

    @Autowired
    FundRepayments repayments;

    @Autowired
    Payments customers;

    @Autowired
    Ledger ledger;

    @Autowired
    BooksWatch watch;

    @Autowired
    JdbcClient jdbc;

    private FundScene make;
    private Scene scene;
    private Fund loans;
    private Fund guarantees;

    @BeforeEach
    void aCooperativeWithTwoFunds() {
        make = FundScene.in(beans);
        scene = make.aCooperative();
        loans = make.fund(scene, "investment", FundsFlowTest.lenient("investment"), "9000.00");
        guarantees =
                make.fund(scene, "receivables-guarantee", FundsFlowTest.lenient("receivables-guarantee"), "9000.00");
    }

    private record Loan(Somebody of, UUID request) {}

    @Test
    void repayments_guarantees_and_customers_payments_run_at_once_without_a_deadlock() throws Exception {
        List<Loan> byActivity =
                List.of(loan(RepaymentWay.ACTIVITY), loan(RepaymentWay.ACTIVITY), loan(RepaymentWay.ACTIVITY));
        Loan byPay = loan(RepaymentWay.PAY);
        List<UUID> invoices = new ArrayList<>();
        ConcurrentLinkedQueue<UUID> toConfirm = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 6; i++) {
            Somebody one = make.aMemberOf(scene);
            UUID invoice = make.anUnpaidInvoice(one, "1000.00");
            invoices.add(invoice);
            UUID asked = granted(one, form(guarantees, one.activity(), "800.00", null, invoice), "400.00");
            TestTenants.as(scene.treasurer(), () -> payments.propose(asked));
            if (i < 2) {
                scene.manages(() -> payments.confirm(asked));
            } else {
                toConfirm.add(asked);
            }
        }
        Actor payroll = TestTenants.actor(scene.tenant(), Role.PAYROLL_OFFICER);
        ConcurrentLinkedQueue<UUID> paid = new ConcurrentLinkedQueue<>();
        List<Act> acts = List.of(
                random -> {
                    Loan one = byActivity.get(random.nextInt(byActivity.size()));
                    return one.of()
                            .does(() -> repayments.fromActivity(
                                    one.request(), one.of().activity(), LITTLE, "un peu"));
                },
                random -> scene.manages(() -> repayments.pullDue()),
                random -> TestTenants.as(
                        scene.treasurer(),
                        () -> payments.comeBack(
                                byActivity
                                        .get(random.nextInt(byActivity.size()))
                                        .request(),
                                LITTLE,
                                today(),
                                "virement")),
                random -> TestTenants.as(
                        payroll,
                        () -> repayments.takenFromPay(
                                new FundRepayments.Deduction(
                                        byPay.request(), byPay.of().member(), LITTLE, "paie:" + UUID.randomUUID()),
                                Money.of("1000.00"),
                                today())),
                random -> {
                    List<PaymentForm.Part> parts = invoices.stream()
                            .filter(_ -> random.nextBoolean())
                            .map(one -> new PaymentForm.Part(one, LITTLE))
                            .toList();
                    return parts.isEmpty()
                            ? ""
                            : paid.add(TestTenants.as(
                                    scene.accountant(),
                                    () -> customers.record(
                                            new PaymentForm(today(), PaymentForm.Means.TRANSFER, "", parts, null))));
                },
                random -> {
                    UUID payment = paid.poll();
                    if (payment != null) {
                        TestTenants.as(scene.accountant(), () -> {
                            customers.reverse(payment, null, "Erreur");
                            return "";
                        });
                    }
                    return "";
                },
                random -> {
                    UUID asked = random.nextInt(10) == 0 ? toConfirm.poll() : null;
                    return asked == null ? "" : scene.manages(() -> payments.confirm(asked));
                },
                random -> scene.manages(() -> decisions.settleDue()),
                random -> scene.manages(() -> payments.markDefaults()));
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

        assertThat(deadlocks() - before).isZero();
        assertThat(done.get()).isGreaterThan(20);
        assertThat(TestTenants.in(scene.tenant(), () -> watch.check()).differences())
                .isEmpty();
    }

    @FunctionalInterface
    private interface Act {
        Object run(Random random) throws Exception;
    }

    private Loan loan(RepaymentWay way) {
        Somebody one = make.aMemberOf(scene);
        UUID asked = granted(one, form(loans, null, "400.00", 4, null), "400.00");
        TestTenants.as(scene.treasurer(), () -> payments.propose(asked));
        scene.manages(() -> payments.confirm(asked));
        one.does(() -> repayments.agree(asked, way, way == RepaymentWay.ACTIVITY ? one.activity() : null));
        make.asOwner(
                scene.tenant(),
                "UPDATE fund_instalment SET due_on = due_on - interval '2 months' WHERE request_id = '" + asked + "'");
        TestTenants.in(
                scene.tenant(),
                () -> ledger.post(new JournalEntry(
                        "OD",
                        LocalDate.of(2026, 10, 5),
                        "essai",
                        null,
                        null,
                        null,
                        List.of(
                                JournalLine.debit("512", Money.of("900.00")).on(one.activity()),
                                JournalLine.credit("706", Money.of("900.00")).on(one.activity())))));
        return new Loan(one, asked);
    }

    private UUID granted(Somebody by, RequestForm form, String amount) {
        UUID asked = by.does(() -> {
            RequestView draft = requests.draft(form);
            return requests.submit(draft.id(), draft.version()).id();
        });
        UUID proposal = scene.sitting()
                .getFirst()
                .does(() -> decisions.propose(asked, Money.of(amount), Ground.NEED_SHOWN, "Vu"));
        scene.sitting().forEach(one -> one.does(() -> decisions.vote(proposal, Choice.FOR, "vu")));
        return asked;
    }

    private static RequestForm form(
            Fund fund, @Nullable UUID activity, String amount, @Nullable Integer months, @Nullable UUID invoice) {
        return new RequestForm(
                fund.id(),
                activity,
                Money.of(amount),
                months,
                null,
                invoice,
                invoice == null
                        ? new PrivatePart(Need.EQUIPMENT, "Essai", null, null, null, null, null)
                        : new PrivatePart(Need.UNPAID_INVOICE, "Essai", null, null, Money.of("1000.00"), today(), true),
                invoice == null ? IBAN : null);
    }

    private long deadlocks() {
        return TestTenants.in(
                scene.tenant(),
                () -> jdbc.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
                        .query(Long.class)
                        .single());
    }

    private static LocalDate today() {
        return LocalDate.now(ZoneId.of("Europe/Paris"));
    }
}
