package coop.entrelacs.funds;

import coop.entrelacs.governance.VotingRule;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a fund's rulebook says. Exactly one of loan, grant and guarantee is there: it is how the fund helps.
 *
 * @param contribution who puts in how much
 * @param ceilings how much one request, one person and one year may take
 * @param waitingMonths how long one must have been in the cooperative
 * @param contributedMonths how many months of contribution one must have paid
 * @param pauseMonths how long after a grant one may not ask the same fund again
 * @param voting quorum, majority and secrecy of the committee
 * @param delegatedUpTo the amount that one member of the committee, without conflict, may grant alone, or null for none
 * @param decideWithinDays from submission to decision
 * @param appealDays how long after a refusal one may appeal
 * @param keepPrivateMonths how long after its end what a request says of a person is kept
 * @param callEvery how often contributions are called by themselves, or null if somebody calls them
 */
public record RulebookTerms(
        ContributionKey contribution,
        Ceilings ceilings,
        @Nullable LoanTerms loan,
        @Nullable GrantTerms grant,
        @Nullable GuaranteeTerms guarantee,
        Integer waitingMonths,
        Integer contributedMonths,
        Integer pauseMonths,
        VotingRule voting,
        @Nullable Money delegatedUpTo,
        Integer decideWithinDays,
        Integer appealDays,
        Integer keepPrivateMonths,
        @Nullable CallEvery callEvery) {

    /** Rules of a fund whose contributions somebody calls. */
    public RulebookTerms(
            ContributionKey contribution,
            Ceilings ceilings,
            @Nullable LoanTerms loan,
            @Nullable GrantTerms grant,
            @Nullable GuaranteeTerms guarantee,
            Integer waitingMonths,
            Integer contributedMonths,
            Integer pauseMonths,
            VotingRule voting,
            @Nullable Money delegatedUpTo,
            Integer decideWithinDays,
            Integer appealDays,
            Integer keepPrivateMonths) {
        this(
                contribution,
                ceilings,
                loan,
                grant,
                guarantee,
                waitingMonths,
                contributedMonths,
                pauseMonths,
                voting,
                delegatedUpTo,
                decideWithinDays,
                appealDays,
                keepPrivateMonths,
                null);
    }

    /** The same, called so often. */
    public RulebookTerms called(@Nullable CallEvery often) {
        return new RulebookTerms(
                contribution,
                ceilings,
                loan,
                grant,
                guarantee,
                waitingMonths,
                contributedMonths,
                pauseMonths,
                voting,
                delegatedUpTo,
                decideWithinDays,
                appealDays,
                keepPrivateMonths,
                often);
    }

    public RulebookTerms {
        Checks.required(contribution, "contribution");
        Checks.required(ceilings, "ceilings");
        if (Stream.of(loan, grant, guarantee).filter(x -> x != null).count() != 1) {
            throw new InvalidField("loan", "fund-one-instrument");
        }
        Checks.within(waitingMonths, "waitingMonths", 0, 60);
        Checks.within(contributedMonths, "contributedMonths", 0, 60);
        Checks.within(pauseMonths, "pauseMonths", 0, 120);
        Checks.required(voting, "voting");
        Checks.positiveIfThere(delegatedUpTo, "delegatedUpTo");
        if (delegatedUpTo != null
                && ceilings.perRequest() != null
                && delegatedUpTo.compareTo(ceilings.perRequest()) > 0) {
            throw new InvalidField("delegatedUpTo", "fund-delegated-above-ceiling");
        }
        Checks.within(decideWithinDays, "decideWithinDays", 1, 180);
        Checks.within(appealDays, "appealDays", 0, 180);
        Checks.within(keepPrivateMonths, "keepPrivateMonths", 1, 120);
    }

    /** How the fund helps. */
    public Instrument instrument() {
        return loan != null ? Instrument.LOAN : grant != null ? Instrument.GRANT : Instrument.GUARANTEE;
    }

    /**
     * The most there is for one. The database holds the second and third again when it commits the money.
     *
     * @param perRequest the most for one request, or null
     * @param perPerson the most that one person may owe or hold at a time, or null
     * @param perPersonAndYear the most that one person may be granted in a calendar year, or null
     */
    public record Ceilings(
            @Nullable Money perRequest,
            @Nullable Money perPerson,
            @Nullable Money perPersonAndYear) {
        public Ceilings {
            Checks.positiveIfThere(perRequest, "ceilings.perRequest");
            Checks.positiveIfThere(perPerson, "ceilings.perPerson");
            Checks.positiveIfThere(perPersonAndYear, "ceilings.perPersonAndYear");
        }
    }

    /**
     * @param mostMonths the longest schedule
     * @param graceMonths from payment to the first instalment, at most
     * @param defaultAfter how many instalments missed make a default
     */
    public record LoanTerms(Integer mostMonths, Integer graceMonths, Integer defaultAfter) {
        public LoanTerms {
            Checks.within(mostMonths, "loan.mostMonths", 1, 120);
            Checks.within(graceMonths, "loan.graceMonths", 0, 24);
            Checks.within(defaultAfter, "loan.defaultAfter", 1, 12);
        }
    }

    /**
     * @param shareOfDrop the share of the monthly pay that was lost which the fund makes up, or null if grants do not depend on pay
     * @param mostMonths for how many months it does, at most
     */
    public record GrantTerms(@Nullable Rate shareOfDrop, Integer mostMonths) {
        public GrantTerms {
            if (shareOfDrop != null) {
                Checks.share(shareOfDrop, "grant.shareOfDrop");
            }
            Checks.within(mostMonths, "grant.mostMonths", 1, 36);
        }
    }

    /**
     * @param share how much of the unpaid amount the fund pays
     * @param overdueDays how long the invoice must be overdue, unless the customer is insolvent
     */
    public record GuaranteeTerms(Rate share, Integer overdueDays) {
        public GuaranteeTerms {
            Checks.share(share, "guarantee.share");
            Checks.within(overdueDays, "guarantee.overdueDays", 0, 365);
        }
    }
}
