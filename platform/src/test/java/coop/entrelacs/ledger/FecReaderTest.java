package coop.entrelacs.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import coop.entrelacs.jobs.JobReport.Finding;
import coop.entrelacs.jobs.JobReport.Severity;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FecReaderTest {

    static final Path REAL_FILES = Path.of("../../shared/data/fec");

    static final String HEADER =
            "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\t"
                    + "PieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise";
    private static final String SALE_DEBIT =
            "VT\tVentes\tVT1\t20250110\t411000\tClients\tC1\tMartin\tF1\t20250110\tFacture 1\t120,00\t0,00\t\t20250201\t20250131\t\t";
    private static final String SALE_CREDIT =
            "VT\tVentes\tVT1\t20250110\t706000\tPrestations\t\t\tF1\t20250110\tFacture 1\t0,00\t120,00\t\t\t20250131\t\t";

    @ParameterizedTest(name = "{0}: {1} lines, {2} entries, {3} on each side, {4} journals")
    @CsvSource({
        "berlitopyth__FEC_GENERATED_1_2023.csv,    1512,  756,  1103554.84, 5, |",
        "berlitopyth__FEC_GENERATED_2_2023.csv,    1388,  694,   988119.05, 5, |",
        "ekylibre-quadra__123456789FEC20190731.txt, 12605, 4716, 13738285.95, 11, TAB",
        "lasocietenouvelle__sample_pipe.txt,       4,     2,    3300.00,    2, |",
        "neolegal__111111111FEC20221231.TXT,       934,   248,  225682.23,  9, |",
        "tryton__FEC.csv,                          4,     2,    15.00,      2, TAB"
    })
    void a_real_file_is_read_to_the_cent(
            String file, long lines, int entries, String total, int journals, String separator) throws IOException {
        assumeThat(REAL_FILES).as("the shared data are not here").isDirectory();

        FecFile fec = FecReader.read(file, Files.readAllBytes(REAL_FILES.resolve(file)));

        assertThat(fec.findings().all()).noneMatch(f -> f.severity() == Severity.ERROR);
        assertThat(fec.lines()).isEqualTo(lines);
        assertThat(fec.entries()).hasSize(entries).allMatch(e -> e.balance() == 0);
        assertThat(coop.entrelacs.shared.Money.ofCents(fec.debitCents())).hasToString(total);
        assertThat(fec.creditCents()).isEqualTo(fec.debitCents());
        assertThat(fec.journals()).hasSize(journals);
        assertThat(fec.separator()).isEqualTo(separator.equals("TAB") ? '\t' : '|');
    }

    @Test
    void the_name_tells_siren_and_closing_date() {
        FecFile fec = read("123456789FEC20251231.txt", HEADER, SALE_DEBIT, SALE_CREDIT);

        assertThat(fec.siren()).isEqualTo("123456789");
        assertThat(fec.closing()).isEqualTo(LocalDate.of(2025, 12, 31));
        assertThat(fec.findings().all()).isEmpty();
    }

    @Test
    void a_name_that_tells_nothing_is_a_warning() {
        assertThat(read("export.txt", HEADER, SALE_DEBIT, SALE_CREDIT)
                        .findings()
                        .all())
                .extracting(Finding::code)
                .containsExactly("fec-name");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '~',
            value = {
                "an entry that does not balance  ~ 120,00→0,00 ~ 120,01→0,00 ~ fec-entry-unbalanced ~ 2 ~ EcritureNum",
                "a day that does not exist       ~ 20250110→411000 ~ 20250230→411000 ~ fec-date ~ 2 ~ EcritureDate",
                "a day written another way       ~ 20250110→411000 ~ 10/01/2025→411000 ~ fec-date ~ 2 ~ EcritureDate",
                "a lettering date that is none   ~ 20250201 ~ 20251301 ~ fec-date ~ 2 ~ DateLet",
                "an amount that is none          ~ 120,00→0,00 ~ 12O,00→0,00 ~ fec-amount ~ 2 ~ Debit",
                "an amount in tenths of cents    ~ 120,00→0,00 ~ 120,001→0,00 ~ fec-amount-decimals ~ 2 ~ Debit",
                "debit and credit at once        ~ 120,00→0,00 ~ 120,00→5,00 ~ fec-both-sides ~ 2 ~ Credit",
                "neither debit nor credit        ~ 120,00→0,00 ~ → ~ fec-amount-empty ~ 2 ~ Debit",
                "no account                      ~ 411000→Clients ~ →Clients ~ fec-field-empty ~ 2 ~ CompteNum",
                "no label                        ~ Facture 1→120 ~ →120 ~ fec-field-empty ~ 2 ~ EcritureLib",
                "no number                       ~ VT1 ~ '' ~ fec-field-empty ~ 2 ~ EcritureNum",
                "no journal                      ~ VT→Ventes ~ →Ventes ~ fec-field-empty ~ 2 ~ JournalCode",
                "an account without three digits ~ 411000→Clients ~ CLI411→Clients ~ fec-account-number ~ 2 ~ CompteNum",
                "a field too few                 ~ C1→Martin ~ C1 ~ fec-columns ~ 2 ~ ''",
                "a field too many                ~ C1→Martin ~ C1→Martin→X ~ fec-columns ~ 2 ~ ''"
            })
    void a_bad_line_is_named(String what, String good, String bad, String code, long line, String column) {
        String broken = SALE_DEBIT.replace(good.replace('→', '\t'), bad.replace('→', '\t'));
        assertThat(broken).isNotEqualTo(SALE_DEBIT);

        FecFile fec = read("123456789FEC20251231.txt", HEADER, broken, SALE_CREDIT);

        assertThat(errors(fec)).anySatisfy(f -> {
            assertThat(f.code()).isEqualTo(code);
            assertThat(f.line()).isEqualTo(line);
            assertThat(f.field()).isEqualTo(column.isEmpty() ? null : column);
        });
    }

    @Test
    void all_errors_are_told_at_once() {
        FecFile fec = read(
                "123456789FEC20251231.txt",
                HEADER,
                SALE_DEBIT.replace("20250110\t411000", "20251310\t411000"),
                SALE_CREDIT.replace("120,00", "x"),
                SALE_DEBIT.replace("VT1", "VT2").replace("120,00", "1,00"));

        assertThat(errors(fec))
                .extracting(Finding::line, Finding::code)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2L, "fec-date"),
                        org.assertj.core.groups.Tuple.tuple(3L, "fec-amount"),
                        org.assertj.core.groups.Tuple.tuple(4L, "fec-entry-unbalanced"));
    }

    @Test
    void two_entries_that_only_balance_together_are_refused() {
        FecFile fec = read(
                "123456789FEC20251231.txt",
                HEADER,
                SALE_DEBIT,
                SALE_CREDIT.replace("120,00", "100,00"),
                SALE_DEBIT.replace("VT1", "VT2").replace("120,00", "100,00"),
                SALE_CREDIT.replace("VT1", "VT2"),
                SALE_DEBIT.replace("VT1", "VT3"),
                SALE_CREDIT.replace("VT1", "VT3"),
                SALE_DEBIT.replace("VT1", "VT4"),
                SALE_CREDIT.replace("VT1", "VT4"));

        assertThat(errors(fec)).extracting(Finding::line).containsExactly(2L, 4L);
    }

    @Test
    void software_that_numbers_lines_instead_of_entries_is_understood_by_its_documents() {
        FecFile fec = read(
                "123456789FEC20251231.txt",
                HEADER,
                SALE_DEBIT,
                SALE_CREDIT.replace("VT1", "VT2"),
                SALE_DEBIT.replace("VT1", "VT3").replace("F1", "F2"),
                SALE_CREDIT.replace("VT1", "VT4").replace("F1", "F2"));

        assertThat(errors(fec)).isEmpty();
        assertThat(fec.entries()).extracting(FecEntry::number).containsExactly("VT1", "VT3");
        assertThat(fec.findings().all()).extracting(Finding::code).contains("fec-numbered-by-line");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "UTF-8,        false, '\r\n'",
        "UTF-8,        true,  '\n'",
        "ISO-8859-15,  false, '\r\n'",
        "windows-1252, false, '\r'",
        "UTF-16,       false, '\n'"
    })
    void any_encoding_and_line_end_gives_the_same_words(String encoding, boolean mark, String end) {
        String label = encoding.equals("windows-1252") ? "Règlement – été" : "Règlement été";
        String text = (mark ? "\uFEFF" : "")
                + String.join(end, HEADER, SALE_DEBIT.replace("Facture 1", label), SALE_CREDIT)
                + end;

        FecFile fec = FecReader.read("123456789FEC20251231.txt", text.getBytes(Charset.forName(encoding)));

        assertThat(fec.findings().all()).isEmpty();
        assertThat(fec.entries().getFirst().first().label()).isEqualTo(label);
    }

    @Test
    void an_amount_with_its_side_counts_as_debit_or_credit() {
        FecFile fec = read(
                "123456789FEC20251231.txt",
                HEADER.replace("Debit\tCredit", "Montant\tSens"),
                SALE_DEBIT.replace("120,00\t0,00", "120.00\tD"),
                SALE_CREDIT.replace("0,00\t120,00", "120\tC"));

        assertThat(fec.findings().all()).isEmpty();
        assertThat(fec.entries().getFirst().lines()).extracting(FecLine::cents).containsExactly(12_000L, -12_000L);
    }

    @Test
    void columns_are_found_by_name_in_any_order_and_case_padded_and_with_a_separator_too_many() {
        FecFile fec = read(
                "export 123456789FEC20251231.csv",
                "ecriturenum;JOURNALCODE;JournalLib;EcritureDate;compte_num;CompteLib;EcritureLib;Debit;Credit;",
                "1;VT  ; Ventes;20250110;411     ;\"Clients; divers\";Facture 1;0000000120,00;0000000000,00;",
                "1;VT  ; Ventes;20250110;706     ;Prestations;Facture 1;;1 20.00;");

        assertThat(errors(fec)).isEmpty();
        assertThat(fec.entries().getFirst().lines())
                .extracting(FecLine::account)
                .containsExactly("411", "706");
        assertThat(fec.accounts()).containsEntry("411", "Clients; divers");
        assertThat(fec.findings().all()).extracting(Finding::code).containsExactly("fec-columns-absent");
    }

    @Test
    void a_negative_amount_stays_on_the_side_where_it_was_written() {
        FecFile fec = read(
                "123456789FEC20251231.txt",
                HEADER,
                SALE_DEBIT.replace("120,00\t0,00", "-120,00\t0"),
                SALE_CREDIT.replace("0,00\t120,00", "0\t120,00-"));

        assertThat(errors(fec)).isEmpty();
        assertThat(fec.debitCents()).isEqualTo(-12_000);
        assertThat(fec.entries().getFirst().lines()).allMatch(FecLine::contra);
    }

    @Test
    void a_number_used_on_two_days_is_two_entries_if_each_balances() {
        FecFile fec = read(
                "123456789FEC20251231.txt",
                HEADER,
                SALE_DEBIT,
                SALE_CREDIT,
                SALE_DEBIT.replace("20250110", "20250210"),
                SALE_CREDIT.replace("20250110", "20250210"));

        assertThat(fec.entries()).hasSize(2);
        assertThat(fec.findings().all()).extracting(Finding::code).containsExactly("fec-number-twice");
    }

    @Test
    void a_gap_in_the_numbers_and_two_labels_of_one_account_are_told() {
        FecFile fec = read(
                "123456789FEC20251231.txt",
                HEADER,
                SALE_DEBIT,
                SALE_CREDIT,
                SALE_DEBIT
                        .replace("VT1", "VT3")
                        .replace("Clients", "Clients divers")
                        .replace("\t\t20250201", "\tA\t20250201"),
                SALE_CREDIT.replace("VT1", "VT3"));

        assertThat(errors(fec)).isEmpty();
        assertThat(fec.findings().all())
                .extracting(Finding::code)
                .contains("fec-account-labels", "fec-number-gap", "fec-lettering-open");
    }

    @Test
    void what_is_no_audit_file_is_said_to_be_none() {
        assertThat(errors(FecReader.read("x.txt", new byte[0])))
                .extracting(Finding::code)
                .contains("fec-empty");
        assertThat(errors(read("x.txt", "<?xml version=\"1.0\"?><a/>", "b")))
                .extracting(Finding::code)
                .containsExactly("fec-not-a-fec");
        assertThat(errors(read("x.txt", HEADER))).extracting(Finding::code).containsExactly("fec-no-lines");
        assertThat(errors(read("x.txt", HEADER.replace("CompteNum", "Compte"), SALE_DEBIT)))
                .extracting(Finding::field)
                .contains("CompteNum");
    }

    private static List<Finding> errors(FecFile fec) {
        return fec.findings().all().stream()
                .filter(f -> f.severity() == Severity.ERROR)
                .toList();
    }

    private static FecFile read(String name, String... lines) {
        return FecReader.read(name, String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8));
    }
}
