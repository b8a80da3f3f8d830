package coop.entrelacs.funds;

import coop.entrelacs.activities.Activities;
import coop.entrelacs.activities.MemberShare;
import coop.entrelacs.members.ContractPeriod;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
        return new Conflict.Ties(member, partners(member, on), tied(member, committee));
    }

    /** Who shares an activity with a member. */
    Set<UUID> partners(UUID member, LocalDate on) {
        Set<UUID> partners = new HashSet<>();
        for (UUID activity : activities.ofMember(member, on)) {
            activities.membersOn(activity, on).stream().map(MemberShare::member).forEach(partners::add);
        }
        partners.remove(member);
        return partners;
    }

    /** Those of several who live with a member, mentor them or are mentored by them; one statement. */
    Set<UUID> tied(UUID member, Collection<UUID> others) {
        Map<String, UUID> byPair = new HashMap<>();
        List<byte[]> pairs = new ArrayList<>();
        for (UUID other : Set.copyOf(others)) {
            if (!other.equals(member)) {
                byte[] pair = box.pair(member, other);
                pairs.add(pair);
                byPair.put(HexFormat.of().formatHex(pair), other);
            }
        }
        if (pairs.isEmpty()) {
            return Set.of();
        }
        return jdbc
                .sql("SELECT pair FROM member_tie WHERE pair IN (:pairs)")
                .param("pairs", pairs)
                .query((row, n) -> HexFormat.of().formatHex(row.getBytes(1)))
                .list()
                .stream()
                .map(byPair::get)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** An unpaid invoice as the books have it; empty unless it is a validated one of the activity. */
    Optional<Admissibility.InvoiceDue> invoice(@Nullable UUID invoice, @Nullable UUID activity, UUID request) {
        if (invoice == null || activity == null) {
            return Optional.empty();
        }
        return jdbc.sql("""
            SELECT i.due_date, i.net_cents, i.gross_cents, greatest(v.total_cents - v.paid_cents - v.credited_cents, 0) AS left_cents,
                   EXISTS (SELECT 1 FROM fund_request g WHERE g.invoice_id = i.id AND g.id <> :request AND g.stage IN
                     ('REVIEW', 'APPEAL', 'GRANTED', 'PAYING', 'RECOVERING', 'CLOSED')) AS guaranteed
              FROM invoice i JOIN receivable v ON v.invoice_id = i.id
             WHERE i.id = :invoice AND i.activity_id = :activity AND i.state = 'VALIDATED' AND i.kind = 'INVOICE'\
            """)
                .param("invoice", invoice)
                .param("activity", activity)
                .param("request", request)
                .query((row, n) -> new Admissibility.InvoiceDue(
                        Money.ofCents(row.getLong("left_cents"))
                                .allocate(List.of(
                                        BigDecimal.valueOf(row.getLong("net_cents")),
                                        BigDecimal.valueOf(row.getLong("gross_cents") - row.getLong("net_cents"))))
                                .getFirst(),
                        row.getObject("due_date", LocalDate.class),
                        row.getBoolean("guaranteed")))
                .optional();
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
