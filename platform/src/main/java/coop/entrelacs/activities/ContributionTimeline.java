package coop.entrelacs.activities;

import coop.entrelacs.shared.Period;
import java.time.LocalDate;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which rule counts for an activity on which day: its own where it has one, else the cooperative's. */
final class ContributionTimeline {

    private final NavigableMap<LocalDate, Optional<ContributionRule>> rules = new TreeMap<>();

    ContributionTimeline(Collection<ContributionRule> common, Collection<ContributionRule> own) {
        NavigableMap<LocalDate, ContributionRule> commons = byDay(common);
        NavigableMap<LocalDate, ContributionRule> owns = byDay(own);
        TreeMap<LocalDate, Boolean> days = new TreeMap<>();
        commons.keySet().forEach(day -> days.put(day, true));
        owns.keySet().forEach(day -> days.put(day, true));
        Optional<ContributionRule> previous = Optional.empty();
        for (LocalDate day : days.keySet()) {
            Optional<ContributionRule> rule = Optional.ofNullable(floor(owns, day))
                    .filter(override -> override.terms() != null)
                    .or(() -> Optional.ofNullable(floor(commons, day)));
            if (!rule.equals(previous)) {
                rules.put(day, rule);
                previous = rule;
            }
        }
    }

    Optional<ContributionRule> on(LocalDate day) {
        var entry = rules.floorEntry(day);
        return entry == null ? Optional.empty() : entry.getValue();
    }

    /** A whole month, quarter or year around a day, cut to the days on which the same rule counts. */
    Period cut(Period whole, LocalDate day) {
        LocalDate since = rules.floorKey(day);
        LocalDate next = rules.higherKey(day);
        LocalDate first = since != null && since.isAfter(whole.first()) ? since : whole.first();
        LocalDate last = whole.last();
        if (next != null && last != null && !next.isAfter(last)) {
            last = next.minusDays(1);
        }
        return new Period(first, last);
    }

    private static NavigableMap<LocalDate, ContributionRule> byDay(Collection<ContributionRule> rules) {
        NavigableMap<LocalDate, ContributionRule> byDay = new TreeMap<>();
        rules.forEach(rule -> byDay.put(rule.validFrom(), rule));
        return byDay;
    }

    private static @Nullable ContributionRule floor(NavigableMap<LocalDate, ContributionRule> rules, LocalDate day) {
        var entry = rules.floorEntry(day);
        return entry == null ? null : entry.getValue();
    }
}
