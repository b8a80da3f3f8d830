package coop.entrelacs.funds;

import coop.entrelacs.funds.FundReplay.OfGrant;
import coop.entrelacs.funds.FundReplay.OfMember;
import coop.entrelacs.funds.RulebookTerms.Ceilings;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.CurrentTenant;
import coop.entrelacs.tenancy.Role;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Replays other rules on a year that is over, before the members decide on them. */
@Service
public class FundReplays {

    private final JdbcClient jdbc;
    private final FundRecords records;
    private final FundPage page;

    FundReplays(JdbcClient jdbc, FundRecords records, FundPage page) {
        this.jdbc = jdbc;
        this.records = records;
        this.page = page;
    }

    /**
     * @throws InvalidField if the year is not over, or the fund helps in another way
     */
    @Transactional(readOnly = true)
    public FundReplay replay(UUID id, RulebookTerms other, int year) {
        CurrentTenant.actor().require(Role.MANAGER, Role.ACCOUNTANT, Role.TREASURER);
        Fund fund = records.fund(id);
        if (other.instrument() != fund.instrument()) {
            throw new InvalidField("terms", "fund-other-instrument", fund.instrument());
        }
        WhatIf contributions = page.whatIf(id, other.contribution(), year);
        List<OfGrant> grants = grants(fund, other.ceilings(), year);
        Map<UUID, OfMember> members = new LinkedHashMap<>();
        Map<UUID, List<Share>> shares = shares(year);
        for (WhatIf.Change change : contributions.changes()) {
            List<Share> of = shares.getOrDefault(change.activity(), List.of());
            if (of.isEmpty()) {
                continue;
            }
            List<BigDecimal> weights = of.stream().map(Share::share).toList();
            List<Money> now = change.now().allocate(weights);
            List<Money> then = change.then().allocate(weights);
            for (int i = 0; i < of.size(); i++) {
                add(members, of.get(i).member(), now.get(i), then.get(i), Money.ZERO, Money.ZERO);
            }
        }
        for (OfGrant grant : grants) {
            add(members, grant.member(), Money.ZERO, Money.ZERO, grant.granted(), grant.then());
        }
        return new FundReplay(
                year,
                contributions,
                members.values().stream()
                        .sorted(Comparator.<OfMember, Money>comparing(
                                        m -> m.worse().abs())
                                .reversed()
                                .thenComparing(OfMember::member))
                        .toList(),
                Money.sum(grants.stream().map(OfGrant::granted).toList()),
                Money.sum(grants.stream().map(OfGrant::then).toList()),
                grants);
    }

    private record Share(UUID activity, UUID member, BigDecimal share) {}

    /** Who had which activity at the end of the year, or last in it. */
    private Map<UUID, List<Share>> shares(int year) {
        Map<UUID, List<Share>> byActivity = new HashMap<>();
        jdbc.sql("""
            SELECT m.activity_id, m.member_id, m.share FROM activity_member m
              JOIN (SELECT activity_id, max(coalesce(least(last_day, :last), :last)) AS at FROM activity_member
                     WHERE first_day <= :last AND (last_day IS NULL OR last_day >= :first) GROUP BY activity_id) e
                ON e.activity_id = m.activity_id AND m.first_day <= e.at AND (m.last_day IS NULL OR m.last_day >= e.at)
             ORDER BY m.activity_id, m.member_id\
            """)
                .param("first", LocalDate.of(year, 1, 1))
                .param("last", LocalDate.of(year, 12, 31))
                .query((row, n) ->
                        new Share(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getBigDecimal(3)))
                .list()
                .forEach(share -> byActivity
                        .computeIfAbsent(share.activity(), a -> new ArrayList<>())
                        .add(share));
        return byActivity;
    }

    /** @param back what came back of it, by day */
    private record Granted(
            UUID id,
            UUID member,
            LocalDate on,
            Money amount,
            @Nullable LocalDate paidOn,
            Map<LocalDate, Money> back) {}

