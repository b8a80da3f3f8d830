package coop.entrelacs.federation;

import coop.entrelacs.federation.PoolMessages.FundsTold;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DueWork;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.tenancy.crossing.Crossings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * A cooperative tells its federation what its funds hold, by kind. What would tell of fewer than three requests or activities is left
 * out, as for the other figures it publishes (loi n° 51-711 du 7 juin 1951, as INSEE applies it).
 */
@Service
public class PoolPublication {

    private static final Logger LOG = LoggerFactory.getLogger(PoolPublication.class);
    private static final int FEWEST = 3;
    private static final int LARGEST_SHARE_PERCENT = 85;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Tenants tenants;
    private final Crossings crossings;
    private final TreatyNewcomers newcomers;
    private final TransactionTemplate transaction;
    private final Clock clock;

    PoolPublication(
            JdbcClient jdbc,
            JsonMapper json,
            Tenants tenants,
            Crossings crossings,
            TreatyNewcomers newcomers,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.tenants = tenants;
        this.crossings = crossings;
        this.newcomers = newcomers;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** Every cooperative of a federation tells now. One that cannot is told in the log and keeps its last word. */
    public void publishAll(TenantId federation) {
        newcomers.offerIn(federation);
        tenants.cooperativesOf(federation).stream()
                .filter(one -> one.state() == Tenant.State.ACTIVE)
                .forEach(one -> {
                    try {
                        CurrentTenant.get(Actor.system(one.id()), this::publish);
                    } catch (RuntimeException e) {
                        LOG.warn("{} could not tell of its funds: {}", one.id(), e.toString());
                    }
                });
    }

    /** Tells what the current cooperative's funds hold, where it differs from what was told last. @return whether it was */
    public boolean publish() {
        return Boolean.TRUE.equals(transaction.execute(status -> tell()));
    }

    private boolean tell() {
        TenantId federation = tenants.current().federation();
        if (federation == null) {
            return false;
        }
        FundsTold figures = figures();
        int changed = jdbc.sql("INSERT INTO pool_told(figures) VALUES (?::jsonb) ON CONFLICT (only_row)"
                        + " DO UPDATE SET figures = excluded.figures WHERE pool_told.figures <> excluded.figures")
                .param(json.writeValueAsString(figures))
                .update();
        if (changed == 0) {
            return false;
        }
        crossings.send(federation, FundsTold.KIND, figures);
        return true;
    }

    private FundsTold figures() {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT);
        LocalDate today = LocalDate.now(clock);
        List<FundFigures> funds = jdbc.sql("""
            SELECT f.instrument, count(*)::integer AS funds, sum(f.balance_cents)::bigint AS balance,
                   sum(f.committed_cents)::bigint AS committed, sum(f.out_cents)::bigint AS out,
                   coalesce(sum(r.committed), 0) AS committed_count, coalesce(sum(r.out), 0) AS out_count,
                   coalesce(sum(c.amount), 0)::bigint AS contributions, coalesce(sum(c.units), 0) AS contributors,
                   coalesce(sum(CASE WHEN f.instrument = 'LOAN' THEN l.written_off ELSE m.paid END), 0)::bigint AS losses,
                   coalesce(sum(CASE WHEN f.instrument = 'LOAN' THEN l.units ELSE m.units END), 0) AS loss_count
              FROM fund f
              LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE stage IN ('GRANTED', 'PAYING')) AS committed,
                       count(*) FILTER (WHERE stage IN ('REPAYING', 'DEFAULTED', 'RECOVERING')) AS out
                       FROM fund_request WHERE fund_id = f.id) r ON true
              LEFT JOIN LATERAL (SELECT sum(amount_cents) AS amount, count(DISTINCT activity_id) AS units FROM fund_contribution
                       WHERE fund_id = f.id AND period_last > :today::date - 365) c ON true
              LEFT JOIN LATERAL (SELECT -sum(amount_cents) FILTER (WHERE kind IN ('PAYMENT', 'RECOVERY')) AS paid,
                       count(*) FILTER (WHERE kind = 'PAYMENT') AS units FROM fund_movement
                       WHERE fund_id = f.id AND on_day > :today::date - 365) m ON true
              LEFT JOIN LATERAL (SELECT sum(q.written_off_cents) AS written_off, count(*) AS units FROM fund_request q
                       JOIN fund_request_event e ON e.request_id = q.id AND e.to_stage = 'CLOSED' AND e.happened_at > :today::date - interval '365 days'
                       WHERE q.fund_id = f.id AND q.written_off_cents > 0) l ON true
             WHERE f.state <> 'CLOSED' GROUP BY f.instrument ORDER BY f.instrument\
            """)
                .param("today", today)
                .query((row, n) -> new FundFigures(
                        Instrument.valueOf(row.getString("instrument")),
                        row.getInt("funds"),
                        Money.ofCents(row.getLong("balance")),
                        unlessFew(row, "committed", "committed_count"),
                        unlessFew(row, "out", "out_count"),
                        unlessFew(row, "contributions", "contributors"),
                        unlessFew(row, "losses", "loss_count")))
                .list();
        return new FundsTold(YearMonth.from(today), funds, payroll(today));
    }

