package coop.entrelacs.ledger;

import coop.entrelacs.shared.Money;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** A table as CSV: semicolons and decimal commas, as the spreadsheets of our readers expect. */
final class LedgerCsv {

    private final StringWriter out = new StringWriter();
    private final CsvWriter csv = CsvWriter.builder().fieldSeparator(';').build(out);

    LedgerCsv(String... header) {
        csv.writeRecord(header);
    }

    void row(@Nullable Object... cells) {
        String[] texts = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            texts[i] = text(cells[i]);
        }
        csv.writeRecord(texts);
    }

    String text() {
        return out.toString();
    }

    private static String text(@Nullable Object cell) {
        return switch (cell) {
            case null -> "";
            case Money money -> money.toString().replace('.', ',');
            case String words
            when !words.isEmpty() && "=+-@\t\r".indexOf(words.charAt(0)) >= 0 ->
                // a spreadsheet would run it as a formula
                "'" + words;
            default -> cell.toString();
        };
    }
}
