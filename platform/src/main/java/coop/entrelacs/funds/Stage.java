package coop.entrelacs.funds;

import java.util.EnumSet;
import java.util.Set;

/** Where a request can be, in one word, as the database keeps it. */
public enum Stage {
    DRAFT,
    /** The automatic tests said no. */
    INADMISSIBLE,
    /** Before the committee. */
    REVIEW,
    /** Before the committee again, after a refusal. */
    APPEAL,
    /** Granted, the money committed. */
    GRANTED,
    REFUSED,
    /** One person has proposed the payment; another must confirm it. */
    PAYING,
    /** A loan under way. */
    REPAYING,
    /** A loan with too many instalments missed. */
    DEFAULTED,
    /** Paid for a customer; what they still pay returns to the fund. */
    RECOVERING,
    WITHDRAWN,
    CLOSED;

    /** Where it can go from here. The table {@code fund_transition} says the same; a test compares them. */
    Set<Stage> next() {
        return switch (this) {
            case DRAFT -> EnumSet.of(REVIEW, INADMISSIBLE, WITHDRAWN);
            case INADMISSIBLE -> EnumSet.of(APPEAL);
            case REVIEW -> EnumSet.of(GRANTED, REFUSED, WITHDRAWN);
            case APPEAL -> EnumSet.of(GRANTED, REFUSED, WITHDRAWN);
            case REFUSED -> EnumSet.of(APPEAL);
            case GRANTED -> EnumSet.of(PAYING, WITHDRAWN);
            case PAYING -> EnumSet.of(GRANTED, REPAYING, RECOVERING, CLOSED);
            case REPAYING -> EnumSet.of(DEFAULTED, CLOSED);
            case DEFAULTED -> EnumSet.of(REPAYING, CLOSED);
            case RECOVERING -> EnumSet.of(CLOSED);
            // a customer's payment that was taken back opens what it had closed
            case CLOSED -> EnumSet.of(RECOVERING);
            case WITHDRAWN -> EnumSet.noneOf(Stage.class);
        };
    }

    /** Whether it waits for a decision. */
    boolean isBeforeCommittee() {
        return this == REVIEW || this == APPEAL;
    }
}
