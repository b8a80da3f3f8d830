package coop.entrelacs.ledger;

import coop.entrelacs.audit.Audit;
import coop.entrelacs.ledger.FiscalYears.FiscalYear;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.LegalIdentities;
import coop.entrelacs.tenancy.Role;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes the audit file of a fiscal year (LPF A47 A-1, VII): 18 columns, tabs, CRLF, dates without marks, decimal commas. The
 * opening balances are in it; classes 6 and 7 are never closed by an entry, so nothing has to be left out.
 */
@Service
public class FecExport {

    private static final DateTimeFormatter DATE = DateTimeFormatter.BASIC_ISO_DATE;
    private static final int ROWS_AT_ONCE = 2_000;

    /**
     * Imported entries keep the number they had. Where a journal of the year holds both imported entries and ours, ours say so, so
     * that no number stands for two.
     */
    private static final String LINES = """
            SELECT j.code AS journal, j.label AS journal_label,
                   coalesce(i.number, CASE WHEN mixed.journal_id IS NULL THEN s.number::text ELSE 'E' || lpad(s.number::text, 6, '0') END) AS number,
                   coalesce(il.original_date, i.original_date, e.entry_date) AS entry_date,
                   a.number AS account, a.label AS account_label, t.code AS third_party, t.name AS third_party_name,
                   coalesce(il.piece_ref, e.piece_ref) AS piece_ref, coalesce(il.piece_date, e.piece_date, e.entry_date) AS piece_date,
                   coalesce(l.label, e.label) AS label, debit_of(l.amount_cents, l.contra) AS debit, credit_of(l.amount_cents, l.contra) AS credit,
                   g.code AS lettering, g.lettered_on,
                   coalesce(i.valid_date, (e.booked_at AT TIME ZONE 'Europe/Paris')::date) AS valid_date,
                   il.currency_amount, il.currency
            FROM entry_seal s
            JOIN fiscal_year y ON y.id = s.fiscal_year_id AND y.first_day = ?
            JOIN journal_entry e ON e.id = s.entry_id
            JOIN journal j ON j.id = s.journal_id
            JOIN journal_line l ON l.entry_id = e.id
            JOIN account a ON a.id = l.account_id
            LEFT JOIN third_party t ON t.id = l.third_party_id
            LEFT JOIN imported_entry i ON i.entry_id = e.id
            LEFT JOIN imported_line il ON il.entry_id = l.entry_id AND il.line_no = l.line_no
            LEFT JOIN lettering_line ll ON ll.entry_id = l.entry_id AND ll.line_no = l.line_no
            LEFT JOIN lettering g ON g.id = ll.lettering_id
            LEFT JOIN (SELECT DISTINCT s2.journal_id FROM imported_entry i2 JOIN entry_seal s2 ON s2.entry_id = i2.entry_id
                       JOIN fiscal_year y2 ON y2.id = s2.fiscal_year_id AND y2.first_day = ?) mixed ON mixed.journal_id = s.journal_id
            ORDER BY j.opening DESC, valid_date, s.position, l.line_no""";

    private final JdbcTemplate jdbc;
    private final FiscalYears years;
    private final LegalIdentities identities;
    private final Sealing sealing;
    private final Audit audit;

    FecExport(JdbcTemplate jdbc, FiscalYears years, LegalIdentities identities, Sealing sealing, Audit audit) {
        this.jdbc = jdbc;
        this.years = years;
        this.identities = identities;
        this.sealing = sealing;
        this.audit = audit;
    }

    /**
     * The legal name of the file: SIREN, FEC, closing date.
     *
     * @throws coop.entrelacs.shared.NotFound if no fiscal year begins on this day
     */
    @Transactional(readOnly = true)
    public String fileName(LocalDate firstDay) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        FiscalYear year = years.get(firstDay);
        return identities.current().legal().siren() + "FEC" + DATE.format(year.lastDay()) + ".txt";
    }

    /**
     * Writes the file, streamed: memory does not grow with the year.
     *
     * @return how many lines of entries were written
     */
    @Transactional
    public long write(LocalDate firstDay, OutputStream out) {
        CurrentTenant.actor().require(Role.ACCOUNTANT, Role.MANAGER);
        FiscalYear year = years.get(firstDay);
        // everything booked gets its number first; what is booked from now on is not in this file
        sealing.now();
        audit.record("fec.export", "fiscal-year:" + year.firstDay(), "");
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        long[] lines = {0};
        try {
            writer.write(FecColumn.LEGAL.stream().map(FecColumn::title).collect(Collectors.joining("\t", "", "\r\n")));
            jdbc.query(
                    connection -> {
                        PreparedStatement select = connection.prepareStatement(LINES);
                        select.setFetchSize(ROWS_AT_ONCE);
                        select.setObject(1, firstDay);
                        select.setObject(2, firstDay);
                        return select;
                    },
                    (ResultSet row) -> {
                        write(writer, row);
                        lines[0]++;
                    });
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines[0];
    }

    private static void write(Writer out, ResultSet row) throws SQLException {
        String number = row.getString("number");
        String pieceRef = row.getString("piece_ref");
        String lettering = row.getString("lettering");
        try {
            field(out, row.getString("journal"), '\t');
            field(out, row.getString("journal_label"), '\t');
            field(out, number, '\t');
            field(out, date(row, "entry_date"), '\t');
            field(out, row.getString("account"), '\t');
            field(out, row.getString("account_label"), '\t');
            field(out, row.getString("third_party"), '\t');
            field(out, row.getString("third_party_name"), '\t');
            // no document of its own: the entry's number is its reference
            field(out, pieceRef == null ? row.getString("journal") + "-" + number : pieceRef, '\t');
            field(out, date(row, "piece_date"), '\t');
            field(out, row.getString("label"), '\t');
            field(out, amount(row.getLong("debit")), '\t');
            field(out, amount(row.getLong("credit")), '\t');
            field(out, lettering, '\t');
            field(out, lettering == null ? null : date(row, "lettered_on"), '\t');
            field(out, date(row, "valid_date"), '\t');
            field(out, row.getString("currency_amount"), '\t');
            field(out, row.getString("currency"), '\r');
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void field(Writer out, @Nullable String text, char end) throws IOException {
        if (text != null) {
            // labels of accounts and third parties are not checked for these where they are born
            out.write(
                    text.indexOf('\t') < 0 && text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                            ? text
                            : text.replaceAll("[\\t\\r\\n]+", " "));
        }
        out.write(end);
    }

    private static @Nullable String date(ResultSet row, String column) throws SQLException {
        LocalDate date = row.getObject(column, LocalDate.class);
        return date == null ? null : DATE.format(date);
    }

    private static String amount(long cents) {
        return BigDecimal.valueOf(cents, 2).toPlainString().replace('.', ',');
    }
}
