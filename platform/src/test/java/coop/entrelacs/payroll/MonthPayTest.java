package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.members.ContractSpan.Terms;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fixed pay of a month that contracts and amendments cut in parts, and how much of a pay may be taken back. */
class MonthPayTest {

    private static final BigDecimal FULL = new BigDecimal("151.67");

    private static Terms terms(String first, String last, String pay) {
        return new Terms(LocalDate.parse(first), LocalDate.parse(last), Money.of(pay), FULL);
    }

    @Test
    void an_exit_in_mid_month_is_paid_by_the_days_of_work() {
        MonthPay pay = MonthPay.of(YearMonth.of(2026, 11), List.of(terms("2026-11-01", "2026-11-20", "2380")));
        assertThat(pay.earned()).isEqualTo(Money.of("1700.00"));
        assertThat(pay.whole()).isEqualTo(Money.of("2380.00"));
    }

    @Test
    void an_amendment_in_mid_month_is_paid_for_its_own_days() {
        MonthPay pay = MonthPay.of(
                YearMonth.of(2026, 11),
                List.of(terms("2026-11-01", "2026-11-15", "1980"), terms("2026-11-16", "2026-11-30", "2580")));
        assertThat(pay.earned()).isEqualTo(Money.of("2294.29"));
        assertThat(pay.whole()).isEqualTo(pay.earned());
    }

    @Test
    void a_contract_from_the_sixteenth_is_half_of_september() {
        MonthPay pay = MonthPay.of(YearMonth.of(2026, 9), List.of(terms("2026-09-16", "2026-09-30", "900")));
        assertThat(pay.earned()).isEqualTo(Money.of("450.00"));
    }

    /** However contracts, gaps and amendments cut a month, each day of work is paid once, at its own pay. */
    @RepeatedTest(200)
    void every_day_of_contract_is_paid_once() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        YearMonth month = YearMonth.of(2025 + random.nextInt(3), 1 + random.nextInt(12));
        List<Money> pays = List.of(
                Money.ofCents(1 + random.nextInt(1_000_000)),
                Money.ofCents(1 + random.nextInt(1_000_000)),
                Money.ofCents(1 + random.nextInt(1_000_000)));
        List<List<Terms>> contracts = new ArrayList<>();
        List<Terms> current = new ArrayList<>();
        Money[] ofDay = new Money[month.lengthOfMonth() + 1];
        int day = 1;
        while (day <= month.lengthOfMonth()) {
            int last = Math.min(month.lengthOfMonth(), day + random.nextInt(12));
            int what = random.nextInt(4);
            if (what < 3) {
                current.add(new Terms(month.atDay(day), month.atDay(last), pays.get(what), FULL));
                for (int d = day; d <= last; d++) {
                    ofDay[d] = pays.get(what);
                }
            }
            if (what == 3 || random.nextBoolean()) {
                if (!current.isEmpty()) {
                    contracts.add(current);
                }
                current = new ArrayList<>();
            }
            day = last + 1;
        }
        if (!current.isEmpty()) {
            contracts.add(current);
        }

        Money paid = Money.sum(contracts.stream()
                .map(contract -> MonthPay.of(month, contract).earned())
                .toList());

        Money expected = Money.ZERO;
        for (int d = 1; d <= month.lengthOfMonth(); d++) {
            if (ofDay[d] != null) {
                expected = expected.plus(MonthPay.part(month, month.atDay(d), month.atDay(d), ofDay[d]));
            }
        }
        assertThat(paid).as("seed " + seed).isEqualTo(expected);
        for (List<Terms> contract : contracts) {
            MonthPay pay = MonthPay.of(month, contract);
            assertThat(pay.earned().compareTo(pay.whole())).as("seed " + seed).isLessThanOrEqualTo(0);
        }
        // and one pay all over the month is that pay, to the cent, however it is cut
        int cut = 1 + random.nextInt(month.lengthOfMonth() - 1);
        assertThat(MonthPay.part(month, month.atDay(1), month.atDay(cut), pays.getFirst())
                        .plus(MonthPay.part(month, month.atDay(cut + 1), month.atEndOfMonth(), pays.getFirst())))
                .as("seed " + seed)
                .isEqualTo(pays.getFirst());
    }

    @ParameterizedTest
    @CsvSource({
        "1900, 0, 2026-06-30, 405.04",
        "1900, 1, 2026-06-30, 327.01",
        "2500, 2, 2026-06-30, 645.93",
        "900,  0, 2026-06-30, 88.58",
        "700,  0, 2026-06-30, 48.31",
        "700,  0, 2026-03-31, 51.33",
        "651.69, 0, 2026-06-30, 0.00",
        "0,    0, 2026-06-30, 0.00"
    })
    void what_may_be_taken_back_follows_the_scale_and_leaves_the_minimum(
            String net, int dependants, LocalDate day, String most) {
        assertThat(AttachableShare.load().of(Money.of(net), dependants, day)).isEqualTo(Money.of(most));
    }
}
