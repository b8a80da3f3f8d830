package coop.entrelacs.ledger;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.TestTokens;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Period;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.TenantId;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What was found wrong once, and the test that holds each; the files of books themselves are taken over with the right values. */
@EntrelacsTest
class FindingsTest {

    private static final Path FINDINGS = Path.of("../../shared/findings");
    private static final String NAME_2024 = "123456789FEC20241231.txt";

    @Autowired
    TestTenants tenants;

    @Autowired
    TestTokens tokens;

    @Autowired
    LedgerSetup books;

    @Autowired
    FecImports imports;

    @Autowired
    Jobs jobs;

    @Autowired
    Statements statements;

    @Autowired
    FiscalYears years;

    @Autowired
    LedgerVerifier verifier;

    private TenantId coop;

    @BeforeEach
    void aCooperative() {
        coop = tenants.aCooperative();
    }

    /** The cases by their number, and the test that fails when one comes back. */
    private static final String CASES = """
            01, ledger.TwoTruthsTest#a_csv_has_a_header_and_every_row
            02, activities.OrderOfEventsTest#a_payment_taken_back_after_the_credit_note_leaves_nothing_behind
            03, activities.OrderOfEventsTest#the_rest_is_credited_line_by_line_to_the_accounts_that_the_invoice_used
            05, funds.FundsFlowTest#a_loan_is_asked_decided_paid_by_two_and_paid_back_early
            06, ledger.TwoTruthsTest#an_entry_of_a_document_is_taken_back_only_by_the_document
            07, ledger.TwoTruthsTest#a_text_is_found_however_it_is_typed_here_and_in_the_database
            08, activities.CustomersTest#an_accent_changes_nothing_in_the_alphabet
            09, activities.InvoicePdfTest#a_name_is_printed_as_it_is_written_in_whatever_script
            10, activities.InvoicePdfTest#a_word_without_end_pushes_no_column_off_the_sheet
            11, web.ApiDocumentTest#every_operation_shows_the_body_that_it_takes
            12, web.WhatEntersTest#a_day_is_no_instant_and_no_number
            13, activities.QuotePartsTest#the_part_that_completes_the_whole_takes_what_is_left
            15, payroll.PayMonthRunsTest#an_account_that_sepa_does_not_reach_is_refused_and_never_in_a_file
            17, web.WhatEntersTest#the_account_of_a_cooperative_is_one
            18, web.WhatEntersTest#customers_of_monaco_are_taken_and_a_wrong_country_is_told
            19, web.WhatEntersTest#a_text_with_a_null_character_is_refused_on_its_field
            22, funds.FundsFlowTest#what_comes_back_comes_neither_tomorrow_nor_before_it_was_paid
            23, activities.OrderOfEventsTest#an_archived_customer_gets_no_new_document_but_pays_its_old_ones
            24, web.WhatEntersTest#numbers_come_back_as_they_went_in
            25, web.WhatEntersTest#a_purchase_is_entered_once_however_its_number_is_typed
            26, activities.CustomerCreditsTest#what_is_paid_too_much_stays_with_the_customer
            27, payroll.PayMonthRunsTest#two_contracts_in_a_month_are_two_slips_and_the_choice_is_the_last_ones
            28, payroll.PayMonthRunsTest#an_entrepreneurs_fixed_pay_from_the_sixteenth_is_paid_for_its_days
            29, activities.CustomerCreditsTest#what_is_settled_is_lettered_and_waits_again_once_the_payment_is_taken_back
            30, activities.CustomerCreditsTest#two_records_of_one_customer_become_one_and_their_invoices_stay
            50, collaboration.LocksAtOnceTest#validating_paying_crediting_and_what_partners_answer_run_at_once_without_a_deadlock
            """;

