package coop.entrelacs.federation;

import coop.entrelacs.funds.Instrument;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version of a treaty as a cooperative was offered it.
 *
 * @param adoptedOn when this cooperative adopted it, or null while it has not
 * @param reference of the decision in its own minutes, or null
 */
public record TreatyOffer(
        UUID treaty,
        int version,
        Instrument fundKind,
        String name,
        TreatyTerms terms,
        LocalDate firstDay,
        @Nullable LocalDate lastDay,
        @Nullable LocalDate adoptedOn,
        @Nullable DecidingBody body,
        @Nullable String reference) {

    public boolean adopted() {
        return adoptedOn != null;
    }

    boolean rules(LocalDate day) {
        return adoptedOn != null
                && !adoptedOn.isAfter(day)
                && !day.isBefore(firstDay)
                && (lastDay == null || !day.isAfter(lastDay));
    }
}
