package coop.entrelacs.federation;

import coop.entrelacs.federation.PoolMessages.FundsTold;
import coop.entrelacs.federation.PoolOutlook.Assumptions;
import coop.entrelacs.federation.PoolOutlook.Course;
import coop.entrelacs.federation.PoolOutlook.PoolScenario;
import coop.entrelacs.federation.Treaty.Version;
import coop.entrelacs.funds.Instrument;
import coop.entrelacs.ledger.Ledger;
import coop.entrelacs.live.LiveUpdates;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import coop.entrelacs.tenancy.Tenant;
import coop.entrelacs.tenancy.TenantId;
import coop.entrelacs.tenancy.Tenants;
import coop.entrelacs.web.Page;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** In a federation: what the common funds face, by treaty and cooperative. Every figure is a sum of claims, calls and published figures. */
@Service
public class PoolFigures {

    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final Treaties treaties;
    private final Ledger ledger;
    private final PoolCash cash;
    private final LiveUpdates live;
    private final Clock clock;

    PoolFigures(
            JdbcClient jdbc,
            Tenants tenants,
            Treaties treaties,
            Ledger ledger,
            PoolCash cash,
            LiveUpdates live,
            Clock clock) {
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.treaties = treaties;
        this.ledger = ledger;
        this.cash = cash;
        this.live = live;
        this.clock = clock;
    }

    /**
     * What one common fund faces today.
     *
     * @param open claims to review, and {@code openAmount} what the treaty has it bear of them
     * @param unpaid accepted and not settled yet
     * @param borne accepted this year
     * @param capLeft what of the year's cap is left, or null while no version is in force
     */
    public record Exposure(
            Treaty treaty,
            int open,
            Money openAmount,
            Money unpaid,
            Money borne,
            @Nullable Money capLeft) {}

    /**
     * What came in and what was borne for one cooperative.
     *
     * @param called in the year
     * @param borne accepted claims of losses of the year
     * @param ratio borne in percent of called, to a tenth; null while nothing was called
     */
    public record LossRatio(
            UUID treaty,
            Instrument fundKind,
            TenantId cooperative,
            String name,
            Money called,
            Money borne,
            int claims,
            @Nullable Rate ratio) {}

    /** One movement of a common fund, with the entry that books it. */
    public record Movement(
            UUID id,
            PoolMovementKind kind,
            Money amount,
            @Nullable TenantId cooperative,
            @Nullable String cooperativeName,
            @Nullable UUID claim,
            LocalDate on,
            @Nullable Long entry) {
        public enum PoolMovementKind {
            ENDOWMENT,
            CONTRIBUTION,
            CLAIM,
            /** Given back by a cooperative whose customer paid after all. */
            RECOVERY
        }
    }

    /** What a cooperative told of its funds of one kind in one month. */
    public record FundMonth(TenantId cooperative, String name, YearMonth month, FundFigures figures, Instant toldAt) {}

    /**
     * What the common funds have, all together: a transfer carries the money of several, so none has a bank of its own.
     *
     * @param entitled what their accounts show: received or set off, less accepted
     * @param held of it, and of what is owed, the money that is at the bank
     * @param awaited called or coming back and not settled, or settled and under way
     * @param promised what the treaties have them bear of claims under review
     * @param owed accepted and not settled, or settled and under way to the payee
     * @param bank what account 512 holds: as much as is held, unless the federation has other money
     */
    public record PoolMoney(Money entitled, Money held, Money awaited, Money promised, Money owed, Money bank) {}

    private static final Set<Positions.Kind> POOL = EnumSet.of(Positions.Kind.CLAIM, Positions.Kind.CONTRIBUTION);

    /** What the common funds hold, await, promise and owe today. */
    @Transactional(readOnly = true)
    public PoolMoney money() {
        reader();
        Money entitled = Money.sum(treaties.list().stream().map(Treaty::balance).toList());
        Money coming = cash.underWay(Positions.Direction.RECEIVABLE, POOL);
        Money owed =
                cash.open(Positions.Direction.PAYABLE, POOL).plus(cash.underWay(Positions.Direction.PAYABLE, POOL));
        return new PoolMoney(
                entitled,
                entitled.minus(coming).plus(owed),
                cash.open(Positions.Direction.RECEIVABLE, POOL).plus(coming),
                Money.sum(exposure().stream().map(Exposure::openAmount).toList()),
                owed,
                cash.bank());
    }

