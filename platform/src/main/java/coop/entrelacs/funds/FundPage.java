package coop.entrelacs.funds;

import coop.entrelacs.funds.FundAccount.Cell;
import coop.entrelacs.funds.FundAccount.Year;
import coop.entrelacs.funds.Solvency.Assumptions;
import coop.entrelacs.funds.Solvency.LargestCustomer;
import coop.entrelacs.funds.Solvency.Stress;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What everybody may see of a fund: what it did, how it decided, how long it lasts, and what another rule would do. */
@Service
public class FundPage {

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final ActivityMeans means;
    private final Clock clock;

    FundPage(JdbcClient jdbc, FundRecords records, ActivityMeans means, Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.means = means;
        this.clock = clock;
    }

    /** What a fund did, year by year; kinds of need so rare that they could point at somebody are put together. */
    @Transactional(readOnly = true)
    public FundAccount account(UUID id) {
        Fund fund = records.fund(id);
        List<Year> years = jdbc.sql("""
            SELECT extract(year FROM on_day)::integer AS year,
                   coalesce(sum(amount_cents) FILTER (WHERE kind IN ('CONTRIBUTION', 'GIVEN_BACK')), 0) AS contributions,
                   coalesce(sum(amount_cents) FILTER (WHERE kind IN ('ENDOWMENT', 'TRANSFER', 'POOL_SHARE', 'POOL_RETURN')), 0) AS given,
                   coalesce(-sum(amount_cents) FILTER (WHERE kind = 'PAYMENT'), 0) AS paid,
                   coalesce(sum(amount_cents) FILTER (WHERE kind IN ('REPAYMENT', 'RECOVERY')), 0) AS back
              FROM fund_movement WHERE fund_id = ? GROUP BY 1 ORDER BY 1 DESC\
            """)
                .param(id)
                .query((row, n) -> new Year(
                        row.getInt("year"),
                        Money.ofCents(row.getLong("contributions")),
                        Money.ofCents(row.getLong("given")),
                        Money.ofCents(row.getLong("paid")),
                        Money.ofCents(row.getLong("back"))))
                .list();
        Map<Integer, List<Cell>> byYear =
                cells(id).stream().collect(Collectors.groupingBy(Cell::year, TreeMap::new, Collectors.toList()));
        return new FundAccount(
                fund,
                years,
                byYear.values().stream()
                        .flatMap(cells -> FundAccount.suppressed(cells).stream())
                        .toList());
    }

    /** How requests of a kind were decided, over all years; nothing where they are too few. */
    @Transactional(readOnly = true)
    public List<Cell> precedents(UUID id, Need need) {
        // of what everybody may see, not of all: else what is put together there could be told apart here
        return account(id).cells().stream()
                .filter(c -> c.need().equals(need.name()))
                .toList();
    }

    /** The next 24 months, as expected and under each stress. */
    @Transactional(readOnly = true)
    public List<Solvency.Projection> projections(UUID id) {
        Fund fund = records.fund(id);
        LocalDate today = LocalDate.now(clock);
        record Sums(long contributions, long paid) {}
        Sums year = jdbc.sql("""
            SELECT coalesce(sum(amount_cents) FILTER (WHERE kind IN ('CONTRIBUTION', 'GIVEN_BACK')), 0) AS contributions,
                   coalesce(-sum(amount_cents) FILTER (WHERE kind = 'PAYMENT'), 0) AS paid
              FROM fund_movement WHERE fund_id = ? AND on_day > ?::date - 365 AND on_day <= ?\
            """).params(id, today, today).query(Sums.class).single();
        TreeMap<YearMonth, Money> instalments = new TreeMap<>();
        // what is late is not counted on: only instalments still to come
        jdbc.sql("""
            SELECT date_trunc('month', i.due_on)::date, sum(i.amount_cents) FROM fund_instalment i
              JOIN fund_request r ON r.id = i.request_id AND r.stage = 'REPAYING' AND r.fund_id = ?
             WHERE i.due_on > ? AND (SELECT sum(e.amount_cents) FROM fund_instalment e
                                      WHERE e.request_id = i.request_id AND e.no <= i.no) > r.back_cents
             GROUP BY 1\
            """)
                .params(id, today)
                .query((row, n) -> instalments.put(
                        YearMonth.from(row.getObject(1, LocalDate.class)), Money.ofCents(row.getLong(2))))
                .list();
        Assumptions assumed = new Assumptions(
                fund.balance(),
                fund.committed(),
                Money.ofCents(year.contributions() / 12),
                Money.ofCents(year.paid() / 12),
                instalments,
                fund.instrument() == Instrument.GUARANTEE ? fund.out() : Money.ZERO,
                Rate.percent("30"));
        LargestCustomer largest = largestCustomer(fund, today);
        return Arrays.stream(Stress.values())
                .map(stress -> Solvency.project(
                        stress, assumed, largest, YearMonth.from(today).plusMonths(1)))
                .toList();
    }

