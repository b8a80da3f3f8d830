package coop.entrelacs.federation;

import coop.entrelacs.funds.Instrument;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A treaty between cooperatives and the common fund it feeds, one for each kind of fund.
 *
 * @param balance what the common fund holds: what was received less what was accepted
 * @param called what was called and not received yet
 * @param versions the latest first
 */
public record Treaty(UUID id, Instrument fundKind, String name, Money balance, Money called, List<Version> versions) {

    public Treaty {
        versions = List.copyOf(versions);
    }

    /**
     * One version of the terms.
     *
     * @param lastDay or null while it has no end
     * @param decided the federation's decision, in its words
     * @param adoptions by cooperative
     * @param offered to how many cooperatives
     * @param quorumOn the day on which enough of them had adopted it; null while they have not, or where its terms state no quorum
     */
    public record Version(
            int number,
            TreatyTerms terms,
            LocalDate firstDay,
            @Nullable LocalDate lastDay,
            String decided,
            LocalDate proposedOn,
            List<Adoption> adoptions,
            int offered,
            @Nullable LocalDate quorumOn) {

        public Version {
            adoptions = List.copyOf(adoptions);
        }

        boolean covers(LocalDate day) {
            return !day.isBefore(firstDay) && (lastDay == null || !day.isAfter(lastDay));
        }

        /** Whether it rules anybody on a day: it covers the day, and was adopted by enough of them by then. */
        public boolean inForce(LocalDate day) {
            return covers(day) && enough(day);
        }

        private boolean enough(LocalDate day) {
            return terms.quorum() == null
                    ? adoptions.stream().anyMatch(one -> !one.on().isAfter(day))
                    : quorumOn != null && !quorumOn.isAfter(day);
        }

        public Optional<Adoption> by(TenantId cooperative) {
            return adoptions.stream()
                    .filter(one -> one.cooperative().equals(cooperative))
                    .findFirst();
        }
    }

    /** That a cooperative adopted a version. */
    public record Adoption(TenantId cooperative, LocalDate on, DecidingBody body, Instant receivedAt) {}

    /** The latest version, adopted or not. */
    public Version latest() {
        return versions.getFirst();
    }

    /**
     * The version that rules for a cooperative on a day: the latest in force that it had adopted by then. So a version
     * adopted later changes nothing of what was decided before, and one that was not adopted changes nothing at all.
     */
    public Optional<Version> inForce(TenantId cooperative, LocalDate day) {
        return versions.stream()
                .filter(one -> one.inForce(day))
                .filter(one -> one.by(cooperative)
                        .filter(adoption -> !adoption.on().isAfter(day))
                        .isPresent())
                .max(Comparator.comparingInt(Version::number));
    }
}
