package coop.entrelacs.bench;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.ActivityForm;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.funds.Fund;
import coop.entrelacs.funds.FundContributions;
import coop.entrelacs.funds.FundTemplate;
import coop.entrelacs.funds.Funds;
import coop.entrelacs.funds.Rulebook;
import coop.entrelacs.funds.RulebookTerms;
import coop.entrelacs.governance.Committee;
import coop.entrelacs.governance.Committees;
import coop.entrelacs.ledger.FiscalYears;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A year's contributions called from everybody, and thousands who ask for the same money at the same moment. */
final class FundsBench {

    private static final int ATTEMPTS = 10_000;
    private static final int CALLS = 3;

    /** Contributions are called from a year that is over. */
    private final int year = LocalDate.now(ZoneOffset.UTC).getYear() - 1;

    private final LocalDate first = LocalDate.of(year, 1, 1);
    private final LocalDate last = LocalDate.of(year, 12, 31);
    private final OffsetDateTime now = last.atTime(12, 0).atOffset(ZoneOffset.UTC);
    private final Deployment deployment;
    private final JdbcClient jdbc;
    private final DataSource dataSource;

    FundsBench(Deployment deployment) {
        this.deployment = deployment;
        this.jdbc = deployment.bean(JdbcClient.class);
        this.dataSource = deployment.bean(DataSource.class);
    }

    /** A cooperative with so many activities, each with a year's sales and costs. */
    private record Cooperative(TenantId tenant, Committee committee, UUID decider, List<UUID> activities) {}

    void run(List<Result> results) throws Exception {
        Cooperative one = cooperative(700);
        Cooperative large = cooperative(7_000);
        deployment.tenants.upgradeTo("db/bench/plain-funds.yaml");
        call(one, "warm-up");

        List<Double> small = new ArrayList<>();
        List<Double> whole = new ArrayList<>();
        double plain = 0;
        // Both sides take turns, so that a noisy neighbour is noisy to both.
        for (int i = 0; i < CALLS; i++) {
            small.add(call(one, "year-" + i));
            whole.add(call(large, "year-" + i));
            plain += plainRows(large, i * 10_000);
        }
        double median = median(whole);
        results.add(Result.time(
                "a year's contributions of 700 members computed, explained and posted", median(small), 5, "s"));
        results.add(
                Result.time("a year's contributions of 7,000 members computed, explained and posted", median, 5, "s"));
        results.add(Result.share(
                "contributions called, against multi-row inserts of the same rows without key, check or computation",
                large.activities().size() / median,
                large.activities().size() * CALLS / plain,
                0.2));
        results.add(race(one));
    }

    /** @return how long the call took, in seconds */
    private double call(Cooperative of, String code) throws Exception {
        Fund fund = Deployment.in(of.tenant(), () -> fund(of, code, "0.00"));
        FundContributions contributions = deployment.bean(FundContributions.class);
        long start = System.nanoTime();
        FundContributions.Called called = Deployment.in(
                of.tenant(), () -> contributions.call(new FundContributions.Call(fund.id(), first, last)));
        double seconds = (System.nanoTime() - start) / 1e9;
        if (called.called() != of.activities().size() || !called.amount().isPositive()) {
            throw new IllegalStateException("called from " + called);
        }
        return seconds;
    }

    /** The same rows as a call writes: contributions with their explanations, entries and lines. */
    private double plainRows(Cooperative of, int firstId) throws Exception {
        String explanation =
                "[{\"code\":\"base-gross-margin\",\"inputs\":[],\"formula\":\"12000.00\",\"amount\":12000.00},"
                        + "{\"code\":\"bracket\",\"inputs\":[\"0.00\",\"0.5 %\"],\"formula\":\"12000.00 × 0.5 % = 60\",\"amount\":60},"
                        + "{\"code\":\"due\",\"inputs\":[],\"formula\":\"60.00\",\"amount\":60.00}]";
        UUID fund = UUID.randomUUID();
        long start = System.nanoTime();
        Deployment.in(of.tenant(), () -> {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                try (PreparedStatement contribution = connection.prepareStatement(
                                "INSERT INTO plain_contribution VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
                        PreparedStatement entry = connection.prepareStatement(
                                "INSERT INTO plain_entry(id, entry_date, journal_id, booked_by, label, source) VALUES (?, ?, ?, ?, ?, ?)");
                        PreparedStatement line = connection.prepareStatement(
                                "INSERT INTO plain_line(entry_id, line_no, amount_cents, account_id, entry_date) VALUES (?, ?, ?, ?, ?)")) {
                    for (int i = 0; i < of.activities().size(); i++) {
                        plainRow(
                                contribution,
                                entry,
                                line,
                                firstId + i,
                                fund,
                                of.activities().get(i),
                                explanation);
                    }
                    contribution.executeBatch();
                    entry.executeBatch();
                    line.executeBatch();
                }
                connection.commit();
            }
            return null;
        });
        return (System.nanoTime() - start) / 1e9;
    }

