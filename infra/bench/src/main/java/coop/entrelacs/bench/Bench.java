package coop.entrelacs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs every measure and writes {@code infra/bench/results/<date>.md}. With names as arguments ({@code posting}, {@code
 * statements}, {@code funds}, {@code pay}, {@code crossing}, {@code tenancy}) only those, on the console. {@code tenants 1000}
 * measures that many tenants on one server, into a file of its own.
 */
public final class Bench {

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        List<String> asked = List.of(arguments);
        List<Result> results = new ArrayList<>();
        if (asked.contains("tenants")) {
            tenants(asked);
            System.exit(0);
        }
        try (Deployment deployment = new Deployment()) {
            if (asked.isEmpty() || asked.contains("posting")) {
                new PostingBench(deployment).run(results);
            }
            if (asked.isEmpty() || asked.contains("statements")) {
                new StatementBench(deployment).run(results);
            }
            if (asked.isEmpty() || asked.contains("funds")) {
                new FundsBench(deployment).run(results);
            }
            if (asked.isEmpty() || asked.contains("pay")) {
                new PayBench(deployment).run(results);
            }
            if (asked.isEmpty() || asked.contains("crossing")) {
                new CrossingBench(deployment).run(results);
            }
            if (asked.isEmpty() || asked.contains("tenancy")) {
                new TenancyBench(deployment).run(results);
            }
        }
        String report = report(results);
        print(report);
        if (asked.isEmpty()) {
            Path file = Path.of("infra/bench/results", LocalDate.now(ZoneOffset.UTC) + ".md");
            Files.createDirectories(file.getParent());
            Files.writeString(file, report);
            print("Written to " + file);
        }
        System.exit(0);
    }

    /** {@code tenants <how many>}: restarts the application several times, so it comes alone. */
    private static void tenants(List<String> asked) throws Exception {
        int many = asked.size() > 1 ? Integer.parseInt(asked.get(1)) : 1000;
        List<Result> results = new ArrayList<>();
        new ManyTenantsBench(many).run(results);
        String report = report(results).replace("`./entrelacs bench`", "`./entrelacs bench tenants " + many + "`");
        print(report);
        Path file = Path.of("infra/bench/results", LocalDate.now(ZoneOffset.UTC) + "-tenants-" + many + ".md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, report);
        print("Written to " + file);
    }

    private static String report(List<Result> results) throws IOException {
        StringBuilder report = new StringBuilder("# Measured on ")
                .append(LocalDate.now(ZoneOffset.UTC))
                .append("\n\nBy `./entrelacs bench`. ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" cores (")
                .append(cpu())
                .append("), ")
                .append(memory())
                .append(" GiB, ")
                .append(System.getProperty("os.name"))
                .append(", Java ")
                .append(Runtime.version())
                .append(
                        ", PostgreSQL and Redis embedded on the same cores, without fsync"
                                + (System.getProperty("java.io.tmpdir").startsWith("/dev/shm/")
                                        ? ", files in memory"
                                        : "")
                                + " (so that the processor's work, not the disk's, is compared).\n\n| what | measured | limit in the same run | figure | target | reached |\n|---|---|---|---|---|---|\n");
        results.forEach(result -> report.append(result.row()).append('\n'));
        return report.toString();
    }

    private static String cpu() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return System.getProperty("os.arch");
        }
        try (var lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    private static long memory() {
        var os = (com.sun.management.OperatingSystemMXBean)
                java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        return Math.round(os.getTotalMemorySize() / (1024.0 * 1024 * 1024));
    }

    private static void print(String text) {
        System.out.println(text);
    }
}
