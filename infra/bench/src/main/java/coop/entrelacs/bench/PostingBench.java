package coop.entrelacs.bench;

import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** Booking through the ledger against the same rows written with no rule at all. */
final class PostingBench {

    private static final int BATCH = 1000;
    private static final int CLIENTS = 8;

    private final Deployment deployment;
    private final Ledger ledger;
    private final DataSource dataSource;
    private final TenantId tenant;
    private final LocalDate today;
    private final AtomicLong plainIds = new AtomicLong();

    PostingBench(Deployment deployment) throws Exception {
        this.deployment = deployment;
        this.ledger = deployment.bean(Ledger.class);
        this.dataSource = deployment.bean(DataSource.class);
        this.tenant = deployment.addCooperative();
        this.today = LocalDate.now(deployment.bean(Clock.class));
        plainTables();
    }

    void run(List<Result> results) throws Exception {
        // Both sides take turns, several times, so that a noisy neighbour is noisy to both.
        double[] batched = new double[3];
        batches(2);
        for (int turn = 0; turn < 5; turn++) {
            batched[0] += batches(6);
            batched[1] += plainBatches(6);
            batched[2] += copies(6);
        }
        results.add(Result.share(
                "posting, batches of 1,000 entries, against multi-row inserts of the same rows without key or check",
                batched[0] / 5,
                batched[1] / 5,
                0.25));
        results.add(Result.share(
                "posting, batches of 1,000 entries, against COPY of the same rows", batched[0] / 5, batched[2] / 5, 0));

        double single = 0;
        double plainSingle = 0;
        // Both sides compiled and their plans made before anything counts.
        singles(3000, true);
        plainSingles(3000);
        // Turns so short that both meet the same moods of the scheduler: whether client and server share a core, and
        // how deep it
        // sleeps between two of them, changes a round trip fivefold.
        int turns = 200;
        int each = 40;
        for (int turn = 0; turn < turns; turn++) {
            single += each / singles(each, true);
            plainSingle += each / plainSingles(each);
        }
        results.add(Result.share(
                "posting, one entry a transaction, against plain inserts of the same rows",
                turns * each / single,
                turns * each / plainSingle,
                0.5));
        new PostingParts(deployment, tenant).run(results);

        double random = 0;
        double busy = 0;
        concurrent(false);
        for (int turn = 0; turn < 3; turn++) {
            random += concurrent(false);
            busy += concurrent(true);
        }
        results.add(Result.share(
                "eight clients on one busy account, against eight on random ones", busy / 3, random / 3, 0.6));
    }

