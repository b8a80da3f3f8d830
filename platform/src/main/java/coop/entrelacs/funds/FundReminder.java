package coop.entrelacs.funds;

import java.time.LocalDate;
import java.util.UUID;

/**
 * Something that somebody is waited for, in codes: nothing of it is private.
 *
 * @param dueOn until when, or since when for what has no deadline
 * @param late whether that day is past
 */
public record FundReminder(
        UUID request, UUID fund, String fundName, WaitedFor kind, Audience audience, LocalDate dueOn, boolean late) {

    public enum WaitedFor {
        /** The committee has to decide by then. */
        DECISION,
        /** What was granted then is not paid yet. */
        PAYMENT,
        /** One may appeal until then. */
        APPEAL,
        /** An instalment is due then. */
        INSTALMENT,
        /** The other side asked something, and an answer is due by then. */
        ANSWER
    }

    /** Who is waited for. */
    public enum Audience {
        APPLICANT,
        COMMITTEE,
        MONEY
    }
}
