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
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@EntrelacsTest
class FecImportTest {

    private static final String NAME = "123456789FEC20251231.txt";

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

        FecPreview preview = as(TestTenants.accountant(coop), () -> imports.preview(file, content, null));
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

        FecPreview again = in(coop, () -> imports.preview("other name.txt", content, null));
        assertThat(again.importable()).isFalse();
        assertThat(again.importedAt()).isNotNull();
        assertThatThrownBy(() -> in(coop, () -> imports.submit(NAME, content, null)))
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
        assertThat(in(coop, () -> imports.preview(NAME, fec(sale("VT1", "411000", "120,00")), null))
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
                                        null))
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

    private JobReport imported(TenantId tenant, String name, byte[] content) {
        var accountant = TestTenants.accountant(tenant);
        UUID job = as(accountant, () -> imports.submit(name, content, null));
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> as(accountant, () -> jobs.get(job)).state().ended());
        Job ended = as(accountant, () -> jobs.get(job));
        assertThat(ended.report()).as("%s", ended).isNotNull();
        return ended.report();
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
