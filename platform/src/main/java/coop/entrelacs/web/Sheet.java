package coop.entrelacs.web;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * A table to take away. Rows stream: a year of journal lines needs no more memory than one page of them. A text cell that a
 * spreadsheet would run as a formula is preceded by an apostrophe.
 *
 * @param title the name of the worksheet
 * @param locale decides the separators of CSV: semicolon and decimal comma for French spreadsheets
 */
public record Sheet(String title, List<String> headers, Locale locale) {

    private static final ZoneId ZONE = ZoneId.of("Europe/Paris");

    public enum Format {
        CSV("csv", "text/csv; charset=utf-8"),
        XLSX("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

        private final String extension;
        private final String mediaType;

        Format(String extension, String mediaType) {
            this.extension = extension;
            this.mediaType = mediaType;
        }

        public String extension() {
            return extension;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    public Sheet {
        headers = List.copyOf(headers);
    }

    /**
     * Writes the rows.
     *
     * @param rows of texts, Money, Rate, days, times, numbers and nulls
     */
    public void write(Format format, Iterator<? extends List<? extends @Nullable Object>> rows, OutputStream out)
            throws IOException {
        switch (format) {
            case CSV -> csv(rows, out);
            case XLSX -> xlsx(rows, out);
        }
    }

    private void csv(Iterator<? extends List<? extends @Nullable Object>> rows, OutputStream out) throws IOException {
        boolean english = locale.getLanguage().equals("en");
        OutputStreamWriter writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        // Without a byte order mark Excel reads UTF-8 as the machine's old code page.
        writer.write('\ufeff');
        CsvWriter csv = CsvWriter.builder().fieldSeparator(english ? ',' : ';').build(writer);
        csv.writeRecord(headers.stream().map(Sheet::harmless).toList());
        while (rows.hasNext()) {
            List<String> cells = new ArrayList<>();
            for (Object cell : rows.next()) {
                cells.add(plain(cell, english));
            }
            csv.writeRecord(cells);
        }
        csv.flush();
        writer.flush();
    }

    private static String plain(@Nullable Object cell, boolean english) {
        return switch (cell) {
            case null -> "";
            case Money money -> decimal(money.toEuros(), english);
            case Rate rate -> decimal(rate.percent(), english);
            case BigDecimal number -> decimal(number, english);
            case Number number -> number.toString();
            case LocalDate day -> day.toString();
            case Instant instant ->
                instant.atZone(ZONE).toLocalDateTime().withNano(0).toString();
            default -> harmless(cell.toString());
        };
    }

    private static String decimal(BigDecimal number, boolean english) {
        return english ? number.toPlainString() : number.toPlainString().replace('.', ',');
    }

    private static String harmless(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private void xlsx(Iterator<? extends List<? extends @Nullable Object>> rows, OutputStream out) throws IOException {
        // The stream belongs to the caller: closing the workbook must not close a response half-way.
        Workbook book = new Workbook(out, "Entrelacs", "1.0");
        Worksheet sheet = book.newWorksheet(title.length() > 31 ? title.substring(0, 31) : title);
        for (int column = 0; column < headers.size(); column++) {
            sheet.value(0, column, harmless(headers.get(column)));
        }
        sheet.range(0, 0, 0, Math.max(0, headers.size() - 1)).style().bold().set();
        sheet.freezePane(0, 1);
        int line = 1;
        while (rows.hasNext()) {
            int column = 0;
            for (Object cell : rows.next()) {
                put(sheet, line, column++, cell);
            }
            if (++line % 1000 == 0) {
                sheet.flush();
            }
        }
        book.finish();
    }

    private static void put(Worksheet sheet, int line, int column, @Nullable Object cell) {
        switch (cell) {
            case null -> {}
            case Money money -> {
                sheet.value(line, column, money.toEuros());
                sheet.style(line, column).format("#,##0.00").set();
            }
            case Rate rate -> sheet.value(line, column, rate.percent());
            case Number number -> sheet.value(line, column, number);
            case LocalDate day -> {
                sheet.value(line, column, day);
                sheet.style(line, column).format("yyyy-mm-dd").set();
            }
            case Instant instant -> {
                sheet.value(line, column, instant.atZone(ZONE).toLocalDateTime());
                sheet.style(line, column).format("yyyy-mm-dd hh:mm").set();
            }
            default -> sheet.value(line, column, harmless(cell.toString()));
        }
    }
}
