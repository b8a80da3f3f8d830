package coop.entrelacs.funds;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.funds.FundAccount.Cell;
import coop.entrelacs.funds.Solvency.Assumptions;
import coop.entrelacs.funds.Solvency.LargestCustomer;
import coop.entrelacs.funds.Solvency.Projection;
import coop.entrelacs.funds.Solvency.Stress;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.time.YearMonth;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SolvencyTest {

    private static final YearMonth JANUARY = YearMonth.of(2027, 1);
    private static final LargestCustomer LARGEST = new LargestCustomer(Money.of("5000.00"), Rate.percent("25"));

    @Test
    void a_fund_that_takes_in_what_it_pays_out_lasts() {
        Projection expected = project(Stress.EXPECTED, "1000.00", "400.00", "400.00");

        assertThat(expected.months()).hasSize(24);
        assertThat(expected.shortFrom()).isNull();
        // 1,000 held − 200 promised + 24 × (400 − 400) + 300 of instalments
        assertThat(expected.months().getLast().balance()).isEqualTo(Money.of("1100.00"));
    }

    @Test
    void when_sick_leave_doubles_the_month_and_the_most_missing_are_told() {
        Projection stressed = project(Stress.AID_DOUBLES, "1000.00", "400.00", "400.00");

        // 800 left, 400 less each month, 100 back in each of the first three: at zero after month 2.75
        assertThat(stressed.shortFrom()).isEqualTo(JANUARY.plusMonths(2));
        assertThat(stressed.missing()).isEqualTo(Money.of("8500.00"));
    }

    @Test
    void a_tenth_of_the_loans_does_not_come_back() {
        assertThat(project(Stress.TENTH_DEFAULTS, "1000.00", "0.00", "0.00")
                        .months()
                        .getLast()
                        .balance())
                .isEqualTo(Money.of("1070.00"));
    }

    @Test
    void the_largest_customer_fails_at_once_and_their_contributions_are_gone() {
        Projection failed = project(Stress.LARGEST_CUSTOMER_FAILS, "6000.00", "400.00", "0.00");

        assertThat(failed.months().getFirst().in()).isEqualTo(Money.of("400.00")); // 300 + 100 back
        assertThat(failed.months().getFirst().balance()).isEqualTo(Money.of("1200.00"));
    }

    @Test
    void cells_of_few_are_put_together_so_that_none_is_had_by_subtraction() {
        assertThat(FundAccount.suppressed(List.of(cell("ILLNESS", 12), cell("PARENTHOOD", 7), cell("ACCIDENT", 2))))
                .extracting(Cell::need, Cell::decisions)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ILLNESS", 12),
                        org.assertj.core.groups.Tuple.tuple("SUPPRESSED", 9));
        assertThat(FundAccount.suppressed(List.of(cell("ACCIDENT", 3)))).isEmpty();
        assertThat(FundAccount.suppressed(List.of(cell("ILLNESS", 4), cell("ACCIDENT", 3))))
                .extracting(Cell::need, Cell::decisions)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("SUPPRESSED", 7));
    }

    private static Cell cell(String need, int decisions) {
        return new Cell(2026, need, decisions, decisions, 0, 0, 100, 100);
    }

    private static Projection project(Stress stress, String balance, String contributions, String aid) {
        TreeMap<YearMonth, Money> instalments = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            instalments.put(JANUARY.plusMonths(i), Money.of("100.00"));
        }
        return Solvency.project(
                stress,
                new Assumptions(
                        Money.of(balance),
                        Money.of("200.00"),
                        Money.of(contributions),
                        Money.of(aid),
                        instalments,
                        Money.ZERO,
                        Rate.ZERO),
                LARGEST,
                JANUARY);
    }
}
