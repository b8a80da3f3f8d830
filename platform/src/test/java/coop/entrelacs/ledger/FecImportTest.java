package coop.entrelacs.ledger;

import static coop.entrelacs.TestTenants.as;
import static coop.entrelacs.TestTenants.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import coop.entrelacs.EntrelacsTest;
import coop.entrelacs.TestTenants;
import coop.entrelacs.documents.Documents;
import coop.entrelacs.jobs.Job;
import coop.entrelacs.jobs.JobCancelled;
import coop.entrelacs.jobs.JobProgress;
import coop.entrelacs.jobs.JobReport;
import coop.entrelacs.jobs.JobReport.Finding;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.ledger.FecImports.FecPreview;
import coop.entrelacs.ledger.Statements.BalanceRow;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Period;
import coop.entrelacs.tenancy.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@EntrelacsTest
class FecImportTest {

    private static final String NAME = "732829320FEC20251231.txt";

    @Autowired
    TestTenants tenants;

    @Autowired
    FecImports imports;

    @Autowired
    FecImportJob handler;

    @Autowired
    FecExport export;

    @Autowired
    Documents documents;

    @Autowired
    Jobs jobs;

    @Autowired
    Statements statements;

    @Autowired
    FiscalYears years;

    @Autowired
    Entries entries;

    @Autowired
    Ledger ledger;

    @Autowired
    Lettering lettering;

    @Autowired
    LedgerVerifier verifier;

    @Autowired
    java.time.Clock clock;

    private TenantId coop;