    /** What each common fund faces. */
    @Transactional(readOnly = true)
    public List<Exposure> exposure() {
        reader();
        LocalDate today = LocalDate.now(clock);
        record Sums(UUID treatyId, int open, long openCents, long unpaid, long borne) {}
        Map<UUID, Sums> sums = jdbc.sql("""
            SELECT treaty_id, count(*) FILTER (WHERE stage IN ('TO_REVIEW', 'ASKED', 'PROPOSED'))::integer AS open,
                   coalesce(sum(least(due_cents, told_cents)) FILTER (WHERE stage IN ('TO_REVIEW', 'ASKED', 'PROPOSED')), 0)::bigint AS open_cents,
                   coalesce(sum(accepted_cents) FILTER (WHERE stage = 'ACCEPTED'), 0)::bigint AS unpaid,
                   coalesce(sum(accepted_cents) FILTER (WHERE stage IN ('ACCEPTED', 'SETTLED') AND paid_on >= date_trunc('year', ?::date)), 0)::bigint AS borne
              FROM pool_claim GROUP BY treaty_id\
            """).param(today).query(Sums.class).list().stream()
                .collect(Collectors.toMap(Sums::treatyId, one -> one));
        return treaties.list().stream()
                .map(treaty -> {
                    Sums of = sums.getOrDefault(treaty.id(), new Sums(treaty.id(), 0, 0, 0, 0));
                    Money cap = ruling(treaty, today) == null
                            ? null
                            : java.util.Objects.requireNonNull(ruling(treaty, today))
                                    .terms()
                                    .capPerYear()
                                    .minus(Money.ofCents(of.borne()))
                                    .max(Money.ZERO);
                    return new Exposure(
                            treaty,
                            of.open(),
                            Money.ofCents(of.openCents()),
                            Money.ofCents(of.unpaid()),
                            Money.ofCents(of.borne()),
                            cap);
                })
                .toList();
    }

    /** By treaty and cooperative, for losses and calls of one year; those that neither put in nor ceded are left out. */
    @Transactional(readOnly = true)
    public List<LossRatio> lossRatios(int year) {
        reader();
        Map<TenantId, String> names = names();
        return jdbc.sql("""
            SELECT t.id, t.fund_kind, m.cooperative, sum(m.called)::bigint AS called, sum(m.borne)::bigint AS borne, sum(m.claims)::integer AS claims
              FROM pool_treaty t JOIN (
                SELECT c.treaty_id, p.cooperative, p.amount_cents AS called, 0 AS borne, 0 AS claims
                  FROM pool_call_part p JOIN pool_call c ON c.id = p.call_id WHERE extract(year FROM c.first_day) = :year
                UNION ALL
                SELECT treaty_id, cooperative, 0, CASE WHEN stage IN ('ACCEPTED', 'SETTLED') THEN accepted_cents ELSE 0 END, 1
                  FROM pool_claim WHERE extract(year FROM paid_on) = :year) m ON m.treaty_id = t.id
             GROUP BY t.id, t.fund_kind, m.cooperative ORDER BY t.fund_kind, m.cooperative\
            """)
                .param("year", year)
                .query((row, n) -> {
                    Money called = Money.ofCents(row.getLong("called"));
                    Money borne = Money.ofCents(row.getLong("borne"));
                    TenantId cooperative = new TenantId(row.getString("cooperative"));
                    return new LossRatio(
                            row.getObject("id", UUID.class),
                            Instrument.valueOf(row.getString("fund_kind")),
                            cooperative,
                            names.getOrDefault(cooperative, cooperative.value()),
                            called,
                            borne,
                            row.getInt("claims"),
                            ratio(borne, called));
                })
                .list();
    }

    /** What a part is of a whole, in percent to a tenth; null of nothing. */
    static @Nullable Rate ratio(Money part, Money whole) {
        return whole.isPositive()
                ? new Rate(BigDecimal.valueOf(part.cents())
                        .multiply(BigDecimal.valueOf(100))
                        .divide(BigDecimal.valueOf(whole.cents()), 1, RoundingMode.HALF_UP))
                : null;
    }

    /** A common fund over the next months, as expected and under each stress, over all cooperatives that adopted. */
    @Transactional(readOnly = true)
    public List<Course> outlook(UUID treaty) {
        reader();
        Treaty of = treaties.get(treaty);
        LocalDate today = LocalDate.now(clock);
        Assumptions assumed = assumptions(of, today);
        return Arrays.stream(PoolScenario.values())
                .map(one -> PoolOutlook.course(one, assumed, YearMonth.from(today)))
                .toList();
    }

