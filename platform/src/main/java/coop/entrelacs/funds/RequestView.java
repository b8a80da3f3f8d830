package coop.entrelacs.funds;

import coop.entrelacs.governance.Outcome;
import coop.entrelacs.governance.Tally;
import coop.entrelacs.shared.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request as its reader may see it.
 *
 * @param details what is private: only for the applicant and the committee, null for others and once forgotten
 * @param reasons why it was not admissible, each with its code and values
 * @param instalments the schedule of a loan that was paid, with what is still open of each
 * @param iban where to pay, for the applicant alone
 * @param proposals what the committee was asked to decide, the latest last
 */
public record RequestView(
        UUID id,
        long version,
        UUID fund,
        UUID member,
        @Nullable UUID activity,
        Stage stage,
        RequestState state,
        Money asked,
        Money granted,
        Money paid,
        Money owed,
        @Nullable Integer months,
        int graceMonths,
        @Nullable UUID invoice,
        @Nullable UUID rulebook,
        @Nullable LocalDate decideBy,
        @Nullable LocalDate appealUntil,
        @Nullable PrivatePart details,
        List<Inadmissibility> reasons,
        List<Event> events,
        List<LoanSchedule.Instalment> instalments,
        List<ProposalView> proposals,
        List<MessageView> messages,
        List<AttachmentView> attachments,
        @Nullable String iban) {

    public RequestView {
        reasons = List.copyOf(reasons);
        events = List.copyOf(events);
        instalments = List.copyOf(instalments);
        proposals = List.copyOf(proposals);
        messages = List.copyOf(messages);
        attachments = List.copyOf(attachments);
    }

    /** @param code message key {@code funds.inadmissible.<code>} */
    public record Inadmissibility(String code, List<String> inputs) {}

    public record Event(int no, Stage from, Stage to, Instant at) {}

    /**
     * Something the committee was asked to decide.
     *
     * @param amount what would be granted, or null to refuse
     * @param ground code of the ground; message key {@code funds.ground.<code>}
     * @param reason in the proposer's words, or null once forgotten
     * @param result null while it is open
     * @param voted how many have voted so far
     * @param tally null while it is open
     */
    public record ProposalView(
            UUID id,
            @Nullable Money amount,
            String ground,
            @Nullable String reason,
            @Nullable String result,
            int entitled,
            int voted,
            int needed,
            @Nullable Outcome outcome,
            @Nullable Tally tally) {}

    public record MessageView(UUID id, boolean fromCommittee, String body, Instant sentAt) {}

    public record AttachmentView(UUID id, String name, int size, Instant addedAt) {}

    /** Nothing private is told, lest it end in a log. */
    @Override
    public String toString() {
        return "RequestView[" + id + ", " + stage + "]";
    }
}
