package coop.entrelacs.funds;

import coop.entrelacs.activities.ContributionAmounts;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads what every activity had in a year so far, from the books, in one query whatever their number: turnover is class 70, direct
 * costs are purchases, subcontracting, outside staff and missions, and other costs all of class 6 but pay (it is what the result is
 * shared into) and the contribution to the fund itself.
 */
@Component
class ActivityMeans {

    private static final String DIRECT = "'^(601|602|603|604|605|607|608|611|621|625)'";

    private final JdbcClient jdbc;

    ActivityMeans(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record OfActivity(UUID activity, Means means) {}

    /**
     * @param last the end of the period called, in the year that counts
     * @param calledBefore whether contributions called before are taken off; a replay begins at zero
     */
    List<OfActivity> upTo(Fund fund, ContributionKey key, LocalDate last, boolean calledBefore) {
        LocalDate first = last.withDayOfYear(1);
        boolean yearEnds = last.plusDays(1).getDayOfYear() == 1;
        return jdbc.sql("""
                                            WITH there AS (
                                                SELECT a.id, a.opened_on, a.closed_on, v.id AS analytic,
                                                       greatest((date_trunc('month', a.opened_on) + make_interval(months => :free))::date, :first::date) AS since
                                                  FROM activity a LEFT JOIN analytic_value v ON v.value = a.id
                                                 WHERE a.opened_on <= :last AND (a.closed_on IS NULL OR a.closed_on >= :first)),
                                            sums AS (
                                                SELECT t.id,
                                                       coalesce(-sum(l.amount_cents) FILTER (WHERE c.number LIKE '70%'), 0) AS turnover,
                                                       coalesce(sum(l.amount_cents) FILTER (WHERE c.number ~\
                                            """ + DIRECT + """
                                            ), 0) AS direct,
                                                       coalesce(sum(l.amount_cents) FILTER (WHERE c.number LIKE '6%' AND c.number NOT LIKE '64%'
                                                                AND c.number <> :contribution AND c.number !~\
                                            """ + DIRECT + """
                                            ), 0) AS other
                                                  FROM journal_line l
                                                  JOIN account c ON c.id = l.account_id AND c.number ~ '^[67]'
                                                  JOIN there t ON t.analytic = l.analytic_id AND l.entry_date >= t.since
                                                 WHERE l.analytic_id IS NOT NULL AND l.entry_date BETWEEN :first AND :last
                                                 GROUP BY t.id),
                                            called AS (
                                                SELECT activity_id, sum(amount_cents) AS called FROM fund_contribution
                                                 WHERE fund_id = :fund AND period_first >= :first AND period_last <= :last GROUP BY activity_id)
                                            SELECT t.id, t.since, least(t.closed_on, :last::date) AS until,
                                                   coalesce(s.turnover, 0) AS turnover, coalesce(s.direct, 0) AS direct, coalesce(s.other, 0) AS other,
                                                   coalesce(k.called, 0) AS called,
                                                   coalesce((SELECT min(e.remaining) FROM fund_exemption e WHERE e.fund_id = :fund
                                                              AND e.activity_id = t.id AND :last BETWEEN e.first_day AND e.last_day), 100) AS remaining
                                              FROM there t LEFT JOIN sums s ON s.id = t.id LEFT JOIN called k ON k.activity_id = t.id
                                             ORDER BY t.id\
                                            """)
                .param("fund", fund.id())
                .param("contribution", fund.accounts().contribution())
                .param("free", key.letOff())
                .param("first", first)
                .param("last", last)
                .query((row, n) -> new OfActivity(
                        row.getObject("id", UUID.class),
                        new Means(
                                new ContributionAmounts(
                                        Money.ofCents(row.getLong("turnover")),
                                        Money.ofCents(row.getLong("direct")),
                                        Money.ofCents(row.getLong("other")),
                                        Money.ZERO),
                                months(
                                        row.getObject("since", LocalDate.class),
                                        row.getObject("until", LocalDate.class)),
                                yearEnds,
                                new Rate(row.getBigDecimal("remaining")),
                                calledBefore ? Money.ofCents(row.getLong("called")) : Money.ZERO)))
                .list();
    }

    /** Months touched, both ends included. */
    private static int months(LocalDate since, LocalDate until) {
        return since.isAfter(until)
                ? 0
                : (int) ChronoUnit.MONTHS.between(since.withDayOfMonth(1), until.withDayOfMonth(1)) + 1;
    }
}
