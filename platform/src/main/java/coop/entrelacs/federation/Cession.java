package coop.entrelacs.federation;

import coop.entrelacs.shared.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a cooperative ceded of one loss, as its manager and accountant see it.
 *
 * @param version of the treaty it was reckoned by
 * @param note what the coordinators ask or say, or null
 * @param underWay settled between both, while the transfer that brings its money is not on our statement yet
 */
public record Cession(
        UUID claim,
        UUID treaty,
        String treatyName,
        int version,
        String fund,
        ClaimView.ClaimKind kind,
        @Nullable Integer year,
        Money loss,
        Money ceded,
        LocalDate decidedOn,
        LocalDate paidOn,
        CessionStage stage,
        @Nullable Money accepted,
        @Nullable ReviewReason reason,
        @Nullable String note,
        @Nullable LocalDate settledOn,
        boolean underWay,
        List<Event> events) {

    public Cession {
        events = List.copyOf(events);
    }

    public enum CessionStage {
        /** With the coordinators. */
        SENT,
        /** They ask something. */
        ASKED,
        ANSWERED,
        /** Accepted, and not received yet. */
        ACCEPTED,
        REFUSED,
        /** Received, and given to the fund. */
        SETTLED,
        /** Received, but the fund is closed: it waits on its account until the accountant decides. */
        HELD,
        /** A part was given back, as the customer paid after all; an event, never where a cession stands. */
        RETURNED
    }

    /** What happened, as told to or by the federation. */
    public record Event(
            CessionStage what,
            @Nullable Money amount,
            @Nullable ReviewReason reason,
            @Nullable String note,
            Instant at) {}
}
