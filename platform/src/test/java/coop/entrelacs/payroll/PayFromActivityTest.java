package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an entrepreneur may be paid: within the result and within the cash. */
class PayFromActivityTest {

    private static PayFromActivity activity(String turnover, String spent, String cash, String retained) {
        return new PayFromActivity(
                Money.of(turnover),
                Money.of("2000"),
                Money.of("1350"),
                Money.of("500"),
                Money.ZERO,
                Money.of("150"),
                Rate.percent(retained),
                Money.of(spent),
                Money.ZERO,
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
        assertThat(activity("10000", "4500", "500", "0").smoothed(3)).isEqualTo(Money.of("66.67"));
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

    /** What the same activity may pay as its figures change; every row is worked out by hand. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # case                          | turnover | costs | contribution | loss | owed | provisions | retained | spent | reserved | cash  | kept | highest | bound
            a first good month              | 3000     | 200   | 405          | 0    | 0    | 0          | 0        | 0     | 0        | 5000  | 0    | 2395    | RESULT
            customers have not paid yet     | 3000     | 200   | 405          | 0    | 0    | 0          | 0        | 0     | 0        | 600   | 0    | 600     | CASH
            nothing but debts               | 3000     | 200   | 405          | 0    | 0    | 0          | 0        | 0     | 0        | -150  | 0    | 0       | CASH
            a loss to make good             | 3000     | 200   | 405          | 2000 | 0    | 0          | 0        | 0     | 0        | 5000  | 0    | 395     | RESULT
            a loss larger than the result   | 3000     | 200   | 405          | 9000 | 0    | 0          | 0        | 0     | 0        | 5000  | 0    | 0       | RESULT
            a doubtful customer provided for| 3000     | 200   | 405          | 0    | 0    | 395        | 0        | 0     | 0        | 5000  | 0    | 2000    | RESULT
            the contract keeps a tenth      | 3000     | 200   | 405          | 0    | 0    | 395        | 10       | 0     | 0        | 5000  | 0    | 1800    | RESULT
            pay of earlier months           | 3000     | 200   | 405          | 0    | 0    | 395        | 10       | 700   | 0        | 5000  | 0    | 1100    | RESULT
            some cash is to stay            | 3000     | 200   | 405          | 0    | 0    | 0          | 0        | 0     | 0        | 2000  | 500  | 1500    | CASH
            smoothed: the rest is for later | 3000     | 200   | 405          | 0    | 0    | 395        | 0        | 0     | 1500     | 5000  | 0    | 500     | RESULT
            smoothed, and short of cash     | 3000     | 200   | 405          | 0    | 0    | 395        | 0        | 0     | 1500     | 1600  | 0    | 100     | CASH
            a true-up of last year          | 3000     | 200   | 405          | 0    | 800  | 395        | 0        | 2000  | 0        | 5000  | 0    | 800     | RESULT
            cents stay cents                | 1000.01  | 0.01  | 135.00       | 0    | 0    | 0          | 33.33    | 0     | 0        | 5000  | 0    | 576.70  | RESULT
            """)
    void the_highest_budget_is_within_the_result_and_within_the_cash(
            String situation,
            String turnover,
            String costs,
            String contribution,
            String loss,
            String owed,
            String provisions,
            String retained,
            String spent,
            String reserved,
            String cash,
            String kept,
            String highest,
            PayFromActivity.Bound bound) {
        PayFromActivity pay = new PayFromActivity(
                Money.of(turnover),
                Money.of(costs),
                Money.of(contribution),
                Money.of(loss),
                Money.of(owed),
                Money.of(provisions),
                Rate.percent(retained),
                Money.of(spent),
                Money.of(reserved),
                Money.of(cash),
                Money.of(kept));

        assertThat(pay.highestBudget()).as(situation).isEqualTo(Money.of(highest));
        assertThat(pay.bound()).as(situation).isEqualTo(bound);
        // what is shown line by line leads to the same figure
        assertThat(pay.explained().getLast().amount()).isEqualTo(Money.of(highest));
    }

    /** Every line of the explanation follows from those above it: whoever adds them up finds the same cents. */
    @Test
    void the_lines_of_the_explanation_add_up() {
        PayFromActivity pay = new PayFromActivity(
                Money.of("10000"),
                Money.of("2000"),
                Money.of("1350"),
                Money.of("500"),
                Money.of("700"),
                Money.of("150"),
                Rate.percent("10"),
                Money.of("1200"),
                Money.of("900"),
                Money.of("4000"),
                Money.of("300"));
        Money running = Money.ZERO;
        for (PayFromActivity.Step step : pay.explained()) {
            switch (step.code()) {
                case "result", "within-result", "within-cash" -> {
                    assertThat(step.amount()).as(step.code()).isEqualTo(running);
                    running = step.code().equals("result") ? running : Money.ZERO;
                }
                case "highest-budget" ->
                    assertThat(step.amount()).isEqualTo(pay.withinCash().min(pay.withinResult()));
                default -> running = running.plus(step.amount());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"2027-01-30, 2027-02-28", "2027-05-31, 2027-06-30", "2027-06-15, 2027-07-15", "2028-01-31, 2028-02-29"})
    void a_true_up_is_paid_within_one_month_of_the_meeting(LocalDate meeting, LocalDate last) {
        assertThat(PayFromActivity.trueUpBy(meeting)).isEqualTo(last);
    }
}
