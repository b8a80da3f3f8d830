package coop.entrelacs.funds;

import coop.entrelacs.shared.Money;
import java.util.List;
import java.util.UUID;

/**
 * What another key would have called in a year that is over, on the same books.
 *
 * @param changes activity by activity, the largest change first
 */
public record WhatIf(int year, Money now, Money then, int payMore, int payLess, List<Change> changes) {
    public WhatIf {
        changes = List.copyOf(changes);
    }

    /**
     * What changes for an activity.
     *
     * @param now by the present key
     * @param then by the other
     */
    public record Change(UUID activity, Money now, Money then) {
        Money difference() {
            return then.minus(now);
        }
    }

    static WhatIf of(int year, List<Change> changes) {
        return new WhatIf(
                year,
                Money.sum(changes.stream().map(Change::now).toList()),
                Money.sum(changes.stream().map(Change::then).toList()),
                (int) changes.stream().filter(c -> c.difference().isPositive()).count(),
                (int) changes.stream().filter(c -> c.difference().isNegative()).count(),
                changes.stream()
                        .sorted(java.util.Comparator.<Change, Money>comparing(
                                        c -> c.difference().abs())
                                .reversed()
                                .thenComparing(Change::activity))
                        .toList());
    }
}
