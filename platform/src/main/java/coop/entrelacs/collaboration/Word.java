package coop.entrelacs.collaboration;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a participant says in a project. It belongs to their cooperative, which dates and keeps it; the lead's cooperative applies it
 * once.
 *
 * @param words a text of the participant; only they wrote it, and they agreed to it going to those they work with
 */
record Word(
        UUID id,
        UUID project,
        UUID person,
        Kind kind,
        Instant at,
        @Nullable Integer version,
        @Nullable String hash,
        @Nullable String vat,
        @Nullable LocalDate day,
        @Nullable Integer minutes,
        @Nullable String words,
        @Nullable String address,
        @Nullable UUID share) {

    static final String MESSAGE = "collab-word.v1";

    enum Kind {
        SIGN,
        TIME,
        SAY,
        PAPER,
        LEAVE,
        DISPUTE,
        RESOLVE
    }
}