    @ParameterizedTest(name = "case {0}")
    @CsvSource(textBlock = CASES)
    void every_case_is_held_by_a_test(String number, String held) throws ClassNotFoundException {
        String[] named = held.split("#");

        Class<?> test = Class.forName("coop.entrelacs." + named[0]);

        assertThat(Arrays.stream(test.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Test.class)
                                || method.isAnnotationPresent(ParameterizedTest.class))
                        .map(java.lang.reflect.Method::getName))
                .as("case %s", number)
                .contains(named[1]);
    }

    @Test
    void no_case_is_forgotten() throws IOException {
        assumeThat(FINDINGS).as("the shared findings are not here").isDirectory();
        try (Stream<Path> sheets = Files.list(FINDINGS.resolve("cases"))) {
            assertThat(sheets.map(sheet -> sheet.getFileName().toString().substring(0, 2)))
                    .allSatisfy(number -> assertThat(CASES).containsPattern("(?m)^ *" + number + ","));
        }
    }

    @Test
    void an_amount_without_bound_is_refused_and_the_books_go_on() throws IOException {
        String body = new String(file("brick-the-books.json"), java.nio.charset.StandardCharsets.UTF_8);
        LocalDate day = LocalDate.of(2026, 11, 3);
        in(coop, () -> {
            books.open(
                    LedgerSetup.DEFAULT_CHART,
                    day.withDayOfYear(1),
                    day.withMonth(12).withDayOfMonth(31));
            return null;
        });
        String token = tokens.token(coop, TestTokens.staff().toArray(Role[]::new));
        HttpResponse<String> answer = tokens.send(tokens.request("/api/" + coop + "/ledger/entries")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(tokens.read(answer).path("field").asString("")).isEqualTo("entries[0].lines[0].amount");
        assertThat(balance("6132", day)).isEqualTo(Money.ZERO);
        assertThat(in(coop, () -> verifier.verify().isSound())).isTrue();
    }

    @Test
    void a_year_that_the_name_does_not_say_is_asked() throws IOException {
        byte[] content = file("year-guess__FEC_2022.txt");
        assertThat(asked("FEC_2022.txt", content)).contains("fec-ask-year");

        Period year = new Period(LocalDate.of(2021, 9, 1), LocalDate.of(2022, 8, 31));
        taken("FEC_2022.txt", content, new FecAnswers(year, null, null, null, null, Map.of()));

        assertThat(balance("411000", LocalDate.of(2021, 12, 31)))
                .as("four months of 100")
                .isEqualTo(Money.of("400.00"));
        assertThat(balance("411000", LocalDate.of(2022, 8, 31))).isEqualTo(Money.of("1200.00"));
    }

    @Test
    void opening_balances_are_known_as_such_and_nothing_doubles() throws IOException {
        String name2025 = "123456789FEC20251231.txt";
        byte[] before = file("opening-2024__" + NAME_2024);
        byte[] after = file("opening-2025-bilan-ouverture__" + name2025);
        taken(NAME_2024, before, answers(null, null, null));
        assertThat(asked(name2025, after)).contains("fec-ask-opening");

        taken(name2025, after, answers("2", null, null));

        for (boolean closed : new boolean[] {false, true}) {
            if (closed) {
                in(coop, () -> years.closeYear(LocalDate.of(2024, 1, 1)));
            }
            LocalDate end = LocalDate.of(2025, 12, 31);
            assertThat(balance("512000", end)).as("closed: %s", closed).isEqualTo(Money.of("1000.00"));
            assertThat(balance("411000", end)).as("closed: %s", closed).isEqualTo(Money.of("360.00"));
        }
        assertThat(in(coop, () -> verifier.verify().isSound())).isTrue();
    }

    @Test
    void lines_without_numbers_keep_their_days() throws IOException {
        byte[] content = file("num0-one-entry-over-two-days.txt");
        assertThat(asked(NAME_2024, content)).contains("fec-ask-grouping");

        JobReport report = taken(NAME_2024, content, answers(null, FecAnswers.Grouping.SEQUENCE, null));

        assertThat(report.counts()).containsEntry("entries", 41L);
        assertThat(balance("706000", LocalDate.of(2024, 12, 31))).isEqualTo(Money.of("-4000.00"));
        assertThat(balance("411000", LocalDate.of(2024, 12, 31))).isEqualTo(Money.of("3990.00"));
        assertThat(balance("512000", LocalDate.of(2024, 2, 29)))
                .as("the bank's ten euros come in March")
                .isEqualTo(Money.ZERO);
        long january = Files.readString(FINDINGS.resolve("books/num0-one-entry-over-two-days.txt"))
                .lines()
                .filter(line -> line.contains("\t202401") && line.contains("706000"))
                .count();
        assertThat(balance("706000", LocalDate.of(2024, 1, 31)))
                .isEqualTo(Money.of("-100.00")
                        .times(java.math.BigDecimal.valueOf(january), java.math.RoundingMode.UNNECESSARY));
    }

    @Test
    void a_number_that_stands_in_two_journals_is_one_entry_if_that_is_meant() throws IOException {
        byte[] content = file("one-number-two-journals__" + NAME_2024);
        assertThat(asked(NAME_2024, content)).contains("fec-ask-journals-joined");

        JobReport report = taken(NAME_2024, content, answers(null, FecAnswers.Grouping.NUMBER_OVER_JOURNALS, null));

        assertThat(report.counts()).containsEntry("entries", 3L);
        assertThat(balance("606000", LocalDate.of(2024, 12, 31))).isEqualTo(Money.of("150.00"));
    }

    @Test
    void a_cent_that_lacks_is_refused_until_the_accountant_names_an_account() throws IOException {
        byte[] content = file("one-cent__" + NAME_2024);
        assertThat(asked(NAME_2024, content)).contains("fec-ask-suspense");
        assertThatThrownBy(() -> taken(NAME_2024, content, answers(null, null, null)))
                .isInstanceOf(AssertionError.class);

        taken(NAME_2024, content, answers(null, null, "471000"));

        assertThat(balance("471000", LocalDate.of(2024, 12, 31))).isEqualTo(Money.of("0.01"));
        assertThat(balance("530000", LocalDate.of(2024, 12, 31))).isEqualTo(Money.of("1710.99"));
    }

    private static byte[] file(String name) throws IOException {
        assumeThat(FINDINGS).as("the shared findings are not here").isDirectory();
        return Files.readAllBytes(FINDINGS.resolve("books").resolve(name));
    }

    /** The books of another SIREN than the cooperative's, knowingly. */
    private static FecAnswers answers(
            @Nullable String opening, FecAnswers.@Nullable Grouping grouping, @Nullable String suspense) {
        return new FecAnswers(null, "123456789", opening, grouping, suspense, Map.of());
    }

    private List<String> asked(String name, byte[] content) {
        return in(coop, () -> imports.preview(name, content, FecAnswers.NONE)).questions().stream()
                .map(FecQuestion::code)
                .toList();
    }

    private JobReport taken(String name, byte[] content, FecAnswers answers) {
        var accountant = TestTenants.accountant(coop);
        UUID job = as(accountant, () -> imports.submit(name, content, answers));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> as(accountant, () -> jobs.get(job)).state().ended());
        Job ended = as(accountant, () -> jobs.get(job));
        JobReport report = ended.report();
        assertThat(report).as("%s", ended).isNotNull();
        assertThat(report.succeeded()).as(report.findings().toString()).isTrue();
        return report;
    }

    private Money balance(String account, LocalDate on) {
        return in(coop, () -> statements.balance(account, null, null, on));
    }
}
