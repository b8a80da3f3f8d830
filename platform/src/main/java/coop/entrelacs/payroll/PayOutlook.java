package coop.entrelacs.payroll;

import coop.entrelacs.members.ContractKind;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a member may be paid in a month, and what would change it.
 *
 * @param contract the kind of contract that month, null for none; a CAPE has no salary
 * @param fixedPay the contract's fixed gross pay, null where there is none
 * @param fixedCost what the fixed pay costs with the employer's contributions, null where there is none
 * @param possible from the books, null for who has no activity
 * @param expected what customers still owe, the soonest due first
 * @param terms what the contract says beyond
 * @param expectedTurnover the turnover the contract expects by the end of that month
 * @param openAdvances paid ahead and not recovered yet
 */
public record PayOutlook(
        YearMonth month,
        @Nullable ContractKind contract,
        @Nullable Money fixedPay,
        @Nullable Money fixedCost,
        @Nullable PayFromActivity possible,
        List<Expected> expected,
        PayTerms terms,
        Money expectedTurnover,
        Money openAdvances) {

    public PayOutlook {
        expected = List.copyOf(expected);
    }

    /**
     * An invoice that is not paid.
     *
     * @param owed with VAT
     * @param cash what it would leave at hand: the VAT in it goes to the State
     * @param inTime whether it is due by the end of the month and not late already
     */
    public record Expected(
            UUID invoice,
            @Nullable String number,
            String customer,
            @Nullable LocalDate dueDate,
            Money owed,
            Money cash,
            boolean inTime) {}

    /** The highest budget if these invoices are paid by the end of the month, and no other. */
    public Money highestBudgetIf(java.util.Collection<UUID> paid) {
        if (possible == null) {
            return Money.ZERO;
        }
        Money more = Money.sum(expected.stream()
                .filter(one -> paid.contains(one.invoice()))
                .map(Expected::cash)
                .toList());
        return possible.withCash(more).highestBudget();
    }

    /** What may be paid beyond the fixed part this month, contributions included; zero where the activity bears no more. */
    public Money variableBudget() {
        if (possible == null) {
            return Money.ZERO;
        }
        return possible.highestBudget()
                .minus(fixedCost == null ? Money.ZERO : fixedCost)
                .max(Money.ZERO);
    }

    /** Whether turnover is behind what the contract expects by then. */
    public boolean belowMinimumActivity() {
        return possible != null && possible.turnover().compareTo(expectedTurnover) < 0;
    }
}
