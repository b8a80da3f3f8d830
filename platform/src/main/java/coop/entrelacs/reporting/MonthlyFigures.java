package coop.entrelacs.reporting;

import coop.entrelacs.federation.Federation;
import coop.entrelacs.federation.MonthFigures;
import coop.entrelacs.jobs.Jobs;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.tenancy.Actor;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.DueWork;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * A cooperative's months, computed in its own tenant and published to its federation.
 *
 * <p>An amount is left out where it would tell of one activity: the two rules of statistical secrecy for enterprises (INSEE,
 * loi n° 51-711 du 7 juin 1951): at least three units in a cell, and none that makes 85 % or more of it.
 */
@Service
public class MonthlyFigures {

    private static final Logger LOG = LoggerFactory.getLogger(MonthlyFigures.class);
    private static final int FEWEST_UNITS = 3;
    private static final int LARGEST_SHARE_PERCENT = 85;
    private static final int MONTHS_PUBLISHED = 13;

    private final JdbcClient jdbc;
    private final Federation federation;
    private final Tenants tenants;
    private final Jobs jobs;
    private final Clock clock;

    MonthlyFigures(JdbcClient jdbc, Federation federation, Tenants tenants, Jobs jobs, Clock clock) {
        this.jdbc = jdbc;
        this.federation = federation;
        this.tenants = tenants;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** The current cooperative's last months, oldest first, the present one included; one query. */
    @Transactional(readOnly = true)
    public List<MonthFigures> lastMonths(int months) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.COORDINATOR);
        LocalDate today = LocalDate.now(clock);
        return jdbc.sql("""
            WITH month AS (
                SELECT m::date AS first_day,
                       least((m + interval '1 month - 1 day')::date, :today) AS last_day
                FROM generate_series(:first::date, :today, interval '1 month') m),
            movement AS (
                SELECT date_trunc('month', l.entry_date)::date AS first_day, l.analytic_id,
                       -sum(l.amount_cents) FILTER (WHERE a.number LIKE '70%') AS turnover,
                       count(*) AS lines
                FROM journal_line l
                JOIN account a ON a.id = l.account_id AND (a.number LIKE '6%' OR a.number LIKE '7%')
                WHERE l.entry_date BETWEEN :first AND :today
                GROUP BY 1, 2),
            books AS (
                SELECT first_day,
                       count(analytic_id) AS activities,
                       sum(turnover) AS turnover,
                       count(analytic_id) FILTER (WHERE turnover > 0) AS units,
                       max(turnover) FILTER (WHERE analytic_id IS NOT NULL) AS largest,
                       sum(turnover) FILTER (WHERE turnover > 0) AS positive
                FROM movement GROUP BY 1),
            charged AS (
                SELECT date_trunc('month', charged_on)::date AS first_day, sum(amount_cents) AS contributions
                FROM contribution_charge WHERE charged_on BETWEEN :first AND :today GROUP BY 1)
            SELECT month.first_day,
                   (SELECT count(DISTINCT c.member_id) FROM contract c
                    WHERE c.first_day <= month.last_day
                      AND coalesce(least(c.ended_on, c.planned_last_day), 'infinity') >= month.last_day
                      AND (c.kind <> 'EMPLOYMENT' OR EXISTS (
                          SELECT 1 FROM associate_term t WHERE t.member_id = c.member_id AND t.first_day <= month.last_day
                             AND coalesce(t.last_day, 'infinity') >= month.last_day))) AS members,
                   (SELECT count(DISTINCT t.member_id) FROM associate_term t
                    JOIN contract c ON c.member_id = t.member_id AND c.first_day <= month.last_day
                      AND coalesce(least(c.ended_on, c.planned_last_day), 'infinity') >= month.last_day
                    WHERE t.first_day <= month.last_day
                      AND coalesce(t.last_day, 'infinity') >= month.last_day) AS associates,
                   coalesce(books.activities, 0) AS activities,
                   coalesce(books.turnover, 0) AS turnover,
                   coalesce(charged.contributions, 0) AS contributions,
                   coalesce(books.turnover, 0) = 0
                       OR (books.units >= :fewest AND books.largest * 100 < books.positive * :share) AS tells_of_nobody
            FROM month LEFT JOIN books USING (first_day) LEFT JOIN charged USING (first_day)
            ORDER BY month.first_day\
            """)
                .param("today", today)
                .param(
                        "first",
                        YearMonth.from(today)
                                .minusMonths(Math.clamp(months, 1, 36) - 1)
                                .atDay(1))
                .param("fewest", FEWEST_UNITS)
                .param("share", LARGEST_SHARE_PERCENT)
                .query((row, n) -> month(row))
                .list();
    }

    /** Computes and publishes the current cooperative's figures; nothing is sent where nothing changed. */
    public boolean publish() {
        return federation.publish(lastMonths(MONTHS_PUBLISHED));
    }

    /** Every cooperative of a federation publishes now. One that cannot is told in the log and keeps its last figures. */
    public void publishAll(TenantId ofFederation) {
        tenants.cooperativesOf(ofFederation).stream()
                .filter(cooperative -> cooperative.state() == Tenant.State.ACTIVE)
                .forEach(cooperative -> publishOf(cooperative.id()));
    }

    /** The same as a job of the current federation, asked for by its coordinator. */
    public UUID publishLater() {
        CurrentTenant.actor().require(Role.COORDINATOR);
        if (tenants.current().kind() != Tenant.Kind.FEDERATION) {
            throw new NotFound("federation", CurrentTenant.id());
        }
        return jobs.submit(FiguresPublication.KIND, new FiguresPublication.Everyone());
    }

    /** @return false where it could not, told in the log */
    boolean publishOf(TenantId cooperative) {
        try {
            CurrentTenant.get(Actor.system(cooperative), this::publish);
            return true;
        } catch (RuntimeException e) {
            LOG.warn("{} could not publish its figures", cooperative, e);
            return false;
        }
    }

    private static MonthFigures month(ResultSet row) throws SQLException {
        boolean shown = row.getBoolean("tells_of_nobody");
        return new MonthFigures(
                YearMonth.from(row.getObject("first_day", LocalDate.class)),
                row.getInt("members"),
                row.getInt("associates"),
                row.getInt("activities"),
                money(shown, row.getLong("turnover")),
                money(shown, row.getLong("contributions")));
    }

    private static @Nullable Money money(boolean shown, long cents) {
        return shown ? Money.ofCents(cents) : null;
    }

    @Configuration(proxyBeanMethods = false)
    static class Wiring {

        @Bean
        DueWork figuresDue(ObjectProvider<MonthlyFigures> figures) {
            return DueWork.afterWrites("figures", Duration.ofSeconds(150), tenant -> {
                if (tenant.federation() != null) {
                    figures.getObject().publish();
                }
                return Optional.empty();
            });
        }
    }
}
