package coop.entrelacs.bench;

import coop.entrelacs.federation.NettingDesk;
import coop.entrelacs.federation.NettingSide;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Crossings between 4 and between 165 cooperatives: what one costs alone and in a burst, how late they arrive at 50 a second; and a
 * netting of all 165. Each crossing is a real one: an entry and a position on both sides.
 *
 * <p>A burst says how many a second; it does not say what a cooperative more costs: among 4 cooperatives its messages share 12 pairs
 * and travel in batches, among 165 they share 27,060 and travel one by one. So the cost is compared where nothing can be shared, each
 * crossing sent when the one before has arrived, between partners that know each other: each cooperative has three of them, as many
 * as there are among four. What two have to pay more for their first crossing (the pair, the third party in both books) is a row of
 * its own.
 */
final class CrossingBench {

    private static final int FEW = 4;
    private static final int ALL_OF_FRANCE = 165;
    private static final int BURST = 3_000;
    private static final int A_SECOND = 50;
    private static final int STEADY_SECONDS = 20;
    private static final int SENDERS = 8;
    private static final int ONE_BY_ONE = 1_500;
    private static final int FIRST_ONES = 500;
    private static final int PARTNERS = FEW - 1;
    /** So often partners meet before anything is measured: the driver prepares a statement at its fifth use. */
    private static final int MEETINGS = 6;
    /** Twenty a cooperative. */
    private static final int DEBTS_TO_NET = 3_300;

    private final Deployment deployment;
    private final BenchDebts debts;
    private final JdbcClient jdbc;

    CrossingBench(Deployment deployment) {
        this.deployment = deployment;
        this.debts = deployment.bean(BenchDebts.class);
        this.jdbc = deployment.bean(JdbcClient.class);
    }

    void run(List<Result> results) throws Exception {
        List<TenantId> tenants = new ArrayList<>();
        while (tenants.size() < FEW) {
            tenants.add(deployment.addCooperative());
        }
        burst(tenants); // warms the code and the connections
        double few = BURST / burst(tenants);
        double fewAlone = alone(tenants, ONE_BY_ONE, 0, PARTNERS).median();
        Samples fewDelays = steady(tenants);
        while (tenants.size() < ALL_OF_FRANCE) {
            tenants.add(deployment.addCooperative());
        }
        meet(tenants);
        double manyAlone = alone(tenants, ONE_BY_ONE, 0, PARTNERS).median();
        double firstAlone =
                alone(tenants, FIRST_ONES, PARTNERS, tenants.size() - 1).median();
        burst(tenants);
        double many = BURST / burst(tenants);
        Samples manyDelays = steady(tenants);
        netting(tenants); // settles what the bursts left, and warms
        results.add(Result.cost(
                "a crossing at 165 cooperatives, from sending to its mark, against one at 4",
                manyAlone,
                fewAlone,
                1.25));
        results.add(Result.cost(
                "the first crossing of two cooperatives, against one of partners", firstAlone, manyAlone, 2));
        results.add(Result.time("a burst of crossings, 4 cooperatives: one every", 1000 / few, 20, "ms"));
        results.add(Result.time("a burst of crossings, 165 cooperatives: one every", 1000 / many, 20, "ms"));
        results.add(Result.time("delay at 50/s, 4 cooperatives, p50", fewDelays.median(), 1000, "ms"));
        results.add(Result.time("delay at 50/s, 4 cooperatives, p99", fewDelays.percentile(99), 1000, "ms"));
        results.add(Result.time("delay at 50/s, 165 cooperatives, p50", manyDelays.median(), 1000, "ms"));
        results.add(Result.time("delay at 50/s, 165 cooperatives, p99", manyDelays.percentile(99), 1000, "ms"));
        send(tenants, DEBTS_TO_NET);
        awaitArrival(tenants);
        results.add(Result.time("netting of 165 cooperatives, 3,300 debts", netting(tenants), 5, "s"));
    }

    /** Sends as fast as it goes and waits until all has arrived. @return seconds */
    private double burst(List<TenantId> tenants) throws Exception {
        long start = System.nanoTime();
        send(tenants, BURST);
        awaitArrival(tenants);
        return (System.nanoTime() - start) / 1e9;
    }