    private void plainRow(
            PreparedStatement contribution,
            PreparedStatement entry,
            PreparedStatement line,
            long id,
            UUID fund,
            UUID activity,
            String explanation)
            throws SQLException {
        contribution.setObject(1, UUID.randomUUID());
        contribution.setObject(2, fund);
        contribution.setObject(3, fund);
        contribution.setObject(4, activity);
        contribution.setDate(5, Date.valueOf(first));
        contribution.setDate(6, Date.valueOf(last));
        contribution.setLong(7, 6_000);
        contribution.setString(8, explanation);
        contribution.addBatch();
        entry.setLong(1, id);
        entry.setDate(2, Date.valueOf(last));
        entry.setInt(3, 1);
        entry.setObject(4, activity);
        entry.setString(5, "Contribution");
        entry.setString(6, "fund-contribution:" + id);
        entry.addBatch();
        for (int l = 1; l <= 2; l++) {
            line.setLong(1, id);
            line.setInt(2, l);
            line.setLong(3, l == 1 ? 6_000 : -6_000);
            line.setInt(4, l == 1 ? 658 : 468);
            line.setDate(5, Date.valueOf(last));
            line.addBatch();
        }
    }

    /** Ten thousand ask a fund for one euro each at the same moment; it has a thousand. */
    private Result race(Cooperative of) throws Exception {
        Fund fund = Deployment.in(of.tenant(), () -> fund(of, "race", "1000.00"));
        List<UUID> requests = Deployment.in(of.tenant(), () -> {
            jdbc.sql("INSERT INTO fund_request (id, fund_id, member_id, asked_cents, months, created_at)"
                            + " SELECT gen_random_uuid(), ?, gen_random_uuid(), 100, 12, ? FROM generate_series(1, ?)")
                    .params(fund.id(), now, ATTEMPTS)
                    .update();
            jdbc.sql("SELECT count(fund_submit(r.id, 0, b.id, NULL::jsonb, ?, NULL::date, ?)) FROM fund_request r"
                            + " JOIN fund_rulebook b ON b.fund_id = r.fund_id WHERE r.fund_id = ?")
                    .params(last.plusDays(30), now, fund.id())
                    .query(Long.class)
                    .single();
            jdbc.sql("INSERT INTO plain_balance VALUES (1, 100000)").update();
            return jdbc.sql("SELECT id FROM fund_request WHERE fund_id = ?")
                    .param(fund.id())
                    .query(UUID.class)
                    .list();
        });
        Map<String, Integer> answers = new ConcurrentHashMap<>();
        double decided = atOnce(
                of.tenant(),
                requests.subList(0, ATTEMPTS / 2),
                request -> answers.merge(
                        jdbc.sql("SELECT fund_grant(?, 100, NULL::uuid, ?, ?, ?)")
                                .params(request, of.decider(), last, now)
                                .query(String.class)
                                .single(),
                        1,
                        Integer::sum));
        double plain = atOnce(
                of.tenant(),
                requests,
                request -> jdbc.sql(
                                "UPDATE plain_balance SET left_cents = left_cents - 100 WHERE id = 1 AND left_cents >= 100")
                        .update());
        decided += atOnce(
                of.tenant(),
                requests.subList(ATTEMPTS / 2, ATTEMPTS),
                request -> answers.merge(
                        jdbc.sql("SELECT fund_grant(?, 100, NULL::uuid, ?, ?, ?)")
                                .params(request, of.decider(), last, now)
                                .query(String.class)
                                .single(),
                        1,
                        Integer::sum));
        if (!answers.equals(Map.of("GRANTED", 1_000, "FUND_SHORT", ATTEMPTS - 1_000))) {
            throw new IllegalStateException("a fund of 1,000 euros answered " + answers);
        }
        return Result.share(
                "10,000 at once who ask for the last 1,000 euros, against one row's guarded update by as many",
                ATTEMPTS / decided,
                ATTEMPTS / plain,
                0.2);
    }

