package coop.entrelacs.funds;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of a person. Sealed at rest, opened for the applicant and for members of the sitting committee who have no
 * conflict, each opening audited; forgotten when the rulebook says.
 *
 * @param story in the applicant's words; may be empty in a draft, never in what is submitted
 * @param payBefore the net monthly pay before it dropped, for grants
 * @param payNow the net monthly pay now, for grants
 * @param unpaid what the customer still owes, for guarantees
 * @param dueOn when it was due, for guarantees
 * @param insolvent whether the customer is in insolvency proceedings, for guarantees
 */
public record PrivatePart(
        Need need,
        String story,
        @Nullable Money payBefore,
        @Nullable Money payNow,
        @Nullable Money unpaid,
        @Nullable LocalDate dueOn,
        @Nullable Boolean insolvent) {

    static final int MOST_WORDS = 10_000;

    public PrivatePart {
        Checks.required(need, "need");
        story = story == null ? "" : story.strip();
        if (story.length() > MOST_WORDS) {
            throw new InvalidField("story", "too-long", MOST_WORDS);
        }
    }

    /** Not told, lest it end in a log. */
    @Override
    public String toString() {
        return "PrivatePart[…]";
    }
}
