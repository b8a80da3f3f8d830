package coop.entrelacs.ledger;

import coop.entrelacs.tenancy.TenantReady;
import java.time.Clock;
import java.time.LocalDate;
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
    private final ChartSeed chartSeed;

    LedgerSetup(JdbcClient jdbc, Books books, Clock clock, ChartSeed chartSeed) {
        this.jdbc = jdbc;
        this.books = books;
        this.clock = clock;
        this.chartSeed = chartSeed;
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
        if (!jdbc.sql("SELECT EXISTS (SELECT FROM account)")
                .query(Boolean.class)
                .single()) {
            books.call(connection -> chartSeed.write(connection, chart));
        }
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
}
