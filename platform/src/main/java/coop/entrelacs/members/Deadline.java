package coop.entrelacs.members;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that has to be done about a member by a day.
 *
 * @param contract the contract it comes from, or null
 */
public record Deadline(
        Kind kind,
        LocalDate due,
        UUID member,
        String memberNumber,
        String memberName,
        @Nullable UUID contract,
        @Nullable UUID advisor,
        @Nullable String advisorName) {

    /** What has to be done. */
    public enum Kind {
        /** A CAPE ends: renew it, sign a CESA, or part. */
        BUSINESS_SUPPORT_ENDS,
        /** The trial of a CESA ends: confirm or part. */
        TRIAL_ENDS,
        /** An entrepreneur must be an associate by then, or the contract ends (Code du travail L7331-3). */
        ASSOCIATE_BY,
        /** A fixed-term contract of the support team ends. */
        FIXED_TERM_ENDS,
        /** The last contract ended and nothing followed. */
        LAPSED,
        /** Shares of capital are to be repaid. */
        SHARES_DUE
    }
}