    @BeforeEach
    void aCooperative() {
        coop = tenants.aCooperative();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "berlitopyth__FEC_GENERATED_1_2023.csv,     2023-01-01, 2023-12-31, 756,  1103554.84",
        "berlitopyth__FEC_GENERATED_2_2023.csv,     2023-01-01, 2023-12-31, 694,  988119.05",
        "ekylibre-quadra__123456789FEC20190731.txt, 2018-08-01, 2019-07-31, 4716, 13738285.95",
        "lasocietenouvelle__sample_pipe.txt,        2024-01-01, 2024-12-31, 2,    3300.00",
        "neolegal__111111111FEC20221231.TXT,        2023-01-01, 2023-12-31, 248,  225682.23",
        "tryton__FEC.csv,                           2018-01-01, 2018-12-31, 2,    15.00"
    })
    void the_books_of_other_software_are_taken_over_to_the_cent_and_given_out_again(
            String file, LocalDate first, LocalDate last, long expected, String total) throws IOException {
        assumeThat(FecReaderTest.REAL_FILES).as("the shared data are not here").isDirectory();
        byte[] content = Files.readAllBytes(FecReaderTest.REAL_FILES.resolve(file));

        FecPreview preview =
                as(TestTenants.accountant(coop), () -> imports.preview(file, content, likeliest(coop, file, content)));
        assertThat(preview.importable()).as(preview.findings().toString()).isTrue();
        assertThat(preview.totalDebit()).isEqualTo(preview.totalCredit()).hasToString(total);
        assertThat(preview.firstDay()).isEqualTo(first);
        assertThat(in(coop, () -> imports.list())).isEmpty();

        JobReport report = imported(coop, file, content);

        assertThat(report.succeeded()).as(report.findings().toString()).isTrue();
        assertThat(report.counts()).containsEntry("entries", expected);
        assertThat(report.totals()).containsEntry("debit", Money.of(total));
        in(coop, () -> {
            var balance = statements.trialBalance(first, last, "");
            assertThat(balance.totalDebit()).isEqualTo(balance.totalCredit()).hasToString(total);
            assertThat(verifier.verify().faults()).isEmpty();
            return null;
        });

        // Out of our books and into those of another cooperative: every account ends where it ended.
        byte[] written = written(coop, first);
        FecFile again = FecReader.read(NAME, written);
        assertThat(again.findings().errors())
                .as(again.findings().all().toString())
                .isZero();
        assertThat(again.debitCents()).isEqualTo(Money.of(total).cents());
        TenantId other = tenants.aCooperative();
        assertThat(imported(other, "732829320FEC" + last.toString().replace("-", "") + ".txt", written)
                        .succeeded())
                .isTrue();
        assertThat(in(
                        other,
                        () -> statements.trialBalance(first, last, "").rows().stream()
                                .map(FecImportTest::figures)
                                .toList()))
                .isEqualTo(in(
                        coop,
                        () -> statements.trialBalance(first, last, "").rows().stream()
                                .map(FecImportTest::figures)
                                .toList()));
    }

    @Test
    void the_same_file_is_taken_once_and_says_when() {
        byte[] content = fec(sale("VT1", "411000", "120,00"));
        assertThat(imported(coop, NAME, content).succeeded()).isTrue();

        FecPreview again = in(coop, () -> imports.preview("other name.txt", content, FecAnswers.NONE));
        assertThat(again.importable()).isFalse();
        assertThat(again.importedAt()).isNotNull();
        assertThatThrownBy(() -> in(coop, () -> imports.submit(NAME, content, FecAnswers.NONE)))
                .hasMessageContaining("fec-imported-before");
    }

    @Test
    void a_bad_file_leaves_nothing_behind() {
        byte[] content = fec(
                sale("VT1", "411000", "120,00"), sale("VT2", "411000", "10,00").replace("0,00\t10,00", "0,00\t10,01"));

        JobReport report = imported(coop, NAME, content);

        assertThat(report.succeeded()).isFalse();
        assertThat(report.findings())
                .extracting(Finding::line, Finding::code)
                .contains(org.assertj.core.groups.Tuple.tuple(4L, "fec-entry-unbalanced"));
        in(coop, () -> {
            assertThat(entries.list(Entries.Filter.none(), null, 10).items()).isEmpty();
            assertThat(years.list()).hasSize(1);
            assertThat(imports.list()).isEmpty();
            return null;
        });
    }

    @Test
    void a_cancelled_import_leaves_nothing_behind_and_can_be_done_again() {
        byte[] content = fec(sale("VT1", "411000", "120,00"));
        UUID document =
                in(coop, () -> documents.store(NAME, "text/plain", content).id());
        JobProgress cancelled = new JobProgress() {
            @Override
            public UUID job() {
                return Ids.next();
            }

            @Override
            public void total(long steps) {}

            @Override
            public void advance(long steps) {
                throw new JobCancelled();
            }

            @Override
            public void checkCancelled() {}
        };

        assertThatThrownBy(() ->
                        in(coop, () -> handler.run(new FecImports.Parameters(document, null, null), cancelled)))
                .isInstanceOf(JobCancelled.class);
        assertThat(in(coop, () -> entries.list(Entries.Filter.none(), null, 10)).items())
                .isEmpty();
        assertThat(imported(coop, NAME, content).succeeded()).isTrue();
    }

    @Test
    void two_halves_of_a_year_go_together_unless_a_number_is_in_both() {
        assertThat(imported(coop, NAME, fec(sale("VT1", "411000", "120,00"))).succeeded())
                .isTrue();
        assertThat(imported(coop, NAME, fec(sale("VT2", "411000", "50,00"))).succeeded())
                .isTrue();

        JobReport twice = imported(coop, NAME, fec(sale("VT2", "411000", "60,00")));

        assertThat(twice.succeeded()).isFalse();
        assertThat(twice.findings()).extracting(Finding::code).contains("fec-number-taken");
        assertThat(in(coop, () -> statements.balance("411000", null, null, LocalDate.of(2025, 12, 31))))
                .hasToString("170.00");
    }

    @Test
    void a_journal_kept_here_is_not_mixed_with_an_imported_one_and_closed_months_stay_closed() {
        in(coop, () -> {
            years.open(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 12, 31));
            return ledger.post(new JournalEntry(
                    "VT",
                    LocalDate.of(2025, 2, 1),
                    "Vente",
                    null,
                    null,
                    null,
                    List.of(JournalLine.debit("411", Money.of("1.00")), JournalLine.credit("706", Money.of("1.00")))));
        });
        assertThat(in(coop, () -> imports.preview(NAME, fec(sale("VT1", "411000", "120,00")), FecAnswers.NONE))
                        .findings())
                .extracting(Finding::code)
                .contains("fec-journal-in-use");

        in(coop, () -> {
            years.closePeriod(LocalDate.of(2025, 1, 1));
            return null;
        });
        assertThat(in(
                                coop,
                                () -> imports.preview(
                                        NAME,
                                        fec(sale("VT1", "411000", "120,00").replace("VT\t", "VX\t")),
                                        FecAnswers.NONE))
                        .findings())
                .extracting(Finding::code)
                .containsExactly("fec-period-closed");
    }

    @Test
    void lettering_third_parties_and_odd_dates_come_along() {
        String invoice = sale("VT1", "411000", "120,00");
        String payment = """
                BQ\tBanque\tB1\t20260105\t512000\tBanque\t\t\tR1\t20250105\tRèglement\t120,00\t0,00\t\t\t20250131\t\t
                BQ\tBanque\tB1\t20260105\t411000\tClients\tC1\tMartin\tR1\t20250105\tRèglement\t0,00\t120,00\tA\t20250201\t20250131\t\t""";
        String[] lines = invoice.split("\n");
        String debit = lines[0].replace("120,00\t0,00\t\t\t", "120,00\t0,00\tA\t20250201\t");
        byte[] content = fec(debit + "\n" + lines[1], payment, sale("VT2", "411000", "1,00"));

        assertThat(imported(coop, NAME, content).succeeded()).isTrue();

        in(coop, () -> {
            assertThat(lettering.open("411000", "C1", null, 10).items())
                    .singleElement()
                    .satisfies(i -> assertThat(i.amount()).hasToString("1.00"));
            var late = entries.list(new Entries.Filter("BQ", null, null, null, null, null, null, null), null, 10)
                    .items()
                    .getFirst();
            assertThat(late.date()).isEqualTo(LocalDate.of(2025, 12, 31));
            assertThat(late.originalNumber()).isEqualTo("B1");
            assertThat(entries.get(late.id()).originalDate()).isEqualTo(LocalDate.of(2026, 1, 5));
            return null;
        });
        String out = new String(written(coop, LocalDate.of(2025, 1, 1)), StandardCharsets.UTF_8);
        assertThat(out)
                .contains(
                        "BQ\tBanque\tB1\t20260105\t411000\tClients\tC1\tMartin\tR1\t20250105\tRèglement\t0,00\t120,00\tA\t20250201\t20250131\t\t\r\n");
    }

    @Test
    void our_own_year_is_written_as_the_law_asks() {
        int year = in(coop, () -> years.list().getFirst()).firstDay().getYear();
        in(
                coop,
                () -> ledger.post(List.of(
                        own("VT", year, 3, "Vente", "F1"),
                        own("VT", year, 1, "Vente", null),
                        own("OD", year, 2, "Divers", null))));

        String text = new String(written(coop, LocalDate.of(year, 1, 1)), StandardCharsets.UTF_8);

        assertThat(text).startsWith(FecReaderTest.HEADER + "\r\n").endsWith("\r\n");
        List<String[]> rows = Arrays.stream(text.split("\r\n"))
                .skip(1)
                .map(l -> l.split("\t", -1))
                .toList();
        assertThat(rows).hasSize(6).allSatisfy(r -> {
            assertThat(r).hasSize(18);
            assertThat(List.of(r[0], r[1], r[2], r[3], r[4], r[5], r[8], r[9], r[10], r[15]))
                    .noneMatch(String::isBlank);
            assertThat(r[3]).matches("\\d{8}");
            assertThat(r[15])
                    .isEqualTo(LocalDate.now(clock.withZone(java.time.ZoneId.of("Europe/Paris")))
                            .toString()
                            .replace("-", ""));
            assertThat(r[11] + r[12]).matches("\\d+,\\d\\d\\d+,\\d\\d");
        });
        // gapless in each journal, in the order of booking
        assertThat(rows.stream()
                        .filter(r -> r[0].equals("VT"))
                        .map(r -> r[2])
                        .distinct()
                        .collect(Collectors.joining(",")))
                .isEqualTo("1,2");
        assertThat(in(coop, () -> export.fileName(LocalDate.of(year, 1, 1))))
                .isEqualTo("732829320FEC" + year + "1231.txt");
        assertThat(FecReader.read(NAME, text.getBytes(StandardCharsets.UTF_8))
                        .findings()
                        .all())
                .isEmpty();
    }

    private static JournalEntry own(String journal, int year, int month, String label, String piece) {
        return new JournalEntry(
                journal,
                LocalDate.of(year, month, 5),
                label,
                piece,
                null,
                null,
                List.of(JournalLine.debit("411", Money.of("12.30")), JournalLine.credit("706", Money.of("12.30"))));
    }

    private static List<Object> figures(BalanceRow row) {
        return List.of(row.account(), row.label(), row.debit(), row.credit(), row.closing());
    }

    private byte[] written(TenantId tenant, LocalDate first) {
        return in(tenant, () -> {
            var out = new ByteArrayOutputStream();
            export.write(first, out);
            return out.toByteArray();
        });
    }

    /** What an accountant says who finds that the likeliest answer to each question is right. */
    private FecAnswers likeliest(TenantId tenant, String name, byte[] content) {
        FecAnswers answers = FecAnswers.NONE;
        for (FecQuestion question : as(
                        TestTenants.accountant(tenant), () -> imports.preview(name, content, FecAnswers.NONE))
                .questions()) {
            String choice = question.choices().getFirst();
            answers = switch (question.parameter()) {
                case "siren" ->
                    answering(answers, answers.year(), choice, answers.openingJournal(), answers.grouping());
                case "firstDay" -> {
                    String[] days = question.choices().getLast().split("/");
                    yield answering(
                            answers,
                            new Period(LocalDate.parse(days[0]), LocalDate.parse(days[1])),
                            answers.siren(),
                            answers.openingJournal(),
                            answers.grouping());
                }
                case "openingJournal" ->
                    answering(answers, answers.year(), answers.siren(), choice, answers.grouping());
                case "grouping" ->
                    answering(
                            answers,
                            answers.year(),
                            answers.siren(),
                            answers.openingJournal(),
                            FecAnswers.Grouping.valueOf(choice));
                case "journals" -> {
                    String code = choice.substring(0, choice.indexOf(':'));
                    Map<String, String> journals = new HashMap<>(answers.journals());
                    journals.put(code, code);
                    yield new FecAnswers(
                            answers.year(),
                            answers.siren(),
                            answers.openingJournal(),
                            answers.grouping(),
                            null,
                            journals);
                }
                default -> answers;
            };
        }
        return answers;
    }

    private static FecAnswers answering(
            FecAnswers before,
            @Nullable Period year,
            @Nullable String siren,
            @Nullable String opening,
            FecAnswers.@Nullable Grouping grouping) {
        return new FecAnswers(year, siren, opening, grouping, before.suspenseAccount(), before.journals());
    }

    private JobReport imported(TenantId tenant, String name, byte[] content) {
        return imported(tenant, name, content, likeliest(tenant, name, content));
    }

    private JobReport imported(TenantId tenant, String name, byte[] content, FecAnswers answers) {
        var accountant = TestTenants.accountant(tenant);
        UUID job = as(accountant, () -> imports.submit(name, content, answers));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> as(accountant, () -> jobs.get(job)).state().ended());
        Job ended = as(accountant, () -> jobs.get(job));
        assertThat(ended.report()).as("%s", ended).isNotNull();
        return ended.report();
    }

    @Test
    void a_year_that_nothing_says_is_asked_and_not_guessed() {
        byte[] content = lines(IntStream.range(0, 12)
                .mapToObj(m -> LocalDate.of(2021, 9, 15).plusMonths(m))
                .flatMap(day -> Stream.of(
                        line("VT", "Ventes", day.getMonthValue() + "", day, "411000", "100,00", "0,00"),
                        line("VT", "Ventes", day.getMonthValue() + "", day, "706000", "0,00", "100,00")))
                .toList());
        assertThat(asked("FEC_2022.txt", content, FecAnswers.NONE)).containsExactly("fec-ask-year");
        assertThatThrownBy(() -> in(coop, () -> imports.submit("FEC_2022.txt", content, FecAnswers.NONE)))
                .isInstanceOfSatisfying(
                        InvalidField.class, r -> assertThat(r.code()).isEqualTo("fec-ask-year"));
        Period year = new Period(LocalDate.of(2021, 9, 1), LocalDate.of(2022, 8, 31));
        assertThat(imported(coop, "FEC_2022.txt", content, FecAnswers.in(year)).succeeded())
                .isTrue();
        assertThat(in(coop, () -> statements.balance("411000", null, null, LocalDate.of(2021, 12, 31))))
                .hasToString("400.00");
    }

    @Test
    void the_journal_of_opening_balances_is_asked_so_that_no_balance_doubles() {
        byte[] before = lines(List.of(
                line("OD", "Journal OD", "1", LocalDate.of(2024, 1, 5), "512000", "1000,00", "0,00"),
                line("OD", "Journal OD", "1", LocalDate.of(2024, 1, 5), "101000", "0,00", "1000,00")));
        byte[] after = lines(List.of(
                line("2", "BILAN D'OUVERTURE", "1", LocalDate.of(2025, 1, 1), "512000", "1000,00", "0,00"),
                line("2", "BILAN D'OUVERTURE", "1", LocalDate.of(2025, 1, 1), "101000", "0,00", "1000,00"),
                line("VT", "Journal VT", "1", LocalDate.of(2025, 6, 1), "411000", "240,00", "0,00"),
                line("VT", "Journal VT", "1", LocalDate.of(2025, 6, 1), "706000", "0,00", "240,00")));
        assertThat(imported(coop, "732829320FEC20241231.txt", before, FecAnswers.NONE)
                        .succeeded())
                .isTrue();
        assertThat(asked(NAME, after, FecAnswers.NONE)).containsExactly("fec-ask-opening");

        assertThat(imported(coop, NAME, after, new FecAnswers(null, null, "2", null, null, Map.of()))
                        .succeeded())
                .isTrue();

        assertThat(in(coop, () -> statements.balance("512000", null, null, LocalDate.of(2025, 12, 31))))
                .hasToString("1000.00");
        in(coop, () -> years.closeYear(LocalDate.of(2024, 1, 1)));
        assertThat(in(coop, () -> statements.balance("512000", null, null, LocalDate.of(2025, 12, 31))))
                .hasToString("1000.00");
    }

    @Test
    void lines_without_numbers_are_grouped_as_the_accountant_says() {
        List<String> all = new ArrayList<>();
        for (int m = 1; m <= 12; m++) {
            all.add(line("BQ", "Banque", "0", LocalDate.of(2024, m, m), "411000", "100,00", "0,00"));
            all.add(line("BQ", "Banque", "0", LocalDate.of(2024, m, m), "706000", "0,00", "100,00"));
        }
        all.add(line("BQ", "Banque", "0", LocalDate.of(2024, 3, 1), "512000", "10,00", "0,00"));
        all.add(line("BQ", "Banque", "0", LocalDate.of(2024, 3, 2), "411000", "0,00", "10,00"));
        byte[] content = lines(all);
        assertThat(asked("732829320FEC20241231.txt", content, FecAnswers.NONE)).containsExactly("fec-ask-grouping");
        for (FecAnswers.Grouping way :
                List.of(FecAnswers.Grouping.PIECE, FecAnswers.Grouping.DAY, FecAnswers.Grouping.SEQUENCE)) {
            TenantId one = tenants.aCooperative();
            JobReport report = imported(
                    one, "732829320FEC20241231.txt", content, new FecAnswers(null, null, null, way, null, Map.of()));
            assertThat(report.succeeded()).as(report.findings().toString()).isTrue();
            assertThat(report.counts()).as("%s", way).containsEntry("entries", 13L);
            assertThat(in(one, () -> statements.balance("706000", null, null, LocalDate.of(2024, 6, 30))))
                    .hasToString("-600.00");
        }
    }

    @Test
    void a_number_that_balances_over_two_journals_is_taken_if_that_is_meant() {
        byte[] content = lines(List.of(
                line("A", "Journal A", "1", LocalDate.of(2024, 1, 5), "606000", "100,00", "0,00"),
                line("D", "Journal D", "1", LocalDate.of(2024, 1, 5), "512000", "0,00", "100,00"),
                line("A", "Journal A", "2", LocalDate.of(2024, 1, 6), "606000", "50,00", "0,00"),
                line("A", "Journal A", "2", LocalDate.of(2024, 1, 6), "401000", "0,00", "50,00"),
                line("V", "Journal V", "3", LocalDate.of(2024, 1, 7), "411000", "70,00", "0,00"),
                line("V", "Journal V", "3", LocalDate.of(2024, 1, 7), "706000", "0,00", "70,00")));
        String name = "732829320FEC20241231.txt";
        assertThat(asked(name, content, FecAnswers.NONE)).containsExactly("fec-ask-journals-joined");
        JobReport report = imported(
                coop,
                name,
                content,
                new FecAnswers(null, null, null, FecAnswers.Grouping.NUMBER_OVER_JOURNALS, null, Map.of()));
        assertThat(report.succeeded()).as(report.findings().toString()).isTrue();
        assertThat(report.counts()).containsEntry("entries", 3L);
    }

    @Test
    void a_cent_that_lacks_goes_to_suspense_only_if_the_accountant_says_so() {
        byte[] content = lines(List.of(
                line("VT", "Journal VT", "1", LocalDate.of(2024, 1, 5), "411000", "100,00", "0,00"),
                line("VT", "Journal VT", "1", LocalDate.of(2024, 1, 5), "706000", "0,00", "100,00"),
                line("VT", "Journal VT", "2", LocalDate.of(2024, 1, 6), "530000", "1710,99", "0,00"),
                line("VT", "Journal VT", "2", LocalDate.of(2024, 1, 6), "707000", "0,00", "1711,00")));
        String name = "732829320FEC20241231.txt";
        assertThat(asked(name, content, FecAnswers.NONE)).containsExactly("fec-ask-suspense");
        assertThat(imported(coop, name, content, FecAnswers.NONE).succeeded()).isFalse();
        assertThatThrownBy(() -> new FecAnswers(null, null, null, null, "606", Map.of()))
                .hasMessageContaining("suspense-account");
        JobReport report = imported(coop, name, content, new FecAnswers(null, null, null, null, "471000", Map.of()));
        assertThat(report.succeeded()).as(report.findings().toString()).isTrue();
        assertThat(in(coop, () -> statements.balance("471000", null, null, LocalDate.of(2024, 12, 31))))
                .hasToString("0.01");
    }

    @Test
    void books_of_another_siren_and_a_code_with_another_meaning_are_asked() {
        byte[] content = lines(List.of(
                line("CA", "CREDIT AGRICOLE", "1", LocalDate.of(2024, 1, 5), "512000", "100,00", "0,00"),
                line("CA", "CREDIT AGRICOLE", "1", LocalDate.of(2024, 1, 5), "706000", "0,00", "100,00")));
        String name = "123456789FEC20241231.txt";
        assertThat(asked(name, content, FecAnswers.NONE)).containsExactlyInAnyOrder("fec-ask-siren", "fec-ask-journal");
        JobReport report = imported(
                coop, name, content, new FecAnswers(null, "123456789", null, null, null, Map.of("CA", "CAGR")));
        assertThat(report.succeeded()).as(report.findings().toString()).isTrue();
        assertThat(in(
                        coop,
                        () -> entries.list(
                                        new Entries.Filter("CAGR", null, null, null, null, null, null, null), null, 5)
                                .items()))
                .hasSize(1);
    }

    @Test
    void an_import_is_taken_back_whole_while_nothing_follows_and_may_come_again() {
        byte[] content = fec(sale("VT1", "411000", "120,00"), sale("VT2", "411000", "50,00"));
        assertThat(imported(coop, NAME, content).succeeded()).isTrue();
        UUID id = in(coop, () -> imports.list()).getFirst().id();

        assertThat(in(coop, () -> imports.undo(id)).undoneAt()).isNotNull();

        in(coop, () -> {
            assertThat(statements.balance("411000", null, null, LocalDate.of(2025, 12, 31)))
                    .isEqualTo(Money.ZERO);
            assertThat(verifier.verify().faults()).isEmpty();
            return null;
        });
        assertThatThrownBy(() -> in(coop, () -> imports.undo(id))).hasMessageContaining("fec-undone");
        assertThat(imported(coop, NAME, content).succeeded()).isTrue();
        in(coop, () -> {
            assertThat(statements.balance("411000", null, null, LocalDate.of(2025, 12, 31)))
                    .hasToString("170.00");
            ledger.post(own("OD", 2025, 6, "Suite", "S1"));
            UUID second = imports.list().getFirst().id();
            assertThatThrownBy(() -> imports.undo(second)).hasMessageContaining("fec-followed");
            return null;
        });
    }

    private List<String> asked(String name, byte[] content, FecAnswers answers) {
        return in(coop, () -> imports.preview(name, content, answers)).questions().stream()
                .map(FecQuestion::code)
                .toList();
    }

    private static String line(
            String journal, String label, String number, LocalDate day, String account, String debit, String credit) {
        String date = day.toString().replace("-", "");
        return String.join(
                "\t",
                journal,
                label,
                number,
                date,
                account,
                "Compte " + account,
                "",
                "",
                "P1",
                date,
                "Facture",
                debit,
                credit,
                "",
                "",
                date,
                "",
                "");
    }

    private static byte[] lines(List<String> lines) {
        return (FecReaderTest.HEADER + "\n" + String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String sale(String number, String account, String amount) {
        return """
                VT\tVentes\t%1$s\t20250110\t%2$s\tClients\tC1\tMartin\tF1\t20250110\tFacture 1\t%3$s\t0,00\t\t\t20250131\t\t
                VT\tVentes\t%1$s\t20250110\t706000\tPrestations\t\t\tF1\t20250110\tFacture 1\t0,00\t%3$s\t\t\t20250131\t\t""".formatted(number, account, amount);
    }

    private static byte[] fec(String... entries) {
        return (FecReaderTest.HEADER + "\n" + String.join("\n", entries) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
