package coop.entrelacs.bench;

import coop.entrelacs.ledger.Accounts;
import coop.entrelacs.ledger.JournalEntry;
import coop.entrelacs.ledger.JournalLine;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.ledger.LedgerVerifier;
import coop.entrelacs.ledger.Statements;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Reading the busiest account of a full year's books. */
final class StatementBench {

    private static final int ENTRIES = 250_000;
    private static final int BATCH = 2_000;
    private static final String BUSIEST = "411001";

    private final Deployment deployment;
    private final Ledger ledger;
    private final Statements statements;
    private final int year;
    private final Random random = new Random(11);

    StatementBench(Deployment deployment) {
        this.deployment = deployment;
        this.ledger = deployment.bean(Ledger.class);
        this.statements = deployment.bean(Statements.class);
        this.year = LocalDate.now(deployment.bean(Clock.class)).getYear();
    }

    void run(List<Result> results) throws Exception {
        TenantId tenant = deployment.addCooperative();
        books(tenant);
        List<LocalDate> months = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            months.add(LocalDate.of(year, 1 + random.nextInt(12), 1));
        }
        Deployment.in(tenant, () -> statement(months.getFirst()));
        int[] next = {0};
        Samples reads = Deployment.in(tenant, () -> Samples.of(months.size(), () -> statement(months.get(next[0]++))));
        results.add(Result.time(
                "a month's statement (first page) of the busiest account among %,d lines, p95".formatted(ENTRIES * 2),
                reads.percentile(95),
                10,
                "ms"));
        Samples balances = Deployment.in(
                tenant,
                () -> Samples.of(
                        40, () -> statements.trialBalance(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31), "")));
        results.add(Result.time(
                "the year's trial balance among %,d lines, p95".formatted(ENTRIES * 2),
                balances.percentile(95),
                50,
                "ms"));
    }

    private Statements.AccountStatement statement(LocalDate month) {
        return statements.statement(BUSIEST, month, month.plusMonths(1).minusDays(1), null, null, null, 50);
    }

    /** A year in which one customer account has a fifth of all lines; numbered, chained and folded before anyone reads. */
    private void books(TenantId tenant) throws Exception {
        Deployment.in(tenant, () -> {
            for (int i = 1; i < 90; i++) {
                deployment.bean(Accounts.class).open("4110%02d".formatted(i), "Client " + i);
            }
            return null;
        });
        for (int from = 0; from < ENTRIES; from += BATCH) {
            List<JournalEntry> batch = new ArrayList<>(BATCH);
            for (int i = 0; i < BATCH; i++) {
                batch.add(entry());
            }
            Deployment.in(tenant, () -> ledger.post(batch));
        }
        LedgerVerifier.Verification sound = Deployment.in(
                tenant, () -> deployment.bean(LedgerVerifier.class).verify());
        if (!sound.isSound()) {
            throw new IllegalStateException("the books of the bench are not sound: " + sound.faults());
        }
    }

    private JournalEntry entry() {
        String account = random.nextInt(5) < 2 ? BUSIEST : "4110%02d".formatted(2 + random.nextInt(88));
        Money amount = Money.ofCents(1_000 + random.nextInt(100_000));
        return new JournalEntry(
                "VT",
                LocalDate.of(year, 1, 1).plusDays(random.nextInt(365)),
                "Vente",
                null,
                null,
                null,
                List.of(JournalLine.debit(account, amount), JournalLine.credit("706", amount)));
    }
}
