package coop.entrelacs.bench;

import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where the microseconds of one entry a transaction go. Each part is measured alone, all in turns, and told by its median: what
 * the network and the commit take, what the database does for the entry, what the application puts around it, and what follows.
 */
final class PostingParts {

    private static final int TURNS = 60;
    private static final int EACH = 25;

    private static final String PLAIN = """
        INSERT INTO plain_entry(id, entry_date, journal_id, booked_by, label, source)
        VALUES (1, current_date, 1, gen_random_uuid(), 'Vente', 'bench:' || gen_random_uuid())""";
    private static final String PLAIN_LINES = """
        INSERT INTO plain_line(entry_id, line_no, amount_cents, account_id, entry_date)
        VALUES (1, 1, 12000, 411, current_date), (1, 2, -12000, 706, current_date)""";
    private static final String POST = "SELECT post_entry(?, 'VT', ?, 'Vente', NULL, NULL, ?, ARRAY['411001', '706'],"
            + " ARRAY[NULL, NULL]::text[], ARRAY[NULL, NULL]::uuid[], ARRAY[12000, -12000]::bigint[], ARRAY[NULL, NULL]::text[])";

    private final TenantId tenant;
    private final DataSource dataSource;
    private final Ledger ledger;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;
    private final LocalDate today;

    private interface Part {
        void run() throws Exception;
    }

    PostingParts(Deployment deployment, TenantId tenant) {
        this.tenant = tenant;
        this.dataSource = deployment.bean(DataSource.class);
        this.ledger = deployment.bean(Ledger.class);
        this.transaction = deployment.bean(TransactionTemplate.class);
        this.jdbc = deployment.bean(JdbcClient.class);
        this.today = LocalDate.now(deployment.bean(Clock.class));
    }

    void run(List<Result> results) throws Exception {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("a connection borrowed and given back", () -> connected(connection -> {}));
        parts.put(
                "a journey: one statement that does nothing, no transaction",
                () -> connected(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("SELECT 1");
                    }
                }));
        parts.put(
                "a transaction of one statement that does nothing, and its commit",
                () -> committed(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("SELECT 1");
                    }
                }));
        parts.put(
                "the plain inserts, two statements and a commit",
                () -> committed(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(PLAIN);
                        statement.execute(PLAIN_LINES);
                    }
                }));
        parts.put("post_entry and a commit, without the application around it", () -> committed(this::post));
        parts.put(
                "the application's transaction of one statement that does nothing",
                () -> Deployment.in(
                        tenant,
                        () -> transaction.execute(status ->
                                jdbc.sql("SELECT 1").query(Integer.class).single())));
        parts.put("Ledger.post, all of it", () -> Deployment.in(tenant, () -> ledger.post(entry())));
        Map<String, List<Double>> measured = new LinkedHashMap<>();
        for (int turn = 0; turn < TURNS; turn++) {
            for (Map.Entry<String, Part> part : parts.entrySet()) {
                long start = System.nanoTime();
                for (int i = 0; i < EACH; i++) {
                    part.getValue().run();
                }
                measured.computeIfAbsent(part.getKey(), name -> new ArrayList<>())
                        .add((System.nanoTime() - start) / 1e3 / EACH);
            }
        }
        measured.forEach((name, all) -> results.add(Result.part("part: " + name, median(all), "µs")));
        results.add(Result.part("part: the plain inserts inside the server", inServer(PLAIN, PLAIN_LINES), "µs"));
        results.add(Result.part("part: post_entry inside the server", inServerPost(), "µs"));
        results.add(
                Result.part("part: sealing an entry (number, chain, balances), behind the posting", sealing(), "µs"));
        results.add(Result.part(
                "part: write-ahead log of a plain entry",
                wal(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(PLAIN);
                        statement.execute(PLAIN_LINES);
                    }
                }),
                "bytes"));
        results.add(Result.part("part: write-ahead log of a posted entry, unsealed", wal(this::post), "bytes"));
    }

    private interface OnConnection {
        void run(Connection connection) throws SQLException;
    }

    private void connected(OnConnection work) throws Exception {
        Deployment.in(tenant, () -> {
            try (Connection connection = dataSource.getConnection()) {
                work.run(connection);
            }
            return 0;
        });
    }

    private void committed(OnConnection work) throws Exception {
        connected(connection -> {
            connection.setAutoCommit(false);
            work.run(connection);
            connection.commit();
        });
    }

    private void post(Connection connection) throws SQLException {
        try (PreparedStatement post = connection.prepareStatement(POST)) {
            post.setObject(1, UUID.randomUUID());
            post.setObject(2, today);
            post.setString(3, "bench:" + UUID.randomUUID());
            post.execute();
        }
    }

    /** Many times in one statement: no journey, no commit, no planning but the first. */
    private double inServer(String... statements) throws Exception {
        int times = 2000;
        return rolledBack("DO $$ BEGIN FOR i IN 1.." + times + " LOOP " + String.join("; ", statements)
                        + "; END LOOP; END $$")
                / times;
    }

    private double inServerPost() throws Exception {
        int times = 2000;
        String one = "post_entry(gen_random_uuid(), 'VT', DATE '" + today
                + "', 'Vente', NULL, NULL, 'bench:' || gen_random_uuid(), ARRAY['411001', '706'], ARRAY[NULL, NULL]::text[],"
                + " ARRAY[NULL, NULL]::uuid[], ARRAY[12000, -12000]::bigint[], ARRAY[NULL, NULL]::text[])";
        return rolledBack("DO $$ BEGIN FOR i IN 1.." + times + " LOOP PERFORM " + one + "; END LOOP; END $$") / times;
    }

    /** @return microseconds */
    private double rolledBack(String sql) throws Exception {
        List<Double> all = new ArrayList<>();
        for (int turn = 0; turn < 5; turn++) {
            connected(connection -> {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                    long start = System.nanoTime();
                    statement.execute(sql);
                    all.add((System.nanoTime() - start) / 1e3);
                }
                connection.rollback();
            });
        }
        return median(all);
    }

    private double sealing() throws Exception {
        int times = 1000;
        for (int i = 0; i < times; i++) {
            committed(this::post);
        }
        double[] micros = new double[1];
        committed(connection -> {
            try (Statement statement = connection.createStatement()) {
                long start = System.nanoTime();
                try (ResultSet sealed = statement.executeQuery("SELECT seal_entries()")) {
                    sealed.next();
                    micros[0] = (System.nanoTime() - start) / 1e3 / Math.max(1, sealed.getLong(1));
                }
            }
        });
        return micros[0];
    }

    private double wal(OnConnection work) throws Exception {
        int times = 500;
        long before = lsn();
        for (int i = 0; i < times; i++) {
            committed(work);
        }
        return (lsn() - before) / (double) times;
    }

    private long lsn() throws Exception {
        return Deployment.in(
                tenant,
                () -> jdbc.sql("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")
                        .query(Long.class)
                        .single());
    }

    private JournalEntry entry() {
        return new JournalEntry(
                "VT",
                today,
                "Vente",
                null,
                null,
                "bench:" + UUID.randomUUID(),
                List.of(
                        JournalLine.debit("411001", Money.ofCents(12_000)),
                        JournalLine.credit("706", Money.ofCents(12_000))));
    }

    private static double median(List<Double> all) {
        List<Double> sorted = all.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
