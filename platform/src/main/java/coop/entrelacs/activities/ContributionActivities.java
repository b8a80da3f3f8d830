package coop.entrelacs.activities;

import coop.entrelacs.members.ContractKind;
import coop.entrelacs.members.ContractPeriod;
import coop.entrelacs.members.Contracts;
import coop.entrelacs.shared.NotFound;
import coop.entrelacs.shared.Period;
import coop.entrelacs.shared.Rate;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What contributions need to know of activities: since when, until when, under which contracts, with which exemptions. Where an
 * activity has several members it counts as under a CESA on the days on which one of them is, else as under a CAPE if one is.
 */
@Component
class ContributionActivities {

    private final JdbcClient jdbc;
    private final Contracts contracts;

    ContributionActivities(JdbcClient jdbc, Contracts contracts) {
        this.jdbc = jdbc;
        this.contracts = contracts;
    }

    private record Life(UUID id, LocalDate opened, @Nullable LocalDate closed) {}

    private record Holder(UUID activity, UUID member, Period period) {}

    /** Every activity that a month's end may charge: those that were there, and those that left something open. */
    List<UUID> toClose(YearMonth month) {
        return jdbc.sql("""
            SELECT a.id FROM activity a LEFT JOIN contribution_account c ON c.activity_id = a.id
            WHERE a.opened_on <= :last AND (a.closed_on IS NULL OR a.closed_on >= :first
                OR c.closed_through IS NULL OR c.closed_through < a.closed_on
                OR EXISTS (SELECT FROM contribution_movement m WHERE m.activity_id = a.id AND m.waiting))
            ORDER BY a.id\
            """)
                .param("first", month.atDay(1))
                .param("last", month.atEndOfMonth())
                .query(UUID.class)
                .list();
    }

    ContributionSituation situation(UUID activity) {
        return Optional.ofNullable(situations(List.of(activity)).get(activity))
                .orElseThrow(() -> new NotFound("activity", activity));
    }

    /** A fixed number of queries whatever the number of activities. */
    Map<UUID, ContributionSituation> situations(Collection<UUID> activities) {
        if (activities.isEmpty()) {
            return Map.of();
        }
        List<Life> lives = jdbc.sql("SELECT id, opened_on, closed_on FROM activity WHERE id IN (:ids)")
                .param("ids", activities)
                .query((rs, _) -> new Life(
                        Objects.requireNonNull(rs.getObject("id", UUID.class)),
                        Objects.requireNonNull(rs.getObject("opened_on", LocalDate.class)),
                        rs.getObject("closed_on", LocalDate.class)))
                .list();
        List<Holder> holders = jdbc.sql(
                        "SELECT activity_id, member_id, first_day, last_day FROM activity_member WHERE activity_id IN"
                                + " (:ids)")
                .param("ids", activities)
                .query((rs, _) -> new Holder(
                        Objects.requireNonNull(rs.getObject("activity_id", UUID.class)),
                        Objects.requireNonNull(rs.getObject("member_id", UUID.class)),
                        new Period(
                                Objects.requireNonNull(rs.getObject("first_day", LocalDate.class)),
                                rs.getObject("last_day", LocalDate.class))))
                .list();
        Map<UUID, List<ContractPeriod>> periods = contracts.periods(
                new HashSet<>(holders.stream().map(Holder::member).toList()));
        Map<UUID, List<ContributionExemption>> exemptions = exemptions(activities);
        YearMonth first = firstMonth();
        Map<UUID, ContributionSituation> situations = new HashMap<>();
        for (Life life : lives) {
            YearMonth opened = YearMonth.from(life.opened);
            situations.put(
                    life.id,
                    new ContributionSituation(
                            life.opened,
                            first != null && first.isAfter(opened) ? first : opened,
                            life.closed,
                            kinds(
                                    holders.stream()
                                            .filter(holder -> holder.activity.equals(life.id))
                                            .toList(),
                                    periods),
                            exemptions.getOrDefault(life.id, List.of())));
        }
        return situations;
    }

    /** The month from which contributions are computed in this cooperative: before, another software did. */
    @Nullable
    YearMonth firstMonth() {
        return jdbc.sql("""
            SELECT least((SELECT min(month_end) FROM contribution_closing),
                (SELECT min(event_date) FROM contribution_movement))\
            """)
                .query((rs, _) -> Optional.ofNullable(rs.getObject(1, LocalDate.class)))
                .single()
                .map(YearMonth::from)
                .orElse(null);
    }

    private Map<UUID, List<ContributionExemption>> exemptions(Collection<UUID> activities) {
        Map<UUID, List<ContributionExemption>> exemptions = new HashMap<>();
        jdbc.sql("SELECT activity_id, first_day, last_day, remaining FROM contribution_exemption WHERE"
                        + " activity_id IN (:ids)")
                .param("ids", activities)
                .query(rs -> {
                    Period period = new Period(
                            Objects.requireNonNull(rs.getObject("first_day", LocalDate.class)),
                            rs.getObject("last_day", LocalDate.class));
                    Rate remaining = new Rate(rs.getBigDecimal("remaining"));
                    exemptions
                            .computeIfAbsent(
                                    Objects.requireNonNull(rs.getObject("activity_id", UUID.class)),
                                    id -> new ArrayList<>())
                            .add(
                                    remaining.compareTo(Rate.ZERO) == 0
                                            ? new ContributionExemption.Whole(period)
                                            : new ContributionExemption.Reduced(period, remaining));
                });
        return exemptions;
    }

    private static NavigableMap<LocalDate, Optional<ContractKind>> kinds(
            List<Holder> holders, Map<UUID, List<ContractPeriod>> contracts) {
        NavigableMap<LocalDate, Optional<ContractKind>> kinds = new TreeMap<>();
        for (Holder holder : holders) {
            bounds(kinds, holder.period);
            contracts.getOrDefault(holder.member, List.of()).forEach(contract -> bounds(kinds, contract.period()));
        }
        kinds.replaceAll((day, _) -> holders.stream()
                .filter(holder -> holder.period.contains(day))
                .flatMap(holder -> contracts.getOrDefault(holder.member, List.of()).stream())
                .filter(contract -> contract.period().contains(day))
                .map(ContractPeriod::kind)
                .max(Comparator.comparingInt(ContributionActivities::weight)));
        return kinds;
    }

    private static void bounds(NavigableMap<LocalDate, Optional<ContractKind>> days, Period period) {
        days.put(period.first(), Optional.empty());
        LocalDate last = period.last();
        if (last != null) {
            days.put(last.plusDays(1), Optional.empty());
        }
    }

    private static int weight(ContractKind kind) {
        return switch (kind) {
            case EMPLOYMENT -> 0;
            case BUSINESS_SUPPORT -> 1;
            case ENTREPRENEUR_EMPLOYEE -> 2;
        };
    }
}
