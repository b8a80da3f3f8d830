package coop.entrelacs.ledger;

import coop.entrelacs.ledger.Chart.ChartAccount;
import coop.entrelacs.ledger.Chart.ChartJournal;
import coop.entrelacs.tenancy.TenantReady;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Opens the books of a new tenant: it has a chart, journals and the current year before anyone enters. */
@Service
public class LedgerSetup {

    /** What a tenant begins with if nobody says otherwise. */
    public static final String DEFAULT_CHART = "pcg-2026";

    private final JdbcClient jdbc;
    private final Books books;
    private final Clock clock;
    private final Map<String, Chart> charts = new ConcurrentHashMap<>();

    LedgerSetup(JdbcClient jdbc, Books books, Clock clock) {
        this.jdbc = jdbc;
        this.books = books;
        this.clock = clock;
    }

    /**
     * Gives the bound tenant its chart, journals (VT, AC, BQ, CA, OD, AN, PA) and first fiscal year, where it has none yet;
     * safe to repeat.
     *
     * @param chart the file below {@code charts/} of tenants-config, such as {@code pcg-2026}
     * @param firstDay of the fiscal year to open
     * @param lastDay of that year, less than two years later
     */
    @Transactional
    public void open(String chart, LocalDate firstDay, LocalDate lastDay) {
        Chart seed = charts.computeIfAbsent(chart, Chart::read);
        books.call(connection -> seed(connection, seed));
        if (jdbc.sql("SELECT count(*) FROM fiscal_year").query(Long.class).single() == 0) {
            Books.translated(() -> jdbc.sql("SELECT open_fiscal_year(?, ?)")
                    .params(firstDay, lastDay)
                    .query(Integer.class)
                    .single());
        }
    }

    @EventListener
    @Transactional
    void seedNewTenant(TenantReady ready) {
        LocalDate today = LocalDate.now(clock);
        open(DEFAULT_CHART, today.withDayOfYear(1), LocalDate.of(today.getYear(), 12, 31));
    }

    private static int seed(Connection connection, Chart chart) throws SQLException {
        List<ChartAccount> accounts = chart.accounts();
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO account (number, label, third_parties)
                SELECT * FROM unnest(?::text[], ?::text[], ?::boolean[]) ON CONFLICT (number) DO NOTHING""")) {
            insert.setArray(
                    1,
                    connection.createArrayOf(
                            "text", accounts.stream().map(ChartAccount::number).toArray()));
            insert.setArray(
                    2,
                    connection.createArrayOf(
                            "text", accounts.stream().map(ChartAccount::label).toArray()));
            insert.setArray(
                    3,
                    connection.createArrayOf(
                            "boolean",
                            accounts.stream()
                                    .map(a -> Accounts.namesThirdParties(a.number()))
                                    .toArray()));
            insert.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO journal (code, label, opening) VALUES (?, ?, ?) ON CONFLICT (code) DO NOTHING")) {
            for (ChartJournal journal : chart.journals()) {
                insert.setString(1, journal.code());
                insert.setString(2, journal.label());
                insert.setBoolean(3, journal.isOpening());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return accounts.size();
    }
}