    /** The customer who owes all activities together the most, by the books; nobody's name leaves this method. */
    private LargestCustomer largestCustomer(Fund fund, LocalDate today) {
        record Row(long owed, long sold, long all) {}
        var guarantee = records.inForce(fund.id(), today).terms().guarantee();
        return jdbc.sql("""
            WITH customers AS (
                SELECT l.third_party_id, sum(l.amount_cents) AS owed,
                       coalesce(sum(l.amount_cents) FILTER (WHERE l.amount_cents > 0 AND l.entry_date > :today::date - 365), 0) AS sold
                  FROM journal_line l JOIN account a ON a.id = l.account_id AND a.number LIKE '411%'
                 WHERE l.third_party_id IS NOT NULL AND l.entry_date <= :today GROUP BY l.third_party_id)
            SELECT owed, sold, (SELECT sum(sold) FROM customers)::bigint AS "all" FROM customers
             WHERE owed > 0 ORDER BY owed DESC LIMIT 1\
            """)
                .param("today", today)
                .query(Row.class)
                .optional()
                .map(row -> new LargestCustomer(
                        guarantee == null
                                ? Money.ZERO
                                : Money.ofCents(row.owed()).times(guarantee.share(), RoundingMode.HALF_UP),
                        row.all() <= 0
                                ? Rate.ZERO
                                : new Rate(BigDecimal.valueOf(100 * row.sold())
                                        .divide(BigDecimal.valueOf(row.all()), 4, RoundingMode.HALF_UP)
                                        .min(BigDecimal.valueOf(100)))))
                .orElseGet(() -> new LargestCustomer(Money.ZERO, Rate.ZERO));
    }

    /** What another key would have called in a year that is over, or in the whole months of this one, from the books as they are. */
    @Transactional(readOnly = true)
    public WhatIf whatIf(UUID id, ContributionKey other, int year) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER);
        LocalDate today = LocalDate.now(clock);
        LocalDate last = LocalDate.of(Checks.within(year, "year", 2000, 2200), 12, 31);
        if (year == today.getYear() && today.getMonthValue() > 1) {
            last = today.withDayOfMonth(1).minusDays(1); // the year so far, in whole months
        }
        if (!last.isBefore(today)) {
            throw new InvalidField("year", "fund-call-not-over", last);
        }
        Fund fund = records.fund(id);
        ContributionKey present =
                records.inForce(id, LocalDate.now(clock)).terms().contribution();
        Map<UUID, Means> before = byActivity(fund, present, last);
        Map<UUID, Means> after = byActivity(fund, other, last);
        return WhatIf.of(
                year,
                before.entrySet().stream()
                        .map(one -> new WhatIf.Change(
                                one.getKey(),
                                present.due(one.getValue()).due(),
                                other.due(after.getOrDefault(one.getKey(), one.getValue()))
                                        .due()))
                        .toList());
    }

    private Map<UUID, Means> byActivity(Fund fund, ContributionKey key, LocalDate last) {
        return means.upTo(fund, key, last, false).stream()
                .collect(Collectors.toMap(ActivityMeans.OfActivity::activity, ActivityMeans.OfActivity::means));
    }

    private List<Cell> cells(UUID fund) {
        Function<String, String> count = decision -> "count(*) FILTER (WHERE decision = '" + decision + "')";
        return jdbc.sql("SELECT year, need, count(*), " + count.apply("GRANTED") + ", " + count.apply("PARTLY") + ", "
                        + count.apply("REFUSED") + ", 100 * sum(asked_hundreds), 100 * sum(granted_hundreds)"
                        + " FROM fund_precedent WHERE fund_id = ? GROUP BY year, need ORDER BY year DESC, need")
                .param(fund)
                .query((row, n) -> new Cell(
                        row.getInt(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getInt(4),
                        row.getInt(5),
                        row.getInt(6),
                        row.getLong(7),
                        row.getLong(8)))
                .list();
    }
}
