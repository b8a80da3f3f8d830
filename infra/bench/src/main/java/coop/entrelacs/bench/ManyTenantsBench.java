package coop.entrelacs.bench;

import coop.entrelacs.tenancy.ControlPlane;
import coop.entrelacs.tenancy.DueSweep;
import coop.entrelacs.tenancy.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a thousand tenants of the real schema cost on one server, each against the same with ten of them, in the same run. */
final class ManyTenantsBench {

    private static final int FEW = 10;
    /** As many builders as a small machine has cores, twice. */
    private static final int BUILDERS = 4;

    private static final int IDLE_SECONDS = 30;
    private static final int SERVED = 300;

    private final int many;
    private final List<TenantId> all = new ArrayList<>();

    ManyTenantsBench(int many) {
        this.many = many;
    }

    /** At rest: after all pools gave their connections back. */
    private record Rest(double cpuMillisASecond, double heapMegabytes, double serverMegabytes, long connections) {}

    void run(List<Result> results) throws Exception {
        double startFew;
        double sweepFew;
        double oneAmongFew;
        Rest fewAtRest;
        Caller.Program program;
        try (Deployment deployment = new Deployment()) {
            add(deployment, FEW);
        }
        try (Deployment deployment = Deployment.again()) {
            settle(deployment);
        }
        long began = System.nanoTime();
        try (Deployment deployment = Deployment.again()) {
            startFew = (System.nanoTime() - began) / 1e6;
            settle(deployment);
            program = Caller.register(deployment, all.getFirst());
            oneAmongFew = request(new Caller(deployment, program));
            sweepFew = sweep(deployment);
            fewAtRest = rest(deployment);

            began = System.nanoTime();
            add(deployment, many - FEW);
            results.add(Result.time(
                    "provisioning, %d at once: a tenant of %d".formatted(BUILDERS, many),
                    (System.nanoTime() - began) / 1e9 / (many - FEW),
                    1,
                    "s"));
        }

        began = System.nanoTime();
        try (Deployment deployment = Deployment.again()) {
            results.add(Result.cost(
                    "start of a node, %d tenants against %d".formatted(many, FEW),
                    (System.nanoTime() - began) / 1e6,
                    startFew,
                    1.5));
            settle(deployment);
            results.add(Result.cost(
                    "a request of one tenant, at rest %d others against %d".formatted(many - 1, FEW - 1),
                    request(new Caller(deployment, program)),
                    oneAmongFew,
                    1.25));

            double opened = opened(deployment);
            double sweep = sweep(deployment);
            results.add(Result.cost(
                    "a sweep, nothing due, %d tenants against %d".formatted(many, FEW), sweep, sweepFew, 3));
            results.add(Result.cost(
                    "a sweep, nothing due, against asking each of %d tenants one thing".formatted(many),
                    sweep,
                    opened,
                    0.02));
            double whole = wholeLooks(deployment);
            results.add(Result.time(
                    "looking at all %d tenants whole, as every four hours, of one core's time".formatted(many),
                    whole / (4 * 3600) * 100,
                    5,
                    "%"));

            Rest rest = rest(deployment);
            results.add(Result.time(
                    "at rest, connections of %d tenants".formatted(many),
                    (double) rest.connections(),
                    0,
                    "connections"));
            results.add(Result.time(
                    "at rest, processor of node and server, above that with %d tenants".formatted(FEW),
                    Math.max(0, rest.cpuMillisASecond() - fewAtRest.cpuMillisASecond()),
                    20,
                    "ms a second"));
            results.add(Result.time(
                    "at rest, heap of the node a tenant",
                    (rest.heapMegabytes() - fewAtRest.heapMegabytes()) * 1024 / (many - FEW),
                    100,
                    "KiB"));
            results.add(Result.time(
                    "at rest, memory of the server's processes, above that with %d tenants".formatted(FEW),
                    rest.serverMegabytes() - fewAtRest.serverMegabytes(),
                    200,
                    "MiB"));

            serve(deployment, results);

            began = System.nanoTime();
            int upgraded = deployment.tenants.upgradeTo("db/bench/one-more-column.yaml");
            double upgrade = (System.nanoTime() - began) / 1e9;
            // What is rendered once, and then five milliseconds a tenant.
            results.add(Result.time(
                    "upgrade of %d tenants by two tables, one column and one index".formatted(upgraded),
                    upgrade,
                    5 + many * 0.005,
                    "s"));
        }
    }

