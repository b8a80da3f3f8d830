package coop.entrelacs.federation;

import coop.entrelacs.TestTenants;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the bank test does and reads: random debts, payments and nettings, and the sum of all sides at any moment. */
@Component
public class Bank {

    private final JdbcClient jdbc;
    private final TestDebts debts;
    private final PositionPayments payments;
    private final NettingDesk desk;
    private final NettingSide sides;
    private final TransactionTemplate transaction;

    /** Debts whose opening was confirmed to whoever opened them: none may ever be missing. */
    final Set<UUID> confirmed = ConcurrentHashMap.newKeySet();

    Bank(
            JdbcClient jdbc,
            TestDebts debts,
            PositionPayments payments,
            NettingDesk desk,
            NettingSide sides,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.debts = debts;
        this.payments = payments;
        this.desk = desk;
        this.sides = sides;
        this.transaction = new TransactionTemplate(transactions);
    }

    public void forget() {
        confirmed.clear();
    }

    /** One more debt between two, of any kind; told again, under the same id, while nobody answers. */
    public void owe(Random random, List<TenantId> tenants) {
        TenantId here = tenants.get(random.nextInt(tenants.size()));
        TenantId there = tenants.get(random.nextInt(tenants.size()));
        if (here.equals(there)) {
            return;
        }
        UUID id = UUID.randomUUID();
        Positions.Kind kind = Positions.Kind.values()[random.nextInt(Positions.Kind.values().length)];
        Money amount = Money.ofCents(1 + random.nextInt(1_000_000));
        boolean owes = random.nextBoolean();
        for (int attempt = 0; attempt < 60; attempt++) {
            try {
                TestTenants.in(here, () -> debts.open(id, there, kind, amount, owes, false));
                confirmed.add(id);
                return;
            } catch (Refusal alreadyBooked) {
                confirmed.add(id); // The answer was lost, not the debt.
                return;
            } catch (RuntimeException noAnswer) {
                java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
            }
        }
    }

    /** Somebody pays a few of their payable debts. */
    public void pay(Random random, List<TenantId> tenants) {
        TenantId here = tenants.get(random.nextInt(tenants.size()));
        try {
            TestTenants.in(here, () -> {
                List<UUID> ids = jdbc.sql(
                                "SELECT id FROM mutual_position WHERE direction = 'PAYABLE' AND state <> 'SETTLED'"
                                        + " AND netting_id IS NULL AND (state = 'INVOICED' OR kind IN ('CLAIM', 'CONTRIBUTION')) LIMIT 3")
                        .query(UUID.class)
                        .list();
                return ids.isEmpty() ? List.of() : payments.pay(ids, LocalDate.now(coop.entrelacs.web.Words.ZONE));
            });
        } catch (RuntimeException refusedOrCutOff) {
            // another paid it, a netting took it, or the connection died: either both sides of the act are there or
            // none
        }
    }

    /** The coordinator starts a netting where none runs, and every side decides on what it is shown; some say no. */
    public void net(Random random, TenantId federation, List<TenantId> tenants) {
        quietly(() -> TestTenants.in(federation, () -> desk.start(LocalDate.now(coop.entrelacs.web.Words.ZONE))));
        decide(random, tenants);
    }

