package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Something that changed an activity's figures.
 *
 * @param date the day it happened
 * @param basisDate the day whose rule and exemptions count: that of the invoice for a credit note, else the same day
 * @param kind what happened
 * @param source what it came from, unique: {@code invoice:0198…}
 */
record ContributionMovement(
        UUID id, LocalDate date, LocalDate basisDate, Kind kind, ContributionAmounts amounts, String source) {

    ContributionMovement {
        if (basisDate.isAfter(date)) {
            throw new InvalidField("basisDate", "contribution-basis-after-date");
        }
    }

    enum Kind {
        INVOICE,
        CREDIT_NOTE,
        COST,
        RECEIPT
    }
}
