package coop.entrelacs.collaboration;

import coop.entrelacs.tenancy.TenantId;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An opportunity as every cooperative of the federation reads it.
 *
 * @param author who published it, or null for the support team
 * @param outcome null while it is open
 * @param proposals all of them for who published it; for others their own
 * @param mine whether the asker may answer and close it
 */
public record Opportunity(
        UUID id,
        TenantId cooperative,
        String cooperativeName,
        @Nullable UUID author,
        String authorName,
        OpportunityForm about,
        boolean open,
        @Nullable Outcome outcome,
        String outcomeWords,
        LocalDate publishedOn,
        long version,
        List<Proposal> proposals,
        boolean mine) {

    /** How it ended. */
    public enum Outcome {
        FOUND,
        NOT_FOUND,
        WITHDRAWN
    }

    public enum Answer {
        MADE,
        RETAINED,
        DECLINED
    }

    /** Somebody would do it. */
    public record Proposal(
            UUID id,
            TenantId cooperative,
            String cooperativeName,
            UUID person,
            String shownName,
            String text,
            Answer answer,
            LocalDate madeOn) {}
}