    private void send(List<TenantId> tenants, int count) throws Exception {
        try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
            List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
            for (int s = 0; s < SENDERS; s++) {
                Random random = new Random(s);
                sent.add(senders.submit(() -> {
                    for (int i = 0; i < count / SENDERS; i++) {
                        owed(tenants, random);
                    }
                    return null;
                }));
            }
            for (java.util.concurrent.Future<?> one : sent) {
                one.get();
            }
        }
    }

    private void owed(List<TenantId> tenants, Random random) throws Exception {
        int creditor = random.nextInt(tenants.size());
        int debtor = (creditor + 1 + random.nextInt(tenants.size() - 1)) % tenants.size();
        owed(tenants.get(creditor), tenants.get(debtor), random);
    }

    private void owed(TenantId creditor, TenantId debtor, Random random) throws Exception {
        Deployment.in(creditor, () -> {
            debts.owedBy(debtor, Money.ofCents(100 + random.nextInt(100_000)));
            return null;
        });
    }

    /** All partners, again and again, until nothing between them is for the first time. */
    private void meet(List<TenantId> tenants) throws Exception {
        Random random = new Random(3);
        for (int meeting = 0; meeting < MEETINGS; meeting++) {
            for (int away = 1; away <= PARTNERS; away++) {
                for (int creditor = 0; creditor < tenants.size(); creditor++) {
                    owed(tenants.get(creditor), tenants.get((creditor + away) % tenants.size()), random);
                }
                awaitArrival(tenants);
            }
        }
    }

    /**
     * Each sent when the one before has arrived, from the sender's first statement to its mark.
     *
     * @param nearest partners stand farther than that after a cooperative in the list
     * @param farthest and no farther than that
     */
    private Samples alone(List<TenantId> tenants, int count, int nearest, int farthest) throws Exception {
        Random random = new Random(165);
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            int creditor = random.nextInt(tenants.size());
            TenantId sender = tenants.get(creditor);
            int away = 1 + nearest + random.nextInt(farthest - nearest);
            TenantId partner = tenants.get((creditor + away) % tenants.size());
            Instant start = Instant.now();
            owed(sender, partner, random);
            do {
                TimeUnit.MILLISECONDS.sleep(2); // The mark says when, so nobody has to look often.
            } while (waiting(sender));
            Instant marked = Deployment.in(
                    sender,
                    () -> jdbc.sql("SELECT max(delivered_at) FROM crossing_out WHERE kind = 'bench-owed.v1'")
                            .query(Timestamp.class)
                            .single()
                            .toInstant());
            nanos[i] = Duration.between(start, marked).toNanos();
        }
        return new Samples(nanos);
    }

    private boolean waiting(TenantId sender) throws Exception {
        return Deployment.in(
                sender,
                () -> jdbc.sql("SELECT EXISTS (SELECT FROM crossing_out WHERE delivered_at IS NULL)")
                        .query(Boolean.class)
                        .single());
    }

    /** So many a second, evenly; the delay is from the sender's transaction to its mark that the other side has applied it. */
    private Samples steady(List<TenantId> tenants) throws Exception {
        Random random = new Random(50);
        Timestamp since = Deployment.in(
                tenants.getFirst(),
                () -> jdbc.sql("SELECT clock_timestamp()")
                        .query(Timestamp.class)
                        .single());
        long start = System.nanoTime();
        List<Future<?>> sent = new ArrayList<>();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < A_SECOND * STEADY_SECONDS; i++) {
                long due = start + i * 1_000_000_000L / A_SECOND;
                TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
                sent.add(senders.submit(() -> {
                    owed(tenants, random);
                    return null;
                }));
            }
        }
        for (Future<?> one : sent) {
            one.get(); // A sender that failed must not make the figure better.
        }
        awaitArrival(tenants);
        List<Long> nanos = new ArrayList<>();
        for (TenantId tenant : tenants) {
            nanos.addAll(Deployment.in(
                    tenant,
                    () -> jdbc.sql("SELECT (extract(epoch FROM delivered_at - created_at) * 1e9)::bigint"
                                    + " FROM crossing_out WHERE kind = 'bench-owed.v1' AND created_at >= ?")
                            .param(since)
                            .query(Long.class)
                            .list()));
        }
        return new Samples(nanos.stream().mapToLong(Long::longValue).toArray());
    }

    private void awaitArrival(List<TenantId> tenants) throws Exception {
        for (TenantId tenant : tenants) {
            while (waiting(tenant)) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    /** From the coordinator's start to the last cooperative's books, each agreeing as soon as its page shows its part. @return seconds */
    private double netting(List<TenantId> tenants) throws Exception {
        NettingDesk desk = deployment.bean(NettingDesk.class);
        NettingSide sides = deployment.bean(NettingSide.class);
        LiveUpdates live = deployment.bean(LiveUpdates.class);
        LocalDate today = LocalDate.now(deployment.bean(Clock.class));
        CountDownLatch over = new CountDownLatch(tenants.size());
        List<LiveUpdates.Subscription> pages = new ArrayList<>();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (TenantId tenant : tenants) {
                AtomicReference<NettingSide.State> seen = new AtomicReference<>(NettingSide.State.ASKED);
                pages.add(live.subscribe(tenant, change -> {
                    if (change.topic().equals("netting")) {
                        people.execute(() -> {
                            try {
                                look(sides, tenant, UUID.fromString(change.id()), seen, over);
                            } catch (Exception e) {
                                throw new IllegalStateException(e); // Told by the thread; the wait ends in an error.
                            }
                        });
                    }
                }));
            }
            long start = System.nanoTime();
            Deployment.in(deployment.federation, () -> desk.start(today));
            if (!over.await(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException(over.getCount() + " cooperatives are not through with the netting");
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            pages.forEach(LiveUpdates.Subscription::close);
        }
    }

    private static void look(
            NettingSide sides,
            TenantId tenant,
            UUID netting,
            AtomicReference<NettingSide.State> seen,
            CountDownLatch over)
            throws Exception {
        NettingSide.Side side = Deployment.in(tenant, () -> sides.get(netting));
        if (seen.getAndSet(side.state()) == side.state()) {
            return;
        }
        switch (side.state()) {
            case PROPOSED -> Deployment.in(tenant, () -> sides.approve(netting, side.round()));
            case SETTLED, LEFT_OUT -> over.countDown();
            case ASKED, APPROVED, REFUSED -> {
                // nothing to do for anybody here
            }
        }
    }
}
