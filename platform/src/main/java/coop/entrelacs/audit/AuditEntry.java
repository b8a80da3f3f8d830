package coop.entrelacs.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who did what to whom, when.
 *
 * @param number the place in the chain, or null for the newest entries, which are chained a little later
 * @param hash of this entry and the one before it, in hexadecimal, or null while it is not chained
 */
public record AuditEntry(
        long id,
        Instant at,
        UUID actor,
        String actorName,
        String action,
        String subject,
        String detail,
        @Nullable Long number,
        @Nullable String hash) {}
