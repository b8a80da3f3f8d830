package coop.entrelacs.payroll;

import coop.entrelacs.shared.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run of the payroll, with its sums over the slips that are not stopped.
 *
 * @param version give it back to approve or cancel what was seen
 * @param slips how many are paid
 * @param stopped how many are held back, each with its reason
 * @param notices what concerns people without a slip
 * @param job the last one that worked on it
 * @param previewedAt when its slips were worked out; null before
 */
public record PayrollRun(
        UUID id,
        YearMonth month,
        Kind kind,
        LocalDate payDate,
        State state,
        long version,
        UUID preparedBy,
        String preparedByName,
        Instant preparedAt,
        @Nullable String approvedByName,
        @Nullable Instant approvedAt,
        @Nullable Instant postedAt,
        @Nullable UUID paymentDocument,
        long slips,
        long stopped,
        Money gross,
        Money employerCost,
        Money incomeTax,
        Money netPaid,
        List<Notice> notices,
        @Nullable UUID job,
        @Nullable Instant previewedAt) {

    public PayrollRun {
        notices = List.copyOf(notices);
    }

    /**
     * Something the officer should know that stands on no slip.
     *
     * @param code message {@code payroll.notice.<code>}, with the name and the day
     * @param member whom it is about
     * @param day the day it happened or happens; null where there is none
     */
    public record Notice(
            String code,
            UUID member,
            String memberName,
            @Nullable LocalDate day) {}

    public enum Kind {
        REGULAR,
        CORRECTION,
        /** Pays those of a month already posted whom its own run did not pay. */
        COMPLEMENT
    }

    /** COMPUTING and PREVIEW may still be thrown away; from POSTED on nothing changes any more. */
    public enum State {
        COMPUTING,
        PREVIEW,
        APPROVED,
        POSTED,
        PAID,
        CANCELLED
    }
}
