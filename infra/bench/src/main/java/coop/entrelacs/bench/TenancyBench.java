package coop.entrelacs.bench;

import coop.entrelacs.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What many tenants cost: to add, to upgrade, to serve in random order. */
final class TenancyBench {

    private static final int COOPERATIVES = 200;
    private static final int SERVED = 100;
    private static final int FROM_SPARES = 20;

    private final Deployment deployment;

    TenancyBench(Deployment deployment) {
        this.deployment = deployment;
    }

    void run(List<Result> results) throws Exception {
        List<TenantId> all = new ArrayList<>();
        long[] nanos = new long[COOPERATIVES];
        for (int i = 0; i < COOPERATIVES; i++) {
            long start = System.nanoTime();
            all.add(deployment.addCooperative());
            nanos[i] = System.nanoTime() - start;
        }
        results.add(Result.time(
                "provisioning a cooperative from nothing, chart of accounts included, p50 of the 161st to 200th",
                new Samples(java.util.Arrays.copyOfRange(nanos, COOPERATIVES - 40, COOPERATIVES)).median() / 1000,
                0.3,
                "s"));
        results.add(Result.time(
                "provisioning a cooperative from a schema kept ready, p50",
                fromSpares().median(),
                50,
                "ms"));
        serve(results, all);

        long start = System.nanoTime();
        int upgraded = deployment.tenants.upgradeTo("db/bench/one-more-column.yaml");
        results.add(Result.time(
                "upgrade of %d tenants by one column and one index".formatted(upgraded),
                (System.nanoTime() - start) / 1e9,
                5,
                "s"));
    }

    /** Nothing else refills meanwhile: cooperatives come rarely, and what is measured is what the one who comes waits for. */
    private Samples fromSpares() throws Exception {
        while (!deployment.tenants.refillSpares(FROM_SPARES)) {
            Thread.sleep(10); // the last one added looks whether any is lacking
        }
        return Samples.of(FROM_SPARES, deployment::addCooperative);
    }

    /** The same read through the whole application, of one cooperative again and again and of a hundred in random order. */
    private void serve(List<Result> results, List<TenantId> all) throws Exception {
        List<Caller> callers = new ArrayList<>();
        for (TenantId tenant : all.subList(0, SERVED)) {
            callers.add(new Caller(deployment, tenant));
        }
        Random random = new Random(7);
        Caller one = callers.getFirst();
        for (int i = 0; i < 4; i++) {
            for (Caller caller : callers) {
                caller.get();
            }
        }
        Samples.of(2000, one::get);
        List<Double> alone = new ArrayList<>();
        List<Double> mixed = new ArrayList<>();
        for (int turn = 0; turn < 7; turn++) {
            alone.add(Samples.of(600, one::get).totalSeconds() / 600 * 1000);
            mixed.add(Samples.of(600, () -> callers.get(random.nextInt(SERVED)).get())
                            .totalSeconds()
                    / 600
                    * 1000);
        }
        alone.sort(null);
        mixed.sort(null);
        results.add(Result.cost(
                "a request with 100 tenants in random order, against one tenant", mixed.get(3), alone.get(3), 1.15));
    }
}
