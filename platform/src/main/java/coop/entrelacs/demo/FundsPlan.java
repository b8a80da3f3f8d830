package coop.entrelacs.demo;

import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.funds.Ground;
import coop.entrelacs.funds.Need;
import coop.entrelacs.shared.Money;
import coop.entrelacs.tenancy.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the demo's cooperatives do with their mutual funds: {@code tenants-config/demo/funds.yaml}. */
record FundsPlan(List<OfTenant> tenants) {

    static FundsPlan read() {
        return ConfigFiles.read("demo/funds.yaml", FundsPlan.class);
    }

    /** @param words what voters give as their reasons, in turn */
    record OfTenant(
            TenantId tenant,
            Body committee,
            List<PlannedFund> funds,
            List<String> words,
            List<PlannedRequest> requests) {}

    /** @param members who sits, by their place in the demo */
    record Body(String name, int seats, int termMonths, String elected, List<Integer> members) {}

    /**
     * @param changed the decision by which one contributes and asks from the first month on, or null
     */
    record PlannedFund(
            String template,
            Money holding,
            String given,
            String adopted,
            @Nullable String changed) {}

    /** How far a request has come. */
    enum Fate {
        DRAFT,
        /** Submitted, and not admissible. */
        SUBMITTED,
        ASKED,
        /** All but one of the committee have voted. */
        VOTING,
        REFUSED,
        APPEALED,
        WITHDRAWN,
        GRANTED,
        PAYING,
        PAID,
        CAME_BACK,
        /** Lent when the demo begins and never paid back. */
        DEFAULTED,
        /** Lent when the demo begins; one instalment in time, then all the rest at once. */
        REPAID_EARLY,
        /** Lent when the demo begins; each instalment is withheld from pay. */
        FROM_PAY;

        boolean early() {
            return compareTo(DEFAULTED) >= 0;
        }

        boolean granted() {
            return compareTo(GRANTED) >= 0;
        }
    }

    /**
     * @param member by their place in the demo; -1 for whoever has an invoice that nobody paid
     * @param amount 0 for four fifths of that invoice
     * @param granted 0 for all that was asked
     * @param alone whether one member of the committee granted it by delegation
     */
    record PlannedRequest(
            String fund,
            int member,
            Need need,
            Money amount,
            @Nullable Integer months,
            Fate fate,
            @Nullable Money granted,
            @Nullable Money back,
            @Nullable Money payBefore,
            @Nullable Money payNow,
            @Nullable Boolean alone,
            String story,
            @Nullable Ground ground,
            @Nullable String reason,
            @Nullable String question,
            @Nullable String answer,
            @Nullable String attachment) {}
}
