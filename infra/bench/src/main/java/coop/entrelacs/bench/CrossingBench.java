package coop.entrelacs.bench;

import coop.entrelacs.federation.NettingDesk;
import coop.entrelacs.federation.NettingSide;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Crossings between 4 and between 165 cooperatives: how many a second, what one costs, how late they arrive at 50 a second; and a
 * netting of all 165. Each crossing is a real one: an entry and a position on both sides.
 */
final class CrossingBench {

    private static final int FEW = 4;
    private static final int ALL_OF_FRANCE = 165;
    private static final int BURST = 3_000;
    private static final int A_SECOND = 50;
    private static final int STEADY_SECONDS = 20;
    private static final int SENDERS = 8;
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
        Samples fewDelays = steady(tenants);
        while (tenants.size() < ALL_OF_FRANCE) {
            tenants.add(deployment.addCooperative());
        }
        burst(tenants);
        double many = BURST / burst(tenants);
        Samples manyDelays = steady(tenants);
        results.add(Result.time("crossings, 4 cooperatives: one every", 1000 / few, 20, "ms"));
        results.add(Result.cost("crossing at 165 cooperatives against 4", 1000 / many, 1000 / few, 1.25));
        results.add(Result.time("delay at 50/s, 4 cooperatives, p50", fewDelays.median(), 1000, "ms"));
        results.add(Result.time("delay at 50/s, 4 cooperatives, p99", fewDelays.percentile(99), 1000, "ms"));
        results.add(Result.time("delay at 50/s, 165 cooperatives, p50", manyDelays.median(), 1000, "ms"));
        results.add(Result.time("delay at 50/s, 165 cooperatives, p99", manyDelays.percentile(99), 1000, "ms"));
        results.add(Result.time("netting of 165 cooperatives", netting(tenants), 5, "s"));
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
                        one(tenants, random);
                    }
                    return null;
                }));
            }
            for (java.util.concurrent.Future<?> one : sent) {
                one.get();
            }
        }
    }

    private void one(List<TenantId> tenants, Random random) throws Exception {
        int creditor = random.nextInt(tenants.size());
        int debtor = (creditor + 1 + random.nextInt(tenants.size() - 1)) % tenants.size();
        Deployment.in(tenants.get(creditor), () -> {
            debts.owedBy(tenants.get(debtor), Money.ofCents(100 + random.nextInt(100_000)));
            return true;
        });
    }

    /** So many a second, evenly; the delay is from the sender's transaction to its mark that the other side has applied it. */
    private Samples steady(List<TenantId> tenants) throws Exception {
        Random random = new Random(50);
        java.sql.Timestamp since = Deployment.in(
                tenants.getFirst(),
                () -> jdbc.sql("SELECT clock_timestamp()")
                        .query(java.sql.Timestamp.class)
                        .single());
        long start = System.nanoTime();
        List<Future<?>> sent = new ArrayList<>();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < A_SECOND * STEADY_SECONDS; i++) {
                long due = start + i * 1_000_000_000L / A_SECOND;
                TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
                sent.add(senders.submit(() -> {
                    one(tenants, random);
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
            while (Deployment.in(
                    tenant,
                    () -> jdbc.sql("SELECT EXISTS (SELECT FROM crossing_out WHERE delivered_at IS NULL)")
                            .query(Boolean.class)
                            .single())) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    /** From the coordinator's start to the last cooperative's books, each agreeing as soon as it is shown its part. @return seconds */
    private double netting(List<TenantId> tenants) throws Exception {
        send(tenants, DEBTS_TO_NET);
        awaitArrival(tenants);
        NettingDesk desk = deployment.bean(NettingDesk.class);
        NettingSide sides = deployment.bean(NettingSide.class);
        LocalDate today = LocalDate.now(deployment.bean(Clock.class));
        long start = System.nanoTime();
        UUID netting =
                Deployment.in(deployment.federation, () -> desk.start(today)).netting();
        List<TenantId> open = new ArrayList<>(tenants);
        while (!open.isEmpty()) {
            for (TenantId tenant : List.copyOf(open)) {
                NettingSide.State state = Deployment.in(tenant, () -> sides.all(null, 1)).stream()
                        .filter(side -> side.netting().equals(netting))
                        .map(NettingSide.Side::state)
                        .findFirst()
                        .orElse(NettingSide.State.ASKED);
                if (state == NettingSide.State.PROPOSED) {
                    Deployment.in(
                            tenant,
                            () -> sides.approve(netting, sides.get(netting).round()));
                } else if (state == NettingSide.State.SETTLED || state == NettingSide.State.LEFT_OUT) {
                    open.remove(tenant);
                }
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