    /** What is done for each; its answer is of no interest. */
    private interface Attempt {
        Object of(UUID request) throws Exception;
    }

    /** @return how long all took, in seconds */
    private static double atOnce(TenantId tenant, List<UUID> requests, Attempt attempt) throws Exception {
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Object>> attempts = new ArrayList<>();
            for (UUID request : requests) {
                attempts.add(threads.submit((Callable<Object>) () -> Deployment.in(tenant, () -> attempt.of(request))));
            }
            for (Future<Object> one : attempts) {
                one.get();
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private Fund fund(Cooperative of, String code, String holding) {
        FundTemplate template = FundTemplate.all().stream()
                .filter(t -> t.name().equals("investment"))
                .findFirst()
                .orElseThrow();
        RulebookTerms t = template.terms();
        Funds funds = deployment.bean(Funds.class);
        Fund fund = funds.open(
                code,
                "Fonds " + code,
                of.committee().id(),
                template.accounts(),
                new RulebookTerms(
                        t.contribution(),
                        t.ceilings(),
                        t.loan(),
                        null,
                        null,
                        0,
                        0,
                        0,
                        t.voting(),
                        Money.of("10000.00"),
                        t.decideWithinDays(),
                        t.appealDays(),
                        t.keepPrivateMonths()),
                new Rulebook.Adoption("AG", first),
                first);
        return holding.equals("0.00")
                ? fund
                : funds.endow(fund.id(), Money.of(holding), "1068", last, "AG, résolution 8", "dotation");
    }

    private Cooperative cooperative(int activities) throws Exception {
        TenantId tenant = deployment.addCooperative();
        CurrentTenant.call(
                new Actor(tenant, UUID.randomUUID(), "Comptable", Set.of(Role.ACCOUNTANT)),
                () -> deployment.bean(FiscalYears.class).open(first, last));
        UUID decider = UUID.randomUUID();
        Committee committee = Deployment.in(tenant, () -> {
            Committees committees = deployment.bean(Committees.class);
            Committee made = committees.ensure("fonds", "Commission des fonds", 5, 24);
            committees.elect(made.id(), decider, first, "AG");
            return made;
        });
        List<UUID> made = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<UUID>> opened = new ArrayList<>();
            Activities all = deployment.bean(Activities.class);
            for (int i = 0; i < activities; i++) {
                String code = "A" + i;
                opened.add(threads.submit(() -> Deployment.in(
                        tenant,
                        () -> all.open(
                                        ActivityForm.of(code, "Atelier " + code, "essai", first),
                                        MemberShare.whole(UUID.randomUUID()))
                                .id())));
            }
            for (Future<UUID> one : opened) {
                made.add(one.get());
            }
        }
        sales(tenant, made);
        return new Cooperative(tenant, committee, decider, made);
    }

    /** A sale a month and a purchase a quarter on each activity. */
    private void sales(TenantId tenant, List<UUID> activities) throws Exception {
        Ledger ledger = deployment.bean(Ledger.class);
        List<JournalEntry> entries = new ArrayList<>();
        for (UUID activity : activities) {
            for (int month = 1; month <= 12; month++) {
                LocalDate day = LocalDate.of(year, month, 15);
                entries.add(entry(day, "512", "706", 100_000 + month * 1_000L, activity, false));
                if (month % 3 == 0) {
                    entries.add(entry(day, "604", "512", 20_000, activity, true));
                }
                if (entries.size() >= 1_000) {
                    List<JournalEntry> batch = List.copyOf(entries);
                    Deployment.in(tenant, () -> ledger.post(batch));
                    entries.clear();
                }
            }
        }
        if (!entries.isEmpty()) {
            Deployment.in(tenant, () -> ledger.post(entries));
        }
    }

    private static JournalEntry entry(
            LocalDate day, String debit, String credit, long cents, UUID activity, boolean cost) {
        JournalLine first = JournalLine.debit(debit, Money.ofCents(cents));
        JournalLine second = JournalLine.credit(credit, Money.ofCents(cents));
        return new JournalEntry(
                "OD",
                day,
                "essai",
                null,
                null,
                null,
                List.of(cost ? first.on(activity) : first, cost ? second : second.on(activity)));
    }

    private static double median(List<Double> seconds) {
        return seconds.stream().sorted().skip(seconds.size() / 2).findFirst().orElseThrow();
    }
}
