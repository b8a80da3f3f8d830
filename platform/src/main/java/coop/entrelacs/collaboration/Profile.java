package coop.entrelacs.collaboration;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member as they work with other cooperatives.
 *
 * @param person the key by which others know them
 * @param listedAt since when they are in the directory, or null
 * @param version give it back when changing it
 * @param consents what they agreed to, dated, the newest first
 */
public record Profile(
        UUID person, ProfileForm about, @Nullable Instant listedAt, long version, List<Consent> consents) {

    public enum Purpose {
        DIRECTORY,
        OPPORTUNITY,
        PROPOSAL,
        PROJECT
    }

    /** @param withdrawnAt null while it holds */
    public record Consent(
            Purpose purpose,
            UUID about,
            Instant givenAt,
            @Nullable Instant withdrawnAt) {}
}
