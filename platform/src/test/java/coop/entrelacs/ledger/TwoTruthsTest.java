package coop.entrelacs.ledger;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.ledger.Statements.AccountStatement;
import coop.entrelacs.ledger.Statements.StatementLine;
import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The books answer whole, add up, and say what the documents say. */
@EntrelacsTest
class TwoTruthsTest {

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    Ledger ledger;

    @Autowired
    Accounts accounts;

    @Autowired
    FiscalYears years;

    @Autowired
    Statements statements;

    @Autowired
    Entries entries;

    @Autowired
    LedgerVerifier verifier;

    @Autowired
    JdbcClient jdbc;

    private TenantId coop;
    private String token;
    private int year;

    @BeforeEach
    void aCooperative() {
        coop = tenants.aCooperative();
        token = tokens.token(coop, Role.ACCOUNTANT);
        year = in(coop, () -> years.list().getFirst()).firstDay().getYear();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6_000})
    void a_csv_has_a_header_and_every_row(int count) {
        in(
                coop,
                () -> ledger.post(IntStream.range(0, count)
                        .mapToObj(i -> entry("VT", day(1, 1 + i % 28), "Vente n° " + i, null, "411", "706", "1.00"))
                        .toList()));
        String period = "from=" + year + "-01-01&to=" + year + "-12-31";

        assertThat(csv("trial-balance?" + period)).hasSize(3);
        assertThat(csv("accounts/411/statement?" + period)).hasSize(count + 1);
        List<String> whole = csv("general-ledger?" + period);
        assertThat(whole).hasSize(2 * count + 1);
        assertThat(whole.getLast()).endsWith(";-" + count + ",00");
    }

    @Test
    void json_is_answered_where_it_is_preferred_and_a_refusal_is_a_problem_in_csv_too() {
        String path = "/api/" + coop + "/ledger/trial-balance?from=" + year + "-01-01&to=" + year + "-12-31";
        HttpResponse<String> json = tokens.send(tokens.request(path)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, text/csv;q=0.1"));
        assertThat(json.headers().firstValue("Content-Type"))
                .hasValueSatisfying(t -> assertThat(t).startsWith("application/json"));
        HttpResponse<String> refused =
                tokens.send(tokens.request("/api/" + coop + "/ledger/general-ledger?from=1999-01-01&to=1999-12-31")
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "text/csv"));
        assertThat(refused.statusCode()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({
        "invoice, entry-of-invoice",
        "payment, entry-of-payment",
        "cost, entry-of-cost",
        "contribution, entry-of-contribution",
        "exchange, entry-of-exchange",
        "share, entry-of-share",
        "share-payment, entry-of-share",
        "fund-contribution, entry-of-fund",
        "fund-movement, entry-of-fund",
        "fund-request, entry-of-fund",
        "netting, entry-of-settlement",
        "settlement, entry-of-settlement",
        "transfer, entry-of-settlement",
        "pool-claim, entry-of-pool",
        "pool-contribution, entry-of-pool",
        "pool-recovery, entry-of-pool",
        "fund-pool-share, entry-of-fund",
        "pool-endowment, entry-of-pool",
        "project-share, entry-of-project",
        "slice, entry-of-project",
        "share-credit, entry-of-project",
        "payslip, entry-of-payslip",
        "pay-advance, entry-of-pay-advance",
        "social-payment, entry-of-social-payment"
    })
    void an_entry_of_a_document_is_taken_back_only_by_the_document(String kind, String code) {
        long id = in(
                coop,
                () -> ledger.post(entry("OD", day(2, 1), "x", kind + ":" + UUID.randomUUID(), "411", "706", "1.00")));

        HttpResponse<String> refused = reverse(id);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(tokens.read(refused).get("type").asString()).endsWith(code);
        assertThat(tokens.read(refused).get("detail").asString()).contains(String.valueOf(id));
        assertThat(as(TestTenants.accountant(coop), () -> entries.get(id)).reversedBy())
                .isNull();
        // and no program can book in a document's name
        assertThatThrownBy(() -> in(
                        coop,
                        () -> ledger.postForeign(
                                List.of(entry("OD", day(2, 1), "x", kind + ":1", "411", "706", "1.00")))))
                .hasMessageContaining("source-reserved");
    }

    @Test
    void what_no_document_made_is_taken_back_by_its_opposite() {
        long byHand = in(coop, () -> ledger.post(entry("OD", day(2, 1), "x", null, "411", "706", "1.00")));
        long byProgram = in(
                        coop,
                        () -> ledger.postForeign(List.of(entry("OD", day(2, 1), "x", "till:17", "411", "706", "1.00"))))
                .getFirst();
        assertThat(reverse(byHand).statusCode()).isEqualTo(200);
        assertThat(reverse(byProgram).statusCode()).isEqualTo(200);
    }

    @Test
    void an_amount_has_a_limit_and_the_books_go_on_answering() {
        Map<String, Object> huge = Map.of(
                "entries",
                List.of(Map.of(
                        "journal",
                        "OD",
                        "date",
                        day(3, 1).toString(),
                        "label",
                        "x",
                        "lines",
                        List.of(
                                Map.of("account", "6132", "amount", "92233720368547758.07"),
                                Map.of("account", "512", "amount", "-92233720368547758.07")))));
        HttpResponse<String> answer = tokens.send(tokens.request("/api/" + coop + "/ledger/entries")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(huge))));
        assertThat(answer.statusCode()).isEqualTo(422);
        in(coop, () -> {
            for (int i = 0; i < 3; i++) {
                ledger.post(entry("OD", day(3, 1), "x", null, "6132", "512", Money.LARGEST.toString()));
            }
            assertThat(statements.trialBalance(day(1, 1), day(12, 31), "").totalDebit())
                    .isEqualTo(Money.LARGEST.times(3));
            assertThat(verifier.verify().faults()).isEmpty();
            return null;
        });
    }

    @Test
    void a_running_year_is_not_closed() {
        HttpResponse<String> refused =
                tokens.send(tokens.request("/api/" + coop + "/ledger/fiscal-years/" + year + "-01-01/close")
                        .header("Authorization", "Bearer " + token)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(tokens.read(refused).get("type").asString()).endsWith("fiscal-year-running");
        assertThat(in(coop, () -> years.closing(day(1, 1))).over()).isFalse();
        assertThatThrownBy(() -> in(
                        coop,
                        () -> jdbc.sql("SELECT close_fiscal_year(?, ?, 'x')")
                                .params(day(1, 1), UUID.randomUUID())
                                .query(Long.class)
                                .single()))
                .hasMessageContaining("fiscal_year_over_when_closed");
    }

    /** Any entries in three years, the first one or two closed: any account, any days, any page size. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_statement_over_closed_years_adds_up(long seed) {
        Random random = new Random(seed);
        List<String> numbers = List.of("411", "401", "512", "6132", "706", "120");
        in(coop, () -> {
            years.open(LocalDate.of(year - 1, 1, 1), LocalDate.of(year - 1, 12, 31));
            years.open(LocalDate.of(year - 2, 1, 1), LocalDate.of(year - 2, 12, 31));
            List<JournalEntry> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                LocalDate on = LocalDate.of(year - random.nextInt(3), 1 + random.nextInt(12), 1 + random.nextInt(28));
                String debit = numbers.get(random.nextInt(5));
                String credit = numbers.get((numbers.indexOf(debit) + 1 + random.nextInt(4)) % 5);
                all.add(entry("OD", on, "x", null, debit, credit, (1 + random.nextInt(900)) + ".00"));
            }
            ledger.post(all);
            years.closeYear(LocalDate.of(year - 2, 1, 1));
            if (seed > 1) {
                years.closeYear(LocalDate.of(year - 1, 1, 1));
            }
            for (int i = 0; i < 40; i++) {
                LocalDate from = LocalDate.of(year - random.nextInt(3), 1 + random.nextInt(12), 1 + random.nextInt(28));
                LocalDate to = from.plusDays(random.nextInt(900));
                if (to.getYear() > year) {
                    to = day(12, 31);
                }
                for (String number : numbers) {
                    addsUp(number, from, to, 1 + random.nextInt(7));
                }
            }
            return null;
        });
    }

    private void addsUp(String number, LocalDate from, LocalDate to, int page) {
        AccountStatement first = statements.statement(number, from, to, null, null, null, page);
        List<StatementLine> lines = new ArrayList<>(first.lines().items());
        String next = first.lines().next();
        while (next != null) {
            var more = statements
                    .statement(number, from, to, null, null, next, page)
                    .lines();
            lines.addAll(more.items());
            next = more.next();
        }
        String what = number + " from " + from + " to " + to;
        assertThat(Money.sum(lines.stream().map(StatementLine::debit).toList()))
                .as(what)
                .isEqualTo(first.debit());
        assertThat(Money.sum(lines.stream().map(StatementLine::credit).toList()))
                .as(what)
                .isEqualTo(first.credit());
        assertThat(first.opening().plus(first.debit()).minus(first.credit()))
                .as(what)
                .isEqualTo(first.closing());
        if (!lines.isEmpty()) {
            assertThat(lines.getLast().balance()).as(what).isEqualTo(first.closing());
        }
        // what the account is worth on the last day, whichever day one begins to look
        assertThat(first.closing())
                .as(what)
                .isEqualTo(statements
                        .statement(number, to.withDayOfYear(1), to, null, null, null, 1)
                        .closing());
    }

    @ParameterizedTest
    @CsvSource({
        "Épicerie La Ronce, epicerie",
        "L’Œuvre, oeuvre",
        "L’Œuvre, l'oeuvre",
        "Łukasz Żak, lukasz zak",
        "Ørsted, orsted",
        "Đorđe, dorde",
        "Straße, strasse",
        "ﬁn de chantier, FIN",
        "Sœur Cæcilia, SOEUR CAECILIA",
        "محمّد, محمد",
        "100 %, %",
        "a_b, _"
    })
    void a_text_is_found_however_it_is_typed_here_and_in_the_database(String text, String typed) {
        assertThat(Folding.finds(typed, text)).isTrue();
        String decomposed = java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFD);
        assertThat(Folding.of(decomposed)).isEqualTo(Folding.of(text));
        assertThat(in(
                        coop,
                        () -> jdbc.sql("SELECT folded(?)")
                                .param(decomposed)
                                .query(String.class)
                                .single()))
                .isEqualTo(Folding.of(text));
    }

    @Test
    void accounts_and_entries_are_found_without_accents_and_signs_are_only_signs() {
        in(coop, () -> {
            ledger.post(entry("OD", day(2, 1), "Régularisation d’assurance", null, "411", "706", "1.00"));
            assertThat(accounts.search("impot", null, 50)).isNotEmpty().isEqualTo(accounts.search("impôt", null, 50));
            assertThat(accounts.search("411", null, 50))
                    .allMatch(a -> a.number().startsWith("411"));
            assertThat(accounts.search("%", null, 50)).isEmpty();
            assertThat(found("regularisation")).hasSize(1);
            assertThat(found("%")).isEmpty();
            assertThat(found("_")).isEmpty();
            return null;
        });
    }

    private List<Entries.EntrySummary> found(String text) {
        return entries.list(new Entries.Filter(null, null, null, null, null, null, null, text), null, 10)
                .items();
    }

    private HttpResponse<String> reverse(long id) {
        return tokens.send(tokens.request("/api/" + coop + "/ledger/entries/" + id + "/reverse")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        "{\"date\":\"" + day(4, 1) + "\",\"reason\":\"Erreur\"}")));
    }

    private List<String> csv(String path) {
        HttpResponse<String> answer = tokens.send(tokens.request("/api/" + coop + "/ledger/" + path)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/csv"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).endsWith("\r\n");
        return answer.body().lines().toList();
    }

    private LocalDate day(int month, int day) {
        return LocalDate.of(year, month, day);
    }

    private static JournalEntry entry(
            String journal,
            LocalDate on,
            String label,
            @Nullable String source,
            String debit,
            String credit,
            String amount) {
        return new JournalEntry(
                journal,
                on,
                label,
                null,
                null,
                source,
                List.of(JournalLine.debit(debit, Money.of(amount)), JournalLine.credit(credit, Money.of(amount))));
    }
}
