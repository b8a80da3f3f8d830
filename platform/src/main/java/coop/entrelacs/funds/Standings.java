package coop.entrelacs.funds;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.members.ContractPeriod;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Gathers where a member stands towards a fund, and how they are tied to others. */
@Component
class Standings {

    private final JdbcClient jdbc;
    private final Contracts contracts;
    private final Activities activities;
    private final PrivateBox box;

    Standings(JdbcClient jdbc, Contracts contracts, Activities activities, PrivateBox box) {
        this.jdbc = jdbc;
        this.contracts = contracts;
        this.activities = activities;
        this.box = box;
    }

    Standing of(UUID member, UUID fund, @Nullable UUID activity, UUID request, LocalDate on) {
        List<ContractPeriod> periods = contracts.periods(List.of(member)).getOrDefault(member, List.of());
        boolean here = periods.stream().anyMatch(p -> p.period().contains(on));
        LocalDate joined = !here
                ? null
                : periods.stream()
                        .map(p -> p.period().first())
                        .min(LocalDate::compareTo)
                        .orElse(null);
        List<UUID> own = activities.ofMember(member, on);
        record Row(
                long outstanding, long thisYear, @Nullable LocalDate last, boolean defaulted, boolean waiting) {}
        Row row = jdbc.sql("""
            SELECT coalesce(sum(granted_cents - back_cents - written_off_cents)
                     FILTER (WHERE fund_id = :fund AND stage IN ('GRANTED','PAYING','REPAYING','DEFAULTED','RECOVERING')), 0) AS outstanding,
                   coalesce(sum(granted_cents) FILTER (WHERE fund_id = :fund AND stage <> 'WITHDRAWN'
                     AND decided_on >= date_trunc('year', :on::date)), 0) AS this_year,
                   max(decided_on) FILTER (WHERE fund_id = :fund AND granted_cents > 0 AND stage <> 'WITHDRAWN') AS last,
                   coalesce(bool_or(stage = 'DEFAULTED'), false) AS defaulted,
                   coalesce(bool_or(fund_id = :fund AND stage IN ('REVIEW','APPEAL')), false) AS waiting
              FROM fund_request WHERE member_id = :member AND id <> :request\
            """)
                .param("fund", fund)
                .param("member", member)
                .param("request", request)
                .param("on", on)
                .query(Row.class)
                .single();
        return new Standing(
                joined,
                contributedMonths(fund, own),
                Money.ofCents(row.outstanding()),
                Money.ofCents(row.thisYear()),
                row.last(),
                row.defaulted(),
                activity == null || own.contains(activity),
                row.waiting());
    }

    Conflict.Ties ties(UUID member, Collection<UUID> committee, LocalDate on) {
        Set<UUID> partners = new HashSet<>();
        for (UUID activity : activities.ofMember(member, on)) {
            activities.membersOn(activity, on).stream().map(MemberShare::member).forEach(partners::add);
        }
        partners.remove(member);
        Set<UUID> tied = committee.stream()
                .filter(other -> !other.equals(member) && tied(member, other))
                .collect(Collectors.toSet());
        return new Conflict.Ties(member, partners, tied);
    }

    private boolean tied(UUID one, UUID other) {
        return jdbc.sql("SELECT count(*) FROM member_tie WHERE pair = ?")
                        .param(box.pair(one, other))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Months of the periods called from the member's present activities, counted once each. */
    private int contributedMonths(UUID fund, List<UUID> activities) {
        if (activities.isEmpty()) {
            return 0;
        }
        return jdbc.sql("""
            SELECT count(DISTINCT m) FROM fund_contribution c,
                   generate_series(c.period_first, c.period_last, interval '1 month') m
             WHERE c.fund_id = :fund AND c.activity_id IN (:activities) AND c.reverses IS NULL
               AND NOT EXISTS (SELECT 1 FROM fund_contribution r WHERE r.reverses = c.id)\
            """)
                .param("fund", fund)
                .param("activities", activities)
                .query(Integer.class)
                .single();
    }
}