    /**
     * Gross pay of members: a payslip of somebody who is none (staff that never became an associate) does not count, nor does pay that no
     * payslip of ours explains and no activity bears. Where nothing but such pay is booked, nobody knows.
     */
    private @Nullable Money payroll(LocalDate today) {
        record Paid(long cents, boolean tells, boolean unknown) {}
        Paid paid = jdbc.sql("""
            WITH line AS (
                SELECT l.analytic_id AS activity, l.amount_cents, s.id AS slip,
                       CASE WHEN s.id IS NULL THEN l.analytic_id IS NOT NULL
                            ELSE EXISTS (SELECT FROM contract c WHERE c.member_id = s.member_id AND c.kind <> 'EMPLOYMENT'
                                     AND c.first_day < s.month + interval '1 month'
                                     AND coalesce(least(c.ended_on, c.planned_last_day), 'infinity') >= s.month)
                              OR EXISTS (SELECT FROM associate_term t WHERE t.member_id = s.member_id
                                     AND t.first_day < s.month + interval '1 month' AND coalesce(t.last_day, 'infinity') >= s.month)
                            END AS of_member
                  FROM journal_line l JOIN account a ON a.id = l.account_id AND a.number LIKE '641%'
                  JOIN journal_entry e ON e.id = l.entry_id
                  LEFT JOIN journal_entry o ON o.id = CASE WHEN e.source LIKE 'reversal:%' THEN substr(e.source, 10)::bigint END
                  LEFT JOIN payslip s ON s.id = CASE WHEN coalesce(o.source, e.source) ~ '^payslip:[0-9a-f-]{36}'
                                                     THEN substr(coalesce(o.source, e.source), 9, 36)::uuid END
                 WHERE l.entry_date > :today::date - interval '1 year' AND l.entry_date <= :today)
            SELECT coalesce(sum(cents), 0)::bigint AS cents,
                   coalesce(sum(cents), 0) <> 0 AND (count(activity) < :fewest OR max(cents) FILTER (WHERE activity IS NOT NULL) * 100 >= sum(cents) * :share) AS tells,
                   coalesce(sum(cents), 0) = 0 AND (SELECT coalesce(sum(amount_cents), 0) <> 0 FROM line
                        WHERE slip IS NULL AND NOT of_member) AS unknown
              FROM (SELECT activity, sum(amount_cents) AS cents FROM line WHERE of_member GROUP BY activity) one\
            """)
                .param("today", today)
                .param("fewest", FEWEST)
                .param("share", LARGEST_SHARE_PERCENT)
                .query(Paid.class)
                .single();
        return paid.tells() || paid.unknown() ? null : Money.ofCents(paid.cents());
    }

    private static @Nullable Money unlessFew(ResultSet row, String amount, String count) throws SQLException {
        long cents = row.getLong(amount);
        return cents == 0 || row.getLong(count) >= FEWEST ? Money.ofCents(cents) : null;
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        @Bean
        DueWork fundsToldDue(ObjectProvider<PoolPublication> publication) {
            return DueWork.afterWrites("funds-told", Duration.ofSeconds(150), tenant -> {
                if (tenant.federation() != null) {
                    publication.getObject().publish();
                }
                return Optional.empty();
            });
        }
    }
}