    /** Several at once, as an operator's script would. */
    private void add(Deployment deployment, int count) throws Exception {
        try (var builders = Executors.newFixedThreadPool(BUILDERS)) {
            List<Future<TenantId>> added = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                added.add(builders.submit(deployment::addCooperative));
            }
            for (Future<TenantId> one : added) {
                all.add(one.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** What provisioning wrote is looked at once, out of the measure: from here on nothing is due. */
    private static void settle(Deployment deployment) {
        control(deployment).sql("DELETE FROM tenant_due WHERE kind <> 'whole'").update();
        int looked;
        do {
            looked = deployment.bean(DueSweep.class).sweep(() -> false);
        } while (looked > 0);
        // All next whole looks far away, so that none falls into a measure.
        control(deployment)
                .sql("UPDATE tenant_due SET due_at = now() + interval '1 day'")
                .update();
    }

    private static double sweep(Deployment deployment) throws Exception {
        DueSweep sweep = deployment.bean(DueSweep.class);
        Samples.of(20, () -> sweep.sweep(() -> false));
        return Samples.of(50, () -> sweep.sweep(() -> false)).median();
    }

    /** What a sweep did before there was one place to ask. @return milliseconds */
    private double opened(Deployment deployment) throws Exception {
        JdbcClient jdbc = deployment.bean(JdbcClient.class);
        long start = System.nanoTime();
        for (TenantId tenant : all) {
            Deployment.in(
                    tenant,
                    () -> jdbc.sql("SELECT count(*) FROM job WHERE state IN ('QUEUED', 'RUNNING')")
                            .query(Long.class)
                            .single());
        }
        return (System.nanoTime() - start) / 1e6;
    }

    /** @return seconds of processor of node and server together */
    private static double wholeLooks(Deployment deployment) {
        control(deployment)
                .sql("UPDATE tenant_due SET due_at = now() WHERE kind = 'whole'")
                .update();
        double before = cpuMillis();
        DueSweep sweep = deployment.bean(DueSweep.class);
        int looked;
        do {
            looked = sweep.sweep(() -> false);
        } while (looked > 0);
        double spent = cpuMillis() - before;
        settle(deployment);
        return spent / 1000;
    }

    private static double request(Caller caller) throws Exception {
        Samples.of(3000, caller::get);
        List<Double> medians = new ArrayList<>();
        for (int turn = 0; turn < 7; turn++) {
            medians.add(Samples.of(500, caller::get).median());
        }
        medians.sort(null);
        return medians.get(3);
    }

    /** The same read, of one tenant again and again and of hundreds in random order; more of them than pools stay open. */
    private void serve(Deployment deployment, List<Result> results) throws Exception {
        int served = Math.min(SERVED, many);
        List<Caller> callers = new ArrayList<>();
        for (TenantId tenant : all.subList(0, served)) {
            callers.add(new Caller(deployment, Caller.register(deployment, tenant)));
        }
        Random random = new Random(7);
        Caller one = callers.getFirst();
        Callable<String> among = () -> callers.get(random.nextInt(served)).get();
        Samples.of(2 * served, among);
        Samples.of(1000, one::get);
        List<Double> alone = new ArrayList<>();
        List<Double> mixed = new ArrayList<>();
        for (int turn = 0; turn < 7; turn++) {
            alone.add(Samples.of(500, one::get).totalSeconds() * 2);
            mixed.add(Samples.of(500, among).totalSeconds() * 2);
        }
        alone.sort(null);
        mixed.sort(null);
        // A pool that has to be opened is a login and a process whose caches are empty.
        results.add(Result.cost(
                "a request, %d tenants in random order against one%s"
                        .formatted(served, served > 200 ? " (pools of 200 stay open)" : ""),
                mixed.get(3),
                alone.get(3),
                served > 200 ? 5 : 1.25));
    }

    private static Rest rest(Deployment deployment) throws Exception {
        // Pools give a connection back after ten seconds, looked at every thirty.
        TimeUnit.SECONDS.sleep(45);
        System.gc();
        TimeUnit.SECONDS.sleep(1);
        System.gc();
        double cpu = cpuMillis();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        double spent = cpuMillis() - cpu;
        long connections = control(deployment)
                .sql("SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'run\\_%'")
                .query(Long.class)
                .single();
        Runtime runtime = Runtime.getRuntime();
        return new Rest(
                spent / IDLE_SECONDS,
                (runtime.totalMemory() - runtime.freeMemory()) / (1024.0 * 1024),
                serverMemory(),
                connections);
    }

    private static JdbcClient control(Deployment deployment) {
        return deployment.bean(ControlPlane.class).jdbc();
    }

    /** Of this JVM and the servers it started, those of their processes included that ended meanwhile. */
    private static double cpuMillis() {
        double ticks = 0;
        List<ProcessHandle> processes = new ArrayList<>(servers());
        processes.add(ProcessHandle.current());
        for (ProcessHandle process : processes) {
            try {
                String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                boolean ours = process.equals(ProcessHandle.current());
                for (int i = 11; i < (ours ? 13 : 15); i++) {
                    ticks += Long.parseLong(fields[i]);
                }
            } catch (IOException gone) {
                // Its parent has counted it by now.
            }
        }
        return ticks * 10;
    }

    private static List<ProcessHandle> servers() {
        return ProcessHandle.current().descendants().toList();
    }

    /** What the processes have for themselves; the shared buffers are not theirs. */
    private static double serverMemory() {
        double kilobytes = 0;
        for (ProcessHandle process : servers()) {
            try {
                kilobytes += Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                        .filter(line -> line.startsWith("RssAnon:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum();
            } catch (IOException gone) {
                // It ended between the two looks.
            }
        }
        return kilobytes / 1024;
    }
}
