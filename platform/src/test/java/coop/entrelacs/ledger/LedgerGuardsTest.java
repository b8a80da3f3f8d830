package coop.entrelacs.ledger;

import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.ledger.LedgerVerifier.Fault;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What holds whoever tries, and whatever happens at the same moment. */
@EntrelacsTest
class LedgerGuardsTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    Ledger ledger;

    @Autowired
    Drafts drafts;

    @Autowired
    FiscalYears years;

    @Autowired
    Statements statements;

    @Autowired
    Sealing sealing;

    @Autowired
    LedgerVerifier verifier;

    @Autowired
    AnalyticAxis axis;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    Environment environment;

    @Autowired
    TestTokens tokens;

    private TenantId coop;
    private int year;

    @BeforeEach
    void aCooperative() {
        coop = tenants.aCooperative();
        year = in(coop, () -> years.list().getFirst()).firstDay().getYear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO journal_entry (id, entry_date, journal_id, booked_by, label) VALUES (99, now(), 1,"
                        + " gen_random_uuid(), 'x')",
                "INSERT INTO journal_line (entry_id, amount_cents, line_no, account_id, entry_date) VALUES (1, 5, 9,"
                        + " 1, now())",
                "UPDATE journal_entry SET label = 'x'",
                "UPDATE journal_line SET amount_cents = 1",
                "DELETE FROM journal_line",
                "DELETE FROM journal_entry",
                "TRUNCATE journal_line",
                "UPDATE entry_seal SET number = 7",
                "DELETE FROM entry_seal",
                "UPDATE ledger_state SET last_position = 0",
                "UPDATE account_period SET debit_cents = 0",
                "UPDATE fiscal_year SET closed_at = NULL",
                "UPDATE accounting_period SET closed_at = NULL",
                "UPDATE account SET number = '999'",
                "DELETE FROM account",
                "DELETE FROM fec_import",
                "SELECT setval('journal_entry_id', 1)",
                "SELECT"
                        + " book_entries(NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL)"
            })
    void what_is_booked_is_out_of_reach_of_the_application_itself(String statement) {
        in(coop, () -> ledger.post(entry("VT", 1, "10.00", null)));

        assertThatThrownBy(() -> in(
                        coop,
                        () -> transaction.execute(s -> {
                            jdbc.sql(statement).query().listOfRows();
                            return "";
                        })))
                .hasStackTraceContaining("permission denied");
    }

    /** What the constructors would not let through, told to the database directly. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "VT |  0 | Vente   | 411,706     | -       | 100,-90   | entry-unbalanced",
                "VT |  0 | Vente   | 411,706,707 | -,-,-   | 5,-5,0    | line-amount-zero",
                "VT |  0 | Vente   | 411         | -       | 0         | line-amount-zero",
                "VT |  0 | Vente   | 411,706     | -       | 100       | entry-unbalanced",
                "VT |  0 | a\tb     | 411,706     | -       | 100,-100  | control-character",
                "XX |  0 | Vente   | 411,706     | -       | 100,-100  | unknown-journal",
                "VT |  0 | Vente   | 411,799999  | -       | 100,-100  | unknown-account",
                "VT |  0 | Vente   | 411,7       | -       | 100,-100  | account-is-heading",
                "VT |  0 | Vente   | 411,706     | NOBODY  | 100,-100  | unknown-third-party",
                "VT | 40 | Vente   | 411,706     | -       | 100,-100  | no-fiscal-year"
            })
    void the_door_for_one_entry_refuses_what_the_door_for_many_refuses(
            String journal,
            int yearsAhead,
            String label,
            String accounts,
            @org.jspecify.annotations.Nullable String thirdParty,
            String amounts,
            String refusal) {
        int lines = accounts.split(",").length;
        String third = thirdParty == null || thirdParty.startsWith("-") ? "NULL" : "'" + thirdParty + "'";
        String sql =
                "SELECT post_entry(gen_random_uuid(), '%s', DATE '%s', E'%s', NULL, NULL, 'door:1', string_to_array('%s', ','), array_append(array_fill(NULL::text, ARRAY[%d]), %s), array_fill(NULL::uuid, ARRAY[%d]), string_to_array('%s', ',')::bigint[], array_fill(NULL::text, ARRAY[%d]))"
                        .formatted(
                                journal,
                                LocalDate.of(year + yearsAhead, 1, 15),
                                label,
                                accounts,
                                lines - 1,
                                third,
                                lines,
                                amounts,
                                lines);

        assertThatThrownBy(() -> in(
                        coop,
                        () -> transaction.execute(s -> {
                            jdbc.sql(sql).query().listOfRows();
                            return "";
                        })))
                .hasStackTraceContaining("ERROR: " + refusal);

        assertThat(in(
                        coop,
                        () -> jdbc.sql("SELECT count(*) FROM journal_line")
                                .query(Long.class)
                                .single()))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE journal_line SET amount_cents = amount_cents + 1 WHERE line_no = 1 AND entry_id = 2 |"
                        + " ledger-entry-changed, ledger-entry-unbalanced, ledger-balance-differs",
                "UPDATE journal_line SET account_id = (SELECT id FROM account WHERE number = '707') WHERE line_no = 2"
                        + " AND entry_id = 2 | ledger-entry-changed, ledger-balance-differs",
                "UPDATE journal_entry SET label = 'autre' WHERE id = 2                    | ledger-entry-changed",
                "UPDATE journal_entry SET booked_at = booked_at - interval '1 day' WHERE id = 2 | ledger-entry-changed",
                "DELETE FROM entry_seal WHERE entry_id = 2                                | ledger-chain-broken,"
                        + " ledger-number-gap",
                "DELETE FROM entry_seal WHERE entry_id = 3                                | ledger-chain-cut",
                "UPDATE account_period SET debit_cents = debit_cents + 1                  | ledger-balance-differs"
            })
    void the_verifier_finds_what_even_the_owner_changed_behind_its_back(String tampering, String expected)
            throws SQLException {
        in(coop, () -> {
            ledger.post(List.of(
                    entry("VT", 1, "10.00", null), entry("VT", 2, "20.00", null), entry("VT", 3, "30.00", null)));
            assertThat(inTheLedger(verifier.verify().faults())).isEmpty();
            return null;
        });

        try (var connection = DriverManager.getConnection(
                        environment.getRequiredProperty("entrelacs.postgres.url"),
                        environment.getRequiredProperty("entrelacs.postgres.user"),
                        environment.getProperty("entrelacs.postgres.password"));
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE " + coop.owner());
            statement.execute("SET search_path = " + coop.schema());
            assertThat(statement.executeUpdate(tampering)).isPositive();
        }

        assertThat(in(coop, () -> verifier.verify()).faults())
                .extracting(Fault::code)
                .contains(expected.split(", "));
    }

    /** These scenes write on 411 and 401 by hand and name nobody, which the comparison with customers and suppliers rightly says. */
    static List<Fault> inTheLedger(List<Fault> faults) {
        return faults.stream()
                .filter(fault -> !fault.code().equals("by-hand-differs"))
                .toList();
    }

    @Test
    void nothing_slips_into_a_month_while_it_is_closed() throws Exception {
        var posted = new CountDownLatch(1);
        var commit = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> poster = threads.submit(() -> in(
                    coop,
                    () -> transaction.execute(s -> {
                        ledger.post(entry("VT", 2, "10.00", null));
                        posted.countDown();
                        awaited(commit);
                        return "";
                    })));
            awaited(posted);
            Future<?> closer = threads.submit(() -> in(coop, () -> {
                years.closePeriod(LocalDate.of(year, 2, 1));
                return null;
            }));
            assertThatThrownBy(() -> closer.get(300, TimeUnit.MILLISECONDS))
                    .as("closing waits for the posting under way")
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            commit.countDown();
            poster.get(20, TimeUnit.SECONDS);
            closer.get(20, TimeUnit.SECONDS);
        }
        assertThatThrownBy(() -> in(coop, () -> ledger.post(entry("VT", 2, "10.00", null))))
                .hasMessageContaining("period-closed");
        in(coop, () -> {
            assertThat(statements.balance("411", null, null, LocalDate.of(year, 2, 28)))
                    .hasToString("10.00");
            assertThat(inTheLedger(verifier.verify().faults())).isEmpty();
            return null;
        });
    }

    @Test
    void many_who_post_and_seal_at_once_leave_no_gap_and_lose_nothing() throws Exception {
        List<Callable<Object>> work = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int n = i;
            work.add(() -> in(coop, () -> {
                if (n % 4 == 0) {
                    return sealing.now();
                }
                // one in five rolls back: its ids are lost, its numbers must not be
                return transaction.execute(s -> {
                    List<Long> ids =
                            ledger.post(List.of(entry("VT", 1 + n % 12, "10.00", null), entry("OD", 1, "1.00", null)));
                    if (n % 5 == 0) {
                        s.setRollbackOnly();
                    }
                    return ids;
                });
            }));
        }
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (Future<?> done : threads.invokeAll(work)) {
                done.get();
            }
        }
        long kept = java.util.stream.IntStream.range(0, 40)
                .filter(n -> n % 4 != 0 && n % 5 != 0)
                .count();
        in(coop, () -> {
            var verification = verifier.verify();
            assertThat(inTheLedger(verification.faults())).isEmpty();
            assertThat(verification.entries()).isEqualTo(2 * kept);
            assertThat(statements
                            .balance("411", null, null, LocalDate.of(year, 12, 31))
                            .cents())
                    .isEqualTo(kept * 1_100);
            assertThat(jdbc.sql("SELECT max(number) FROM entry_seal s JOIN journal j ON j.id = s.journal_id WHERE"
                                    + " j.code = 'OD'")
                            .query(Long.class)
                            .single())
                    .isEqualTo(kept);
            return null;
        });
    }

    @Test
    void of_two_who_validate_the_same_drafts_one_books_them() throws Exception {
        List<UUID> ids = in(
                coop,
                () -> List.of(
                        drafts.create(form("OD", "12.00")).id(),
                        drafts.create(form("OD", "13.00")).id()));
        List<Callable<String>> both = List.of(() -> validated(ids), () -> validated(ids.reversed()));

        List<String> outcomes = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (Future<String> outcome : threads.invokeAll(both)) {
                outcomes.add(outcome.get());
            }
        }

        assertThat(outcomes).containsExactlyInAnyOrder("1,2", "draft-not-found");
        assertThat(in(coop, () -> drafts.list(null, 10)).items()).isEmpty();
        assertThat(in(coop, () -> statements.balance("616", null, null, LocalDate.of(year, 12, 31))))
                .hasToString("25.00");
    }

    @Test
    void a_draft_changes_until_it_is_validated_and_must_balance_by_then() {
        in(coop, () -> {
            var draft = drafts.create(form("OD", "12.00"));
            var changed = drafts.change(
                    draft.id(),
                    draft.version(),
                    new Drafts.DraftForm(
                            "OD",
                            LocalDate.of(year, 5, 5),
                            "",
                            null,
                            null,
                            List.of(new Drafts.DraftLine("616", null, null, null, Money.of("5.00")))));
            assertThat(changed.balance()).hasToString("5.00");
            assertThatThrownBy(() -> drafts.change(draft.id(), draft.version(), form("OD", "1.00")))
                    .hasMessageContaining("changed-meanwhile");
            assertThatThrownBy(() -> drafts.validate(List.of(draft.id()))).hasMessageContaining("drafts[0].label");
            drafts.delete(draft.id(), changed.version());
            years.open(LocalDate.of(year - 1, 1, 1), LocalDate.of(year - 1, 12, 31));
            var late =
                    drafts.create(new Drafts.DraftForm("OD", LocalDate.of(year - 1, 5, 5), "x", null, null, List.of()));
            assertThatThrownBy(() -> years.closeYear(LocalDate.of(year - 1, 1, 1)))
                    .hasMessageContaining("drafts-left");
            drafts.delete(late.id(), late.version());
            assertThat(drafts.list(null, 10).items()).isEmpty();
            return null;
        });
    }

    /** The whole against a model of a few lines: any postings, reversals, closings and drafts, in any order. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_books_agree_with_a_simple_model(long seed) {
        Random random = new Random(seed);
        String[] accounts = {"411", "512", "706", "607", "445711", "401"};
        UUID[] activities = {Ids.next(), Ids.next(), null};
        Map<String, Long> model = new HashMap<>();
        Map<String, Long> byActivity = new HashMap<>();
        boolean[] closed = new boolean[13];
        List<JournalEntry> booked = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        in(coop, () -> {
            axis.ensure(activities[0], "A", "Une");
            axis.ensure(activities[1], "B", "Deux");
            for (int step = 0; step < 120; step++) {
                int month = 1 + random.nextInt(12);
                switch (random.nextInt(10)) {
                    case 0 -> {
                        if (closed[month]) {
                            years.reopenPeriod(LocalDate.of(year, month, 1));
                        } else {
                            years.closePeriod(LocalDate.of(year, month, 1));
                        }
                        closed[month] = !closed[month];
                    }
                    case 1 -> {
                        if (!ids.isEmpty()) {
                            int which = random.nextInt(ids.size());
                            JournalEntry original = booked.get(which);
                            LocalDate on = original.date();
                            if (original.source() == null && !closed[on.getMonthValue()]) {
                                ledger.reverse(ids.get(which), on, "Erreur");
                                original.lines().forEach(l -> count(model, byActivity, l, -1));
                                booked.remove(which);
                                ids.remove(which);
                            }
                        }
                    }
                    case 2 -> sealing.now();
                    default -> {
                        List<JournalLine> lines = new ArrayList<>();
                        long left = 0;
                        for (int i = 0; i < 1 + random.nextInt(3); i++) {
                            long cents = (1 + random.nextInt(100_000)) * (random.nextBoolean() ? 1 : -1);
                            left += cents;
                            lines.add(new JournalLine(
                                    accounts[random.nextInt(accounts.length)],
                                    activities[random.nextInt(3)],
                                    null,
                                    null,
                                    Money.ofCents(cents)));
                        }
                        if (left == 0) {
                            break;
                        }
                        lines.add(new JournalLine(
                                accounts[random.nextInt(accounts.length)], null, null, null, Money.ofCents(-left)));
                        JournalEntry entry = new JournalEntry(
                                "OD",
                                LocalDate.of(year, month, 1 + random.nextInt(28)),
                                "Pas " + step,
                                null,
                                null,
                                null,
                                lines);
                        if (closed[month]) {
                            assertThatThrownBy(() -> ledger.post(entry)).hasMessageContaining("period-closed");
                        } else {
                            ids.add(ledger.post(entry));
                            booked.add(entry);
                            lines.forEach(l -> count(model, byActivity, l, 1));
                        }
                    }
                }
            }
            LocalDate end = LocalDate.of(year, 12, 31);
            for (String account : accounts) {
                assertThat(statements.balance(account, null, null, end).cents())
                        .as(account)
                        .isEqualTo(model.getOrDefault(account, 0L));
                assertThat(statements.balance(account, activities[0], null, end).cents())
                        .as(account)
                        .isEqualTo(byActivity.getOrDefault(activities[0] + account, 0L));
            }
            var balance = statements.trialBalance(LocalDate.of(year, 1, 1), end, "");
            assertThat(balance.totalDebit()).isEqualTo(balance.totalCredit());
            assertThat(inTheLedger(verifier.verify().faults())).isEmpty();
            return null;
        });
    }

    @Test
    void the_api_books_once_and_shows_what_was_booked() {
        String accountant = tokens.token(coop, Role.ACCOUNTANT);
        String base = "/api/" + coop + "/ledger";
        var accounts = tokens.read(tokens.api(accountant, "GET", base + "/accounts?q=4457&limit=2"));
        assertThat(accounts.get("items")).hasSize(2);
        assertThat(accounts.get("next").asString()).isEqualTo("44571");

        assertThat(tokens.api(accountant, "POST", base + "/drafts", form("OD", "12.00"))
                        .statusCode())
                .isEqualTo(201);
        var draft = tokens.read(tokens.api(accountant, "GET", base + "/drafts"))
                .get("items")
                .get(0);
        assertThat(draft.get("balance").asString()).isEqualTo("0.00");
        assertThat(tokens.api(
                                accountant,
                                "POST",
                                base + "/drafts/validate",
                                Map.of("drafts", List.of(draft.get("id").asString())))
                        .statusCode())
                .as("without an idempotency key")
                .isEqualTo(400);
        assertThat(tokens.api(accountant, "GET", base + "/entries/4711").statusCode())
                .isEqualTo(404);
        assertThat(tokens.api(tokens.token(coop, Role.MEMBER), "GET", base + "/entries")
                        .statusCode())
                .isEqualTo(403);
        in(coop, () -> drafts.validate(List.of(UUID.fromString(draft.get("id").asString()))));

        var balance = tokens.read(
                tokens.api(accountant, "GET", base + "/trial-balance?from=" + year + "-01-01&to=" + year + "-12-31"));
        assertThat(balance.get("totalDebit").asString()).isEqualTo("12.00");
        assertThat(tokens.read(tokens.api(accountant, "GET", base + "/verification"))
                        .get("faults"))
                .isEmpty();
        var fec = tokens.api(accountant, "GET", base + "/fec/export?year=" + year + "-01-01");
        assertThat(fec.statusCode()).isEqualTo(200);
        assertThat(fec.body()).startsWith(FecReaderTest.HEADER).contains("\t616\t");
        assertThat(fec.headers().firstValue("Content-Disposition").orElse("")).contains("FEC" + year + "1231.txt");
    }

    private String validated(List<UUID> ids) {
        try {
            return in(coop, () -> drafts.validate(ids)).stream()
                    .map(v -> String.valueOf(v.number()))
                    .sorted()
                    .collect(java.util.stream.Collectors.joining(","));
        } catch (coop.entrelacs.shared.Refusal e) {
            return e.code();
        }
    }

    private Drafts.DraftForm form(String journal, String amount) {
        return new Drafts.DraftForm(
                journal,
                LocalDate.of(year, 5, 5),
                "Assurance",
                null,
                null,
                List.of(
                        new Drafts.DraftLine("616", null, null, null, Money.of(amount)),
                        new Drafts.DraftLine(
                                "486", null, null, null, Money.of(amount).negated())));
    }

    private static void count(Map<String, Long> model, Map<String, Long> byActivity, JournalLine line, int sign) {
        model.merge(line.account(), sign * line.amount().cents(), Long::sum);
        byActivity.merge(line.analytic() + line.account(), sign * line.amount().cents(), Long::sum);
    }

    private JournalEntry entry(String journal, int month, String amount, String source) {
        return new JournalEntry(
                journal,
                LocalDate.of(year, month, 10),
                "Vente",
                null,
                null,
                source,
                List.of(JournalLine.debit("411", Money.of(amount)), JournalLine.credit("706", Money.of(amount))));
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