    /** @return entries a second */
    private double batches(int calls) throws Exception {
        List<List<JournalEntry>> work = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            List<JournalEntry> entries = new ArrayList<>(BATCH);
            for (int e = 0; e < BATCH; e++) {
                entries.add(entry(false));
            }
            work.add(entries);
        }
        long start = System.nanoTime();
        for (List<JournalEntry> entries : work) {
            Deployment.in(tenant, () -> ledger.post(entries));
        }
        return calls * BATCH / ((System.nanoTime() - start) / 1e9);
    }

    private double plainBatches(int calls) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            Deployment.in(tenant, () -> {
                try (Connection connection = dataSource.getConnection()) {
                    connection.setAutoCommit(false);
                    plainInsert(connection, BATCH);
                    connection.commit();
                }
                return null;
            });
        }
        return calls * BATCH / ((System.nanoTime() - start) / 1e9);
    }

    private double copies(int calls) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            Deployment.in(tenant, () -> {
                try (Connection connection = dataSource.getConnection()) {
                    connection.setAutoCommit(false);
                    StringBuilder entries = new StringBuilder();
                    StringBuilder lines = new StringBuilder();
                    for (int e = 0; e < BATCH; e++) {
                        long id = plainIds.incrementAndGet();
                        entries.append(id)
                                .append('\t')
                                .append(today)
                                .append("\t1\t")
                                .append(UUID.randomUUID())
                                .append("\tVente\tbench:")
                                .append(id)
                                .append('\n');
                        lines.append(id)
                                .append("\t1\t12000\t411\t")
                                .append(today)
                                .append('\n');
                        lines.append(id)
                                .append("\t2\t-12000\t706\t")
                                .append(today)
                                .append('\n');
                    }
                    var copy = connection.unwrap(PGConnection.class).getCopyAPI();
                    copy.copyIn("COPY plain_entry FROM STDIN", new StringReader(entries.toString()));
                    copy.copyIn("COPY plain_line FROM STDIN", new StringReader(lines.toString()));
                    connection.commit();
                }
                return null;
            });
        }
        return calls * BATCH / ((System.nanoTime() - start) / 1e9);
    }

    private double singles(int entries, boolean random) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < entries; i++) {
            JournalEntry entry = entry(!random);
            Deployment.in(tenant, () -> ledger.post(entry));
        }
        return entries / ((System.nanoTime() - start) / 1e9);
    }

    private double plainSingles(int entries) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < entries; i++) {
            Deployment.in(tenant, () -> {
                try (Connection connection = dataSource.getConnection()) {
                    connection.setAutoCommit(false);
                    plainInsert(connection, 1);
                    connection.commit();
                }
                return null;
            });
        }
        return entries / ((System.nanoTime() - start) / 1e9);
    }

    private double concurrent(boolean busy) throws Exception {
        int each = 250;
        long start = System.nanoTime();
        List<Thread> clients = new ArrayList<>();
        AtomicLong failures = new AtomicLong();
        for (int c = 0; c < CLIENTS; c++) {
            clients.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < each; i++) {
                        JournalEntry entry = entry(busy);
                        Deployment.in(tenant, () -> ledger.post(entry));
                    }
                } catch (Exception e) {
                    failures.incrementAndGet();
                }
            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        if (failures.get() > 0) {
            throw new IllegalStateException(failures + " clients failed");
        }
        return CLIENTS * each / ((System.nanoTime() - start) / 1e9);
    }

    private JournalEntry entry(boolean busy) {
        String account = busy
                ? "411001"
                : "4110%02d".formatted(ThreadLocalRandom.current().nextInt(1, 90));
        return new JournalEntry(
                "VT",
                today,
                "Vente",
                null,
                null,
                "bench:" + UUID.randomUUID(),
                List.of(
                        JournalLine.debit(account, Money.ofCents(12_000)),
                        JournalLine.credit("706", Money.ofCents(12_000))));
    }

    private void plainInsert(Connection connection, int entries) throws SQLException {
        try (PreparedStatement entry = connection.prepareStatement(
                        "INSERT INTO plain_entry(id, entry_date, journal_id, booked_by, label, source) VALUES (?, ?, ?, ?, ?, ?)");
                PreparedStatement line = connection.prepareStatement(
                        "INSERT INTO plain_line(entry_id, line_no, amount_cents, account_id, entry_date) VALUES (?, ?, ?, ?, ?)")) {
            for (int e = 0; e < entries; e++) {
                long id = plainIds.incrementAndGet();
                entry.setLong(1, id);
                entry.setDate(2, Date.valueOf(today));
                entry.setInt(3, 1);
                entry.setObject(4, UUID.randomUUID());
                entry.setString(5, "Vente");
                entry.setString(6, "bench:" + id);
                entry.addBatch();
                for (int l = 1; l <= 2; l++) {
                    line.setLong(1, id);
                    line.setInt(2, l);
                    line.setLong(3, l == 1 ? 12_000 : -12_000);
                    line.setInt(4, l == 1 ? 411 : 706);
                    line.setDate(5, Date.valueOf(today));
                    line.addBatch();
                }
            }
            entry.executeBatch();
            line.executeBatch();
        }
    }

    /** The limit's tables, made by the tenant's owner: the same columns, no key, no index, no check. */
    private void plainTables() throws Exception {
        deployment.tenants.upgradeTo("db/bench/plain-tables.yaml");
        Deployment.in(tenant, () -> {
            var accounts = deployment.bean(Accounts.class);
            for (int i = 1; i < 90; i++) {
                accounts.open("4110%02d".formatted(i), "Client " + i);
            }
            return null;
        });
    }
}
