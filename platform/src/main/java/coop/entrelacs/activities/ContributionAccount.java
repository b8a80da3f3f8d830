package coop.entrelacs.activities;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Period;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Where one activity stands: the year's cumulated base, and for each period that is settled as a whole, what is due and what was
 * charged. Takes what happens in order and says what to charge. Knows no database: the service loads and keeps it, previews and
 * simulations start from an empty one.
 */
final class ContributionAccount {

    private static final Settlement NOTHING = new Settlement(BigDecimal.ZERO, Money.ZERO, Money.ZERO, false);

    private final ContributionTimeline rules;
    private final ContributionSituation situation;
    private final Map<PositionKey, Money> positions = new LinkedHashMap<>();
    private final Map<SettlementKey, Settlement> settlements = new LinkedHashMap<>();

    ContributionAccount(ContributionTimeline rules, ContributionSituation situation) {
        this.rules = rules;
        this.situation = situation;
    }

    /** The cumulated base of a year; kept by base, so that a change of base begins at zero. */
    record PositionKey(LocalDate yearFirst, ContributionBase base) {}

    /** A period settled as a whole under one rule. */
    record SettlementKey(UUID rule, LocalDate first) {}

    /**
     * Sums of a settled period.
     *
     * @param settled whether it has ended, so that its minimum counts
     */
    record Settlement(BigDecimal exact, Money fixed, Money charged, boolean settled) {}

    /** What to charge, in which period, for which movements. */
    record Charge(
            ContributionRule rule,
            Period period,
            List<ContributionMovement> movements,
            ContributionExplanation explanation) {

        Money amount() {
            return explanation.amount();
        }
    }

    void restore(PositionKey key, Money base) {
        positions.put(key, base);
    }

    void restore(SettlementKey key, Settlement settlement) {
        settlements.put(key, settlement);
    }

    Map<PositionKey, Money> positions() {
        return positions;
    }

    Map<SettlementKey, Settlement> settlements() {
        return settlements;
    }

    /** Charges at once what the rule charges at once; empty if nothing counts for it or it waits for the month's end. */
    Optional<Charge> take(ContributionMovement movement) {
        return rules.on(movement.basisDate())
                .filter(rule -> terms(rule).trigger() != ContributionTrigger.MONTH_END)
                .filter(rule -> counts(rule, movement))
                .map(rule -> charge(rule, movement.basisDate(), List.of(movement), List.of(), false));
    }

    /** Whether the movement counts for its rule and waits for the month's end. */
    boolean waits(ContributionMovement movement) {
        return rules.on(movement.basisDate())
                .filter(rule -> terms(rule).trigger() == ContributionTrigger.MONTH_END)
                .filter(rule -> counts(rule, movement))
                .isPresent();
    }

    /**
     * Charges what a month's end brings: what waited for it, fixed parts that fall due, minimums of periods that end. Months are
     * closed in order and once each.
     *
     * @param waiting movements of the month or earlier that no charge has taken
     */
    List<Charge> close(YearMonth month, Collection<ContributionMovement> waiting) {
        LocalDate end = month.atEndOfMonth();
        SortedMap<LocalDate, List<ContributionMovement>> byPeriod = new TreeMap<>();
        Map<LocalDate, Period> fixed = new LinkedHashMap<>();
        for (ContributionMovement movement : waiting) {
            if (waits(movement)) {
                ContributionRule rule = rules.on(movement.basisDate()).orElseThrow();
                byPeriod.computeIfAbsent(period(rule, movement.basisDate()).first(), first -> new ArrayList<>())
                        .add(movement);
            }
        }
        Optional<ContributionRule> now = rules.on(end);
        boolean ends = false;
        LocalDate current = null;
        if (now.isPresent() && situation.counts(month)) {
            Period period = period(now.get(), end);
            current = period.first();
            ends = end.equals(period.last()) || situation.endsIn(month);
            var part = terms(now.get()).fixedPart();
            if (part != null) {
                Period due = rules.cut(part.every().around(end, terms(now.get()).yearBegins()), end);
                if (end.equals(due.last()) || situation.endsIn(month)) {
                    fixed.put(current, due);
                }
            }
            if (ends || fixed.containsKey(current)) {
                byPeriod.computeIfAbsent(current, first -> new ArrayList<>());
            }
        }
        List<Charge> charges = new ArrayList<>();
        for (var entry : byPeriod.entrySet()) {
            LocalDate first = entry.getKey();
            ContributionRule rule = rules.on(first).orElseThrow();
            charges.add(charge(
                    rule,
                    first,
                    entry.getValue(),
                    fixed.containsKey(first) ? List.of(fixed.get(first)) : List.of(),
                    ends && first.equals(current)));
        }
        return charges;
    }

    private Charge charge(
            ContributionRule rule,
            LocalDate day,
            List<ContributionMovement> movements,
            List<Period> fixedDue,
            boolean ends) {
        Period period = period(rule, day);
        SettlementKey key = new SettlementKey(rule.id(), period.first());
        Settlement before = settlements.getOrDefault(key, NOTHING);
        PositionKey position = new PositionKey(
                ContributionFrequency.YEAR.around(day, terms(rule).yearBegins()).first(),
                terms(rule).base());
        boolean settled = before.settled() || ends;
        ContributionExplanation explanation = ContributionCalculator.explain(
                rule,
                new ContributionInputs(
                        situation,
                        period,
                        movements,
                        fixedDue,
                        positions.getOrDefault(position, Money.ZERO),
                        before.exact(),
                        before.fixed(),
                        before.charged(),
                        settled));
        var after = explanation.after();
        positions.put(position, after.base());
        settlements.put(key, new Settlement(after.exact(), after.fixed(), after.charged(), settled));
        return new Charge(rule, period, movements, explanation);
    }

    private Period period(ContributionRule rule, LocalDate day) {
        return rules.cut(terms(rule).settlement().around(day, terms(rule).yearBegins()), day);
    }

    private static boolean counts(ContributionRule rule, ContributionMovement movement) {
        return !terms(rule).base().of(movement.amounts()).isZero();
    }

    private static ContributionTerms terms(ContributionRule rule) {
        return Objects.requireNonNull(rule.terms());
    }
}