    /** Each grant of the year in its turn, cut to what the other ceilings would have left. */
    private List<OfGrant> grants(Fund fund, Ceilings ceilings, int year) {
        Map<UUID, Map<LocalDate, Money>> back = new HashMap<>();
        jdbc.sql("SELECT request_id, on_day, sum(amount_cents) FROM fund_movement WHERE fund_id = ?"
                        + " AND kind IN ('REPAYMENT', 'RECOVERY') GROUP BY request_id, on_day")
                .param(fund.id())
                .query(row -> {
                    back.computeIfAbsent(row.getObject(1, UUID.class), r -> new HashMap<>())
                            .put(row.getObject(2, LocalDate.class), Money.ofCents(row.getLong(3)));
                });
        List<Granted> all = jdbc.sql("SELECT id, member_id, decided_on, granted_cents, paid_on FROM fund_request"
                        + " WHERE fund_id = ? AND granted_cents > 0 AND stage <> 'WITHDRAWN' AND decided_on <= ?"
                        + " ORDER BY decided_on, id")
                .params(fund.id(), LocalDate.of(year, 12, 31))
                .query((row, n) -> new Granted(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getObject(3, LocalDate.class),
                        Money.ofCents(row.getLong(4)),
                        row.getObject(5, LocalDate.class),
                        back.getOrDefault(row.getObject(1, UUID.class), Map.of())))
                .list();
        Map<UUID, Money> then = new HashMap<>();
        Map<UUID, List<Granted>> before = new HashMap<>();
        List<OfGrant> grants = new ArrayList<>();
        for (Granted one : all) {
            List<Granted> earlier = before.computeIfAbsent(one.member(), m -> new ArrayList<>());
            Money left = one.amount();
            if (one.on().getYear() == year) {
                Money out = Money.ZERO;
                Money thisYear = Money.ZERO;
                for (Granted old : earlier) {
                    Money had = then.getOrDefault(old.id(), old.amount());
                    out = out.plus(outstanding(fund, old, had, one.on()));
                    thisYear = old.on().getYear() == year ? thisYear.plus(had) : thisYear;
                }
                left = Stream.of(
                                room(ceilings.perRequest(), Money.ZERO),
                                room(ceilings.perPerson(), out),
                                room(ceilings.perPersonAndYear(), thisYear))
                        .reduce(one.amount(), Money::min);
                grants.add(new OfGrant(one.id(), one.member(), one.on(), one.amount(), left));
            }
            then.put(one.id(), left);
            earlier.add(one);
        }
        return grants;
    }

    private static Money outstanding(Fund fund, Granted old, Money had, LocalDate on) {
        if (fund.instrument() == Instrument.GRANT) {
            return old.paidOn() == null || old.paidOn().isAfter(on) ? had : Money.ZERO;
        }
        Money back = Money.sum(old.back().entrySet().stream()
                .filter(day -> !day.getKey().isAfter(on))
                .map(Map.Entry::getValue)
                .toList());
        return had.minus(back).max(Money.ZERO);
    }

    private static Money room(@Nullable Money ceiling, Money taken) {
        return ceiling == null
                ? Money.ofCents(Long.MAX_VALUE)
                : ceiling.minus(taken).max(Money.ZERO);
    }

    private static void add(
            Map<UUID, OfMember> members,
            UUID member,
            Money contributedNow,
            Money contributedThen,
            Money grantedNow,
            Money grantedThen) {
        members.merge(
                member,
                new OfMember(member, contributedNow, contributedThen, grantedNow, grantedThen),
                (one, other) -> new OfMember(
                        member,
                        one.contributedNow().plus(other.contributedNow()),
                        one.contributedThen().plus(other.contributedThen()),
                        one.grantedNow().plus(other.grantedNow()),
                        one.grantedThen().plus(other.grantedThen())));
    }
}
