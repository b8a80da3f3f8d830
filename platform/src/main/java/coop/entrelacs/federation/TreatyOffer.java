package coop.entrelacs.federation;

import coop.entrelacs.funds.Instrument;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version of a treaty as a cooperative was offered it.
 *
 * @param adoptedOn when this cooperative adopted it, or null while it has not
 * @param share what it would ask of this cooperative, or null while its figures are not known
 * @param inForceFrom the day from which on enough cooperatives had adopted it; null before, or where its terms state no quorum
 * @param fundHere whether this cooperative has a fund of the kind: without one it pays and cedes nothing
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
        @Nullable String reference,
        @Nullable OwnShare share,
        @Nullable LocalDate inForceFrom,
        boolean fundHere) {

    public boolean adopted() {
        return adoptedOn != null;
    }

    /** Whether enough cooperatives had adopted it by a day. */
    public boolean inForce(LocalDate day) {
        return terms.quorum() == null ? adopted() : inForceFrom != null && !inForceFrom.isAfter(day);
    }

    boolean rules(LocalDate day) {
        return adoptedOn != null
                && inForce(day)
                && !adoptedOn.isAfter(day)
                && !day.isBefore(firstDay)
                && (lastDay == null || !day.isAfter(lastDay));
    }
}