    public void decide(Random random, List<TenantId> tenants) {
        for (TenantId tenant : tenants) {
            quietly(() -> TestTenants.in(tenant, () -> {
                for (NettingSide.Side side : sides.all(null, 3)) {
                    if (side.state() == NettingSide.State.PROPOSED) {
                        if (random.nextInt(20) == 0) {
                            sides.refuse(side.netting(), side.round());
                        } else {
                            sides.approve(side.netting(), side.round());
                        }
                    }
                }
                return null;
            }));
        }
    }

    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException refusedOrCutOff) {
            // tried again by the next round
        }
    }

    /** One tenant at one moment: what it and each other owe, how far its messages are, which nettings are in its books. */
    private record Snapshot(Map<String, Long> nets, Map<String, long[]> numbers, Set<UUID> settled) {}

    private Snapshot snapshot(TenantId tenant) {
        record Row(String other, long net, long sent, long received, UUID[] settled) {}
        List<Row> rows = TestTenants.in(
                tenant,
                () -> jdbc.sql("""
                        WITH open AS (
                            SELECT counterpart, sum(CASE direction WHEN 'RECEIVABLE' THEN amount_cents ELSE -amount_cents END) AS net
                            FROM mutual_position WHERE state <> 'SETTLED' GROUP BY counterpart),
                        pairs AS (
                            SELECT coalesce(p.recipient, f.sender) AS other, coalesce(p.last_number, 0) AS sent,
                                   coalesce(f.last_number, 0) AS received
                            FROM crossing_pair p FULL JOIN crossing_from f ON f.sender = p.recipient)
                        SELECT pairs.other, coalesce(net, 0) AS net, sent, received,
                               ARRAY(SELECT netting_id FROM netting_side WHERE state = 'SETTLED') AS settled
                        FROM pairs LEFT JOIN open ON open.counterpart = pairs.other""")
                        .query((row, n) ->
                                new Row(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), (UUID[])
                                        row.getArray(5).getArray()))
                        .list());
        Map<String, Long> nets = new HashMap<>();
        Map<String, long[]> numbers = new HashMap<>();
        Set<UUID> settled = new HashSet<>();
        rows.forEach(row -> {
            nets.put(row.other(), row.net());
            numbers.put(row.other(), new long[] {row.sent(), row.received()});
            settled.addAll(Arrays.asList(row.settled()));
        });
        return new Snapshot(nets, numbers, settled);
    }

    /**
     * Reads all sides, each at its own moment, and adds what was in transit between these moments.
     *
     * @return the pairs that do not come to zero, in words; empty where all do
     */
    public List<String> readAll(List<TenantId> tenants) {
        Map<TenantId, Snapshot> all = new HashMap<>();
        tenants.forEach(tenant -> all.put(tenant, snapshot(tenant)));
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < tenants.size(); i++) {
            for (int j = i + 1; j < tenants.size(); j++) {
                TenantId a = tenants.get(i);
                TenantId b = tenants.get(j);
                long sum = net(all, a, b) + net(all, b, a);
                sum += moving(all, a, b) + moving(all, b, a);
                sum += settledThere(all, a, b) + settledThere(all, b, a);
                if (sum != 0) {
                    wrong.add(a + " and " + b + " differ by " + sum + " cents");
                }
            }
        }
        return wrong;
    }

    private static long net(Map<TenantId, Snapshot> all, TenantId of, TenantId other) {
        return all.get(of).nets().getOrDefault(other.value(), 0L);
    }

    /** What messages of one add on the other's side: those it had not received yet, less those it received after we looked. */
    private long moving(Map<TenantId, Snapshot> all, TenantId from, TenantId to) {
        long sent = all.get(from).numbers().getOrDefault(to.value(), new long[2])[0];
        long received = all.get(to).numbers().getOrDefault(from.value(), new long[2])[1];
        if (sent == received) {
            return 0;
        }
        long effect = TestTenants.in(
                from,
                () -> jdbc.sql("""
                        SELECT coalesce(sum(CASE kind
                            WHEN 'test-owed.v1' THEN (body->>'amount')::numeric * CASE WHEN (body->>'toSender')::boolean THEN -1 ELSE 1 END
                            WHEN 'positions-paid.v1' THEN -(body->>'amount')::numeric ELSE 0 END * 100), 0)::bigint
                        FROM crossing_out WHERE recipient = ? AND number > ? AND number <= ?""")
                        .params(to.value(), Math.min(sent, received), Math.max(sent, received))
                        .query(Long.class)
                        .single());
        return sent > received ? effect : -effect;
    }

    /** What one has settled by nettings that the other had not settled yet: still open for both, as the sum counts. */
    private long settledThere(Map<TenantId, Snapshot> all, TenantId here, TenantId there) {
        Set<UUID> ahead = new HashSet<>(all.get(here).settled());
        ahead.removeAll(all.get(there).settled());
        if (ahead.isEmpty()) {
            return 0;
        }
        return TestTenants.in(
                here,
                () -> jdbc.sql("""
                        SELECT coalesce(sum(CASE direction WHEN 'RECEIVABLE' THEN amount_cents ELSE -amount_cents END), 0)::bigint
                        FROM mutual_position WHERE counterpart = ? AND state = 'SETTLED' AND netting_id = ANY (?::uuid[])""")
                        .params(
                                there.value(),
                                ahead.stream().map(UUID::toString).toArray(String[]::new))
                        .query(Long.class)
                        .single());
    }

    public long undelivered(List<TenantId> tenants) {
        return sum(tenants, "SELECT count(*) FROM crossing_out WHERE delivered_at IS NULL");
    }

    /** Messages written so far. */
    public long crossings(List<TenantId> tenants) {
        return sum(tenants, "SELECT coalesce(sum(last_number), 0)::bigint FROM crossing_pair");
    }

    public long settled(List<TenantId> tenants, String how) {
        return sum(tenants, "SELECT count(*) FROM mutual_position WHERE settled_by = '" + how + "'");
    }

    private long sum(List<TenantId> tenants, String sql) {
        return tenants.stream()
                .mapToLong(tenant -> TestTenants.in(
                        tenant, () -> jdbc.sql(sql).query(Long.class).single()))
                .sum();
    }

    /** At rest: every position on both sides alike and once, every confirmed debt there, every account equal to what it stands for. */
    public List<String> atRest(List<TenantId> tenants) {
        record Side(TenantId tenant, String counterpart, long signed, String state, String days) {}
        List<String> wrong = new ArrayList<>();
        Map<UUID, List<Side>> byId = new HashMap<>();
        for (TenantId tenant : tenants) {
            TestTenants.in(tenant, () -> {
                jdbc.sql(
                                "SELECT id, counterpart, CASE direction WHEN 'RECEIVABLE' THEN amount_cents ELSE -amount_cents END,"
                                        + " CASE state WHEN 'SETTLED' THEN 'SETTLED' ELSE 'OPEN' END, concat_ws(' ', on_day, settled_on)"
                                        + " FROM mutual_position")
                        .query(row -> {
                            byId.computeIfAbsent(row.getObject(1, UUID.class), id -> new ArrayList<>(2))
                                    .add(new Side(
                                            tenant,
                                            row.getString(2),
                                            row.getLong(3),
                                            row.getString(4),
                                            row.getString(5)));
                        });
                jdbc.sql("""
                                SELECT coalesce(p.other, b.other) || ': positions ' || coalesce(p.cents, 0) || ', account ' || coalesce(b.cents, 0)
                                FROM (SELECT counterpart AS other,
                                          sum(CASE direction WHEN 'RECEIVABLE' THEN amount_cents ELSE -amount_cents END) AS cents
                                      FROM mutual_position WHERE state <> 'SETTLED' GROUP BY 1) p
                                FULL JOIN (SELECT substr(t.code, 6) AS other, sum(l.amount_cents) AS cents FROM journal_line l
                                      JOIN account a ON a.id = l.account_id AND a.number = '4511'
                                      JOIN third_party t ON t.id = l.third_party_id GROUP BY 1) b ON b.other = p.other
                                WHERE coalesce(p.cents, 0) <> coalesce(b.cents, 0)""")
                        .query(String.class)
                        .list()
                        .forEach(difference -> wrong.add(tenant + " and " + difference));
                boolean underWay = jdbc.sql("""
                                SELECT coalesce((SELECT sum(CASE direction WHEN 'IN' THEN amount_cents ELSE -amount_cents END)
                                        FROM settlement_transfer WHERE recorded_on IS NULL), 0)
                                     = coalesce((SELECT sum(l.amount_cents) FROM journal_line l
                                        JOIN account a ON a.id = l.account_id AND a.number = '4512'), 0)""").query(Boolean.class).single();
                if (!underWay) {
                    wrong.add(tenant + ": the account of transfers under way is not their sum");
                }
                return null;
            });
        }
        confirmed.stream().filter(id -> !byId.containsKey(id)).forEach(id -> wrong.add(id + " is lost"));
        byId.forEach((id, two) -> {
            boolean alike = two.size() == 2
                    && two.get(0).counterpart().equals(two.get(1).tenant().value())
                    && two.get(1).counterpart().equals(two.get(0).tenant().value())
                    && two.get(0).signed() == -two.get(1).signed()
                    && two.get(0).state().equals(two.get(1).state())
                    // the day of the fact, not that of a message
                    && two.get(0).days().equals(two.get(1).days());
            if (!alike) {
                wrong.add(id + " is not alike on both sides: " + two);
            }
        });
        return wrong;
    }
}