    private Assumptions assumptions(Treaty treaty, LocalDate today) {
        record Sums(long open, long borne) {}
        Sums claims = jdbc.sql("""
            SELECT coalesce(sum(least(due_cents, told_cents)) FILTER (WHERE stage IN ('TO_REVIEW', 'ASKED', 'PROPOSED')), 0)::bigint AS open,
                   coalesce(sum(accepted_cents) FILTER (WHERE stage IN ('ACCEPTED', 'SETTLED') AND paid_on > :today::date - 365), 0)::bigint AS borne
              FROM pool_claim WHERE treaty_id = :treaty\
            """)
                .param("today", today)
                .param("treaty", treaty.id())
                .query(Sums.class)
                .single();
        // what waits for a review was a loss of the year too: an average without it would be of nothing
        long months = treaty.versions().stream()
                .map(Version::firstDay)
                .min(Comparator.naturalOrder())
                .map(first -> ChronoUnit.MONTHS.between(first, today) + 1)
                .map(since -> Math.clamp(since, 1, 12))
                .orElse(12);
        record Largest(long last, long waiting) {}
        Largest largest = jdbc.sql("""
            SELECT coalesce(sum(p.amount_cents) FILTER (WHERE c.first_day = (SELECT max(first_day) FROM pool_call WHERE treaty_id = :treaty)), 0)::bigint AS last,
                   coalesce(sum(p.amount_cents) FILTER (WHERE p.settled_on IS NULL), 0)::bigint AS waiting
              FROM pool_call_part p JOIN pool_call c ON c.id = p.call_id WHERE c.treaty_id = :treaty
             GROUP BY p.cooperative ORDER BY 1 DESC LIMIT 1\
            """)
                .param("treaty", treaty.id())
                .query(Largest.class)
                .optional()
                .orElse(new Largest(0, 0));
        Version ruling = ruling(treaty, today);
        Money monthly = ruling == null
                ? Money.ZERO
                : ruling.terms()
                        .yearlyCall()
                        .times(
                                BigDecimal.ONE.divide(BigDecimal.valueOf(12), 10, RoundingMode.HALF_UP),
                                RoundingMode.HALF_UP);
        return new Assumptions(
                treaty.balance(),
                treaty.called(),
                Money.ofCents(claims.open()),
                monthly,
                Money.ofCents((claims.borne() + claims.open()) / months),
                Money.ofCents(largest.last() / 3),
                Money.ofCents(largest.waiting()),
                committed(treaty, ruling, today));
    }

    /** Unknown where a cooperative keeps it secret. At worst: a share of what is promised under a quota share, all of it where single losses or the year decide. */
    private @Nullable Money committed(Treaty treaty, @Nullable Version ruling, LocalDate today) {
        if (ruling == null) {
            return Money.ZERO;
        }
        Money promised = Money.ZERO;
        for (FundMonth one : funds(1)) {
            if (one.figures().kind() == treaty.fundKind()
                    && treaty.inForce(one.cooperative(), today).isPresent()) {
                Money committed = one.figures().committed();
                if (committed == null) {
                    return null; // kept secret is not nothing
                }
                promised = promised.plus(committed);
            }
        }
        return ruling.terms().cover() instanceof Cover.QuotaShare share ? share.bears(promised) : promised;
    }

    /** The version that most cooperatives have in force. */
    private @Nullable Version ruling(Treaty treaty, LocalDate day) {
        return treaty.versions().stream()
                .filter(one -> one.inForce(day))
                .findFirst()
                .orElse(null);
    }

