package coop.entrelacs.funds;

import coop.entrelacs.shared.Folding;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.web.Page;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What moved a fund, down to the entry in the books, and which contributions were called or would be. */
@Service
public class FundMovements {

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final ActivityMeans means;
    private final Clock clock;

    FundMovements(JdbcClient jdbc, FundRecords records, ActivityMeans means, Clock clock) {
        this.jdbc = jdbc;
        this.records = records;
        this.means = means;
        this.clock = clock;
    }

    /** Why money moved. */
    public enum Kind {
        ENDOWMENT,
        CONTRIBUTION,
        GIVEN_BACK,
        PAYMENT,
        REPAYMENT,
        RECOVERY,
        TRANSFER,
        /** What a common fund bears of a loss. */
        POOL_SHARE,
        /** Its part of what a customer paid after all. */
        POOL_RETURN
    }

    /**
     * @param amount positive into the fund
     * @param request the request that was paid or paid back, or null
     * @param entry its entry in the books; null for a call, which has an entry for every activity
     */
    public record Movement(
            UUID id,
            Kind kind,
            Money amount,
            LocalDate on,
            @Nullable UUID request,
            @Nullable Long entry) {}

    /** A period whose contributions were called. */
    public record Period(LocalDate first, LocalDate last, int activities, Money amount) {}

    /**
     * What a call would bring.
     *
     * @param called how many activities were called for this period before; they are not called again
     * @param lines the largest first, without those of nothing
     */
    public record Preview(int rulebook, int activities, int called, Money amount, List<Line> lines) {
        public Preview {
            lines = List.copyOf(lines);
        }
    }

    public record Line(UUID activity, String activityName, Money amount, List<Step> steps) {
        public Line {
            steps = List.copyOf(steps);
        }
    }

    /** The latest first. */
    @Transactional(readOnly = true)
    public Page<Movement> list(UUID fund, @Nullable UUID before, int limit) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER);
        records.fund(fund);
        List<Movement> rows = jdbc.sql("""
            SELECT m.id, m.kind, m.amount_cents, m.on_day, m.request_id, e.id AS entry
              FROM fund_movement m LEFT JOIN journal_entry e
                ON e.source = CASE
                   WHEN m.kind = 'PAYMENT' AND m.source NOT LIKE 'undone:%' THEN 'fund-request:' || m.request_id || ':payment'
                   WHEN m.kind IN ('POOL_SHARE', 'POOL_RETURN') THEN 'fund-pool-share:' || substring(m.source FROM 6)
                   ELSE 'fund-movement:' || m.id END
             WHERE m.fund_id = :fund AND (:before::uuid IS NULL OR m.id < :before)
             ORDER BY m.id DESC LIMIT :limit\
            """)
                .param("fund", fund)
                .param("before", before)
                .param("limit", limit + 1)
                .query((row, n) -> new Movement(
                        row.getObject("id", UUID.class),
                        Kind.valueOf(row.getString("kind")),
                        Money.ofCents(row.getLong("amount_cents")),
                        row.getObject("on_day", LocalDate.class),
                        row.getObject("request_id", UUID.class),
                        row.getObject("entry", Long.class)))
                .list();
        return Page.of(rows, limit, m -> m.id().toString());
    }

    /** The periods called, the latest first. */
    @Transactional(readOnly = true)
    public List<Period> called(UUID fund) {
        records.fund(fund);
        return jdbc.sql("""
            SELECT period_first, period_last, count(*) FILTER (WHERE reverses IS NULL) AS activities, sum(amount_cents) AS amount
              FROM fund_contribution WHERE fund_id = ? GROUP BY period_first, period_last
             ORDER BY period_last DESC, period_first DESC\
            """)
                .param(fund)
                .query((row, n) -> new Period(
                        row.getObject("period_first", LocalDate.class),
                        row.getObject("period_last", LocalDate.class),
                        row.getInt("activities"),
                        Money.ofCents(row.getLong("amount"))))
                .list();
    }

    /**
     * A contribution called from an activity, or one that takes another back.
     *
     * @param reversed whether it was taken back
     */
    public record Called(
            UUID id,
            UUID activity,
            String activityName,
            LocalDate first,
            LocalDate last,
            Money amount,
            boolean reversal,
            boolean reversed) {}

    /** Every contribution to a fund, the latest first; those of one activity name if a text is given. */
    @Transactional(readOnly = true)
    public Page<Called> contributions(UUID fund, @Nullable String text, @Nullable UUID before, int limit) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER);
        records.fund(fund);
        List<Called> rows = jdbc.sql("""
            SELECT c.id, c.activity_id, a.trade_name, c.period_first, c.period_last, c.amount_cents,
                   c.reverses IS NOT NULL AS reversal,
                   EXISTS (SELECT 1 FROM fund_contribution r WHERE r.reverses = c.id) AS reversed
              FROM fund_contribution c JOIN activity a ON a.id = c.activity_id
             WHERE c.fund_id = :fund AND (:before::uuid IS NULL OR c.id < :before)
               AND NOT EXISTS (SELECT FROM unnest(cast(:words AS text[])) w WHERE strpos(folded(a.trade_name), w) = 0)
             ORDER BY c.id DESC LIMIT :limit\
            """)
                .param("fund", fund)
                .param("before", before)
                .param("words", Folding.words(text))
                .param("limit", limit + 1)
                .query((row, n) -> new Called(
                        row.getObject("id", UUID.class),
                        row.getObject("activity_id", UUID.class),
                        row.getString("trade_name"),
                        row.getObject("period_first", LocalDate.class),
                        row.getObject("period_last", LocalDate.class),
                        Money.ofCents(row.getLong("amount_cents")),
                        row.getBoolean("reversal"),
                        row.getBoolean("reversed")))
                .list();
        return Page.of(rows, limit, c -> c.id().toString());
    }

    /** What a call of the period would bring today, activity by activity; nothing is written. */
    @Transactional(readOnly = true)
    public Preview preview(FundContributions.Call call) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER);
        if (!call.last().isBefore(LocalDate.now(clock))) {
            throw new InvalidField("last", "fund-call-not-over", call.last());
        }
        Fund fund = records.fund(call.fund());
        Rulebook rules = records.inForce(fund.id(), call.last());
        Set<UUID> before = new HashSet<>(jdbc.sql("SELECT activity_id FROM fund_contribution WHERE fund_id = ?"
                        + " AND period_first = ? AND period_last = ? AND reverses IS NULL")
                .params(fund.id(), call.first(), call.last())
                .query(UUID.class)
                .list());
        List<ActivityMeans.OfActivity> all = means.upTo(fund, rules.terms().contribution(), call.last(), true);
        List<Line> lines = all.stream()
                .filter(one -> !before.contains(one.activity()))
                .map(one -> {
                    ContributionKey.Due due = rules.terms().contribution().due(one.means());
                    return new Line(one.activity(), "", due.due(), due.steps());
                })
                .filter(line -> !line.amount().isZero())
                .sorted(Comparator.comparing(Line::amount).reversed())
                .toList();
        Map<UUID, String> names = new HashMap<>();
        jdbc.sql("SELECT id, trade_name FROM activity").query(row -> {
            names.put(row.getObject(1, UUID.class), row.getString(2));
        });
        return new Preview(
                rules.version(),
                all.size(),
                before.size(),
                Money.sum(lines.stream().map(Line::amount).toList()),
                lines.stream()
                        .map(line -> new Line(
                                line.activity(), names.getOrDefault(line.activity(), ""), line.amount(), line.steps()))
                        .toList());
    }
}
