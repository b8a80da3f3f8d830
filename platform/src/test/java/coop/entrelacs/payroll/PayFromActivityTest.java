package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** What an entrepreneur may be paid: within the result and within the cash. */
class PayFromActivityTest {

    private static PayFromActivity activity(String turnover, String spent, String cash, String retained) {
        return new PayFromActivity(
                Money.of(turnover),
                Money.of("2000"),
                Money.of("1350"),
                Money.of("500"),
                Money.of("150"),
                Rate.percent(retained),
                Money.of(spent),
                Money.of(cash),
                Money.of("300"));
    }

    @Test
    void theResultBoundsThePayOfWhoHasMoreCash() {
        // 10,000 - 2,000 - 1,350 - 500 - 150 = 6,000, of which 4,500 are spent
        assertThat(activity("10000", "4500", "9000", "0").highestBudget()).isEqualTo(Money.of("1500"));
    }

    @Test
    void theCashBoundsThePayOfWhoIsNotPaidYet() {
        assertThat(activity("10000", "4500", "1000", "0").highestBudget()).isEqualTo(Money.of("700"));
    }

    @Test
    void aLossPaysNothingAndNeverANegativeAmount() {
        assertThat(activity("3000", "0", "5000", "0").highestBudget()).isEqualTo(Money.ZERO);
        assertThat(activity("3000", "0", "5000", "0").result()).isEqualTo(Money.of("-1000"));
    }

    @Test
    void theContractMayRetainAPartOfTheResult() {
        assertThat(activity("10000", "0", "9000", "10").distributable()).isEqualTo(Money.of("5400"));
    }

    @Test
    void smoothingSpreadsWhatIsLeftOverTheMonthsToCome() {
        assertThat(activity("10000", "4500", "9000", "0").smoothed(6)).isEqualTo(Money.of("250"));
        assertThat(activity("10000", "4500", "500", "0").smoothed(3)).isEqualTo(Money.of("200"));
    }

    @Test
    void theTrueUpOfAYearIsWhatWasNotPaidYetOrPaidTooMuch() {
        assertThat(activity("10000", "5200", "0", "0").trueUp()).isEqualTo(Money.of("800"));
        assertThat(activity("10000", "6400", "0", "0").trueUp()).isEqualTo(Money.of("-400"));
        assertThat(PayFromActivity.trueUpBy(LocalDate.of(2027, 5, 31))).isEqualTo(LocalDate.of(2027, 6, 30));
    }

    @Test
    void theExplanationGoesFromTurnoverToTheBudgetWithoutAHole() {
        var steps = activity("10000", "4500", "9000", "10").explained();
        assertThat(steps.getFirst().code()).isEqualTo("turnover");
        assertThat(steps.getLast()).isEqualTo(new PayFromActivity.Step("highest-budget", Money.of("900")));
    }
}
