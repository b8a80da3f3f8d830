package coop.entrelacs.web;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.shared.Money;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

class SheetTest {

    @Test
    void a_french_csv_has_semicolons_and_decimal_commas() throws Exception {
        assertThat(csv(
                        Locale.FRENCH,
                        Arrays.asList("Menuiserie; bois", Money.of("-1234.50"), LocalDate.of(2026, 2, 3), null)))
                .isEqualTo("\ufeffNom;Montant;Jour;Note\r\n\"Menuiserie; bois\";-1234,50;2026-02-03;\r\n");
    }

    @Test
    void an_english_csv_has_commas_and_decimal_points() throws Exception {
        assertThat(csv(Locale.ENGLISH, Arrays.asList("Wood", Money.of("1234.50"), LocalDate.of(2026, 2, 3), "a, b")))
                .isEqualTo("\ufeffNom,Montant,Jour,Note\r\nWood,1234.50,2026-02-03,\"a, b\"\r\n");
    }

    @Test
    void a_text_that_a_spreadsheet_would_run_is_made_harmless_and_a_negative_amount_is_left_alone() throws Exception {
        assertThat(csv(Locale.FRENCH, Arrays.asList("=cmd|' /C calc'!A0", Money.of("-1.00"), null, "@SUM(A1)")))
                .contains("'=cmd|")
                .contains(";-1,00;")
                .contains("'@SUM(A1)");
    }

    @Test
    void a_workbook_keeps_amounts_as_numbers_and_texts_as_texts() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Sheet("factures", List.of("Nom", "Montant"), Locale.FRENCH)
                .write(
                        Sheet.Format.XLSX,
                        List.of(List.of("=1+1", Money.of("12.34"))).iterator(),
                        out);

        String sheet = entry(out.toByteArray(), "xl/worksheets/sheet1.xml");
        assertThat(sheet).contains("12.34").doesNotContain("<f>");
    }

    private static String csv(Locale locale, List<?> row) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Sheet("liste", List.of("Nom", "Montant", "Jour", "Note"), locale)
                .write(Sheet.Format.CSV, List.of(row).iterator(), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Read by the directory at its end, as spreadsheets do: entries are streamed, so their own headers tell no size. */
    private static String entry(byte[] zip, String name) throws Exception {
        Path file = Files.createTempFile("sheet", ".xlsx");
        Files.write(file, zip);
        try (ZipFile open = new ZipFile(file.toFile())) {
            return new String(open.getInputStream(open.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            Files.delete(file);
        }
    }
}
