package coop.entrelacs.ledger;

import coop.entrelacs.ledger.Chart.ChartAccount;
import coop.entrelacs.ledger.Chart.ChartJournal;
import coop.entrelacs.tenancy.SchemaSeed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Writes a chart of accounts with its journals; the default one into every new schema. */
@Component
class ChartSeed implements SchemaSeed {

    private final Map<String, Chart> charts = new ConcurrentHashMap<>();

    @Override
    public void fill(Connection connection) throws SQLException {
        write(connection, LedgerSetup.DEFAULT_CHART);
    }

    /** Writes what is not there yet of a chart. */
    int write(Connection connection, String name) throws SQLException {
        Chart chart = charts.computeIfAbsent(name, Chart::read);
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
