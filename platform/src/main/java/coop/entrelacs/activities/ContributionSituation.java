package coop.entrelacs.activities;

import coop.entrelacs.members.ContractKind;
import coop.entrelacs.shared.Period;
import coop.entrelacs.shared.Rate;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a rule needs to know of an activity beside its figures.
 *
 * @param startedOn the day the activity began
 * @param countedFrom the first month that contributions are computed here (the activity's, or later if it came with a past)
 * @param endedOn its last day, or null
 * @param contracts the kind of the holder's contract from each day on; no entry for times without
 * @param exemptions decided for this activity
 */
record ContributionSituation(
        LocalDate startedOn,
        YearMonth countedFrom,
        @Nullable LocalDate endedOn,
        NavigableMap<LocalDate, Optional<ContractKind>> contracts,
        List<ContributionExemption> exemptions) {

    private static final Rate WHOLE = Rate.percent("100");

    ContributionSituation {
        contracts = new TreeMap<>(contracts);
        exemptions = List.copyOf(exemptions);
    }

    /** An activity under one kind of contract since its start. */
    static ContributionSituation of(LocalDate startedOn, ContractKind kind, ContributionExemption... exemptions) {
        return new ContributionSituation(
                startedOn,
                YearMonth.from(startedOn),
                null,
                new TreeMap<>(java.util.Map.of(startedOn, Optional.of(kind))),
                List.of(exemptions));
    }

    /** The months of a period in which the activity is there, on one day at least. */
    List<YearMonth> months(Period period) {
        LocalDate last = period.last();
        if (last == null) {
            throw new IllegalArgumentException("an open period has no months to count: " + period);
        }
        return Stream.iterate(
                        YearMonth.from(period.first()),
                        month -> !month.isAfter(YearMonth.from(last)),
                        month -> month.plusMonths(1))
                .filter(this::counts)
                .toList();
    }

    boolean counts(YearMonth month) {
        return !month.isBefore(countedFrom)
                && !month.isBefore(YearMonth.from(startedOn))
                && (endedOn == null || !month.isAfter(YearMonth.from(endedOn)));
    }

    /** Whether this is the last month in which the activity is there. */
    boolean endsIn(YearMonth month) {
        return endedOn != null && YearMonth.from(endedOn).equals(month);
    }

    /** The contract in force at the end of a month. */
    @Nullable
    ContractKind contract(YearMonth month) {
        LocalDate day = endsIn(month) && endedOn != null ? endedOn : month.atEndOfMonth();
        var entry = contracts.floorEntry(day);
        return entry == null ? null : entry.getValue().orElse(null);
    }

    /** The share that is due on a day, the most favourable where several exemptions meet. */
    Rate remaining(LocalDate day, ContributionTerms terms) {
        return Stream.concat(
                        exemptions.stream()
                                .filter(exemption -> exemption.period().contains(day))
                                .map(ContributionExemption::remaining),
                        Stream.ofNullable(terms.firstMonths())
                                .filter(first -> YearMonth.from(day)
                                        .isBefore(YearMonth.from(startedOn).plusMonths(first.months())))
                                .map(ContributionTerms.FirstMonths::remaining))
                .min(Rate::compareTo)
                .orElse(WHOLE);
    }

    /** The share that is due for a month's fixed part and minimum: that of its last day. */
    Rate remaining(YearMonth month, ContributionTerms terms) {
        return remaining(month.atEndOfMonth(), terms);
    }
}