    /** What moved in a common fund, the latest first, after one movement. */
    @Transactional(readOnly = true)
    public Page<Movement> movements(UUID treaty, @Nullable UUID after, int limit) {
        reader();
        treaties.get(treaty);
        Map<TenantId, String> names = names();
        List<Movement> rows = jdbc.sql(
                        "SELECT id, kind, amount_cents, cooperative, claim_id, part_id, on_day, source FROM"
                                + " pool_movement WHERE treaty_id = :treaty AND (:after::uuid IS NULL OR (on_day, id) <"
                                + " (SELECT k.on_day, k.id FROM pool_movement k WHERE k.id = :after))"
                                + " ORDER BY on_day DESC, id DESC LIMIT :limit")
                .param("treaty", treaty)
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, n) -> movement(row, names))
                .list();
        return Page.of(rows, limit, one -> one.id().toString());
    }

    private Movement movement(ResultSet row, Map<TenantId, String> names) throws SQLException {
        String cooperative = row.getString("cooperative");
        TenantId of = cooperative == null ? null : new TenantId(cooperative);
        Movement.PoolMovementKind kind = Movement.PoolMovementKind.valueOf(row.getString("kind"));
        UUID claim = row.getObject("claim_id", UUID.class);
        String source = switch (kind) {
            case ENDOWMENT -> "pool-" + row.getString("source");
            case CONTRIBUTION -> "pool-contribution:" + row.getObject("part_id", UUID.class) + ":received";
            case CLAIM -> "pool-claim:" + claim;
            case RECOVERY -> "pool-" + row.getString("source") + ":received";
        };
        return new Movement(
                row.getObject("id", UUID.class),
                kind,
                Money.ofCents(row.getLong("amount_cents")),
                of,
                of == null ? null : names.getOrDefault(of, of.value()),
                claim,
                row.getObject("on_day", LocalDate.class),
                ledger.bySource(source).orElse(null));
    }

    /** What the cooperatives told of their funds in the last months, the oldest first; with one month, each one's last word. */
    @Transactional(readOnly = true)
    public List<FundMonth> funds(int months) {
        reader();
        Map<TenantId, String> names = names();
        return jdbc.sql("""
            SELECT * FROM (SELECT m.*, row_number() OVER (PARTITION BY cooperative, fund_kind ORDER BY month DESC) AS age
                             FROM pool_fund_month m) one
             WHERE age <= ? ORDER BY month, cooperative, fund_kind\
            """)
                .param(Math.clamp(months, 1, 36))
                .query((row, n) -> {
                    TenantId cooperative = new TenantId(row.getString("cooperative"));
                    return new FundMonth(
                            cooperative,
                            names.getOrDefault(cooperative, cooperative.value()),
                            YearMonth.from(row.getObject("month", LocalDate.class)),
                            new FundFigures(
                                    Instrument.valueOf(row.getString("fund_kind")),
                                    row.getInt("funds"),
                                    Money.ofCents(row.getLong("balance_cents")),
                                    money(row.getObject("committed_cents", Long.class)),
                                    money(row.getObject("out_cents", Long.class)),
                                    money(row.getObject("contributions_cents", Long.class)),
                                    money(row.getObject("losses_cents", Long.class))),
                            row.getTimestamp("told_at").toInstant());
                })
                .list();
    }

    /** From a cooperative, by message: its last word on the month. */
    void told(TenantId cooperative, FundsTold told) {
        for (FundFigures one : told.funds()) {
            Map<String, Object> values = new HashMap<>();
            values.put("cooperative", cooperative.value());
            values.put("kind", one.kind().name());
            values.put("month", told.month().atDay(1));
            values.put("funds", one.funds());
            values.put("balance", one.balance().cents());
            values.put("committed", cents(one.committed()));
            values.put("out", cents(one.out()));
            values.put("contributions", cents(one.contributions()));
            values.put("losses", cents(one.losses()));
            jdbc.sql("""
                INSERT INTO pool_fund_month (cooperative, fund_kind, month, funds, balance_cents, committed_cents, out_cents,
                    contributions_cents, losses_cents)
                VALUES (:cooperative, :kind, :month, :funds, :balance, :committed, :out, :contributions, :losses)
                ON CONFLICT (cooperative, fund_kind, month) DO UPDATE SET funds = excluded.funds, balance_cents = excluded.balance_cents,
                    committed_cents = excluded.committed_cents, out_cents = excluded.out_cents,
                    contributions_cents = excluded.contributions_cents, losses_cents = excluded.losses_cents, told_at = now()\
                """).params(values).update();
        }
        jdbc.sql("INSERT INTO pool_payroll (cooperative, payroll_cents) VALUES (?, ?) ON CONFLICT (cooperative)"
                        + " DO UPDATE SET payroll_cents = excluded.payroll_cents, told_at = now()")
                .params(Arrays.asList(cooperative.value(), cents(told.payroll())))
                .update();
        treaties.figuresCame(cooperative);
        live.publish("figures", cooperative);
    }

    private void reader() {
        CurrentTenant.actor().require(Role.COORDINATOR, Role.MANAGER, Role.ACCOUNTANT);
        treaties.federation();
    }

    private Map<TenantId, String> names() {
        return tenants.cooperativesOf(CurrentTenant.id()).stream().collect(Collectors.toMap(Tenant::id, Tenant::name));
    }

    private static @Nullable Long cents(@Nullable Money money) {
        return money == null ? null : money.cents();
    }

    private static @Nullable Money money(@Nullable Long cents) {
        return cents == null ? null : Money.ofCents(cents);
    }
}
