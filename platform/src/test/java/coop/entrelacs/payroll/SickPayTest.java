package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;

import coop.entrelacs.payroll.PayInput.AbsenceKind;
import coop.entrelacs.shared.Ids;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The least that the law asks of the employer while somebody is sick, and what a contract promises beyond it. */
class SickPayTest {

    private static final SickPay LAW = new SickPay(SickPayRules.load());

    private static SickPay.Person since(String day, @Nullable MaintainedPay promised) {
        return new SickPay.Person(
                LocalDate.parse(day), promised, month -> Money.of("2000"), day0 -> new BigDecimal("1823.03"));
    }

    private static Absences.Away away(AbsenceKind kind, String first, String last, @Nullable String maintained) {
        return new Absences.Away(
                Ids.next(),
                Ids.next(),
                kind,
                LocalDate.parse(first),
                LocalDate.parse(last),
                maintained == null ? null : Rate.percent(maintained));
    }

    private static Absences.Away sick(String first, String last) {
        return away(AbsenceKind.SICKNESS, first, last, null);
    }

    /** As {@code days x percent}, in order, days paid alike together. */
    private static String shares(AwayDays days) {
        List<String> all = new ArrayList<>();
        String before = "";
        long sum = 0;
        for (AwayDays.Part part : days.parts()) {
            String share = part.share().movePointRight(2).setScale(0, java.math.RoundingMode.HALF_UP) + "";
            long length = part.firstDay().datesUntil(part.lastDay().plusDays(1)).count();
            if (!share.equals(before) && sum > 0) {
                all.add(sum + "x" + before);
                sum = 0;
            }
            before = share;
            sum += length;
        }
        all.add(sum + "x" + before);
        return String.join(" ", all);
    }

    @ParameterizedTest(name = "in the cooperative since {0}: {1}")
    @CsvSource({
        "2025-03-03, 100x0",
        "2025-03-02, 7x0 30x90 30x67 33x0",
        "2021-03-02, 7x0 30x90 30x67 33x0",
        "2020-03-02, 7x0 40x90 40x67 13x0",
        "2015-03-02, 7x0 50x90 43x67",
        "1980-03-02, 7x0 90x90 3x67",
    })
    void sicknessIsPaidFromTheEighthDayByTheYearsInTheCooperative(String since, String paid) {
        AwayDays days = LAW.of(since(since, null), List.of(sick("2026-03-02", "2026-06-09")))
                .getFirst();
        assertThat(shares(days)).isEqualTo(paid);
    }

    @Test
    void afterAnAccidentAtWorkThereAreNoWaitingDays() {
        AwayDays days = LAW.of(
                        since("2024-01-01", null),
                        List.of(away(AbsenceKind.WORK_ACCIDENT, "2026-03-02", "2026-04-10", null)))
                .getFirst();
        assertThat(shares(days)).isEqualTo("30x90 10x67");
        // 2,000 / 30.42 at 60 %, from the 29th day on at 79 %, for 80 % would be more than the net of a day
        assertThat(days.parts().getFirst().allowance()).isEqualTo(Money.of("39.44"));
        assertThat(days.parts().getLast().allowance()).isEqualTo(Money.of("51.93"));
    }

    @Test
    void theAllowanceIsHalfOfThreeMonthsAndBeginsOnTheFourthDay() {
        List<AwayDays.Part> parts = LAW.of(since("2025-12-01", null), List.of(sick("2026-03-02", "2026-03-10")))
                .getFirst()
                .parts();
        assertThat(parts).extracting(AwayDays.Part::allowance).containsExactly(Money.ZERO, Money.of("32.87"));
        assertThat(parts.getFirst().lastDay()).isEqualTo(LocalDate.of(2026, 3, 4));
        // each month counts up to 1.4 SMIC
        SickPay.Person well = new SickPay.Person(
                LocalDate.of(2025, 12, 1), null, month -> Money.of("4000"), day -> new BigDecimal("1823.03"));
        assertThat(LAW.of(well, List.of(sick("2026-03-02", "2026-03-10")))
                        .getFirst()
                        .parts()
                        .getLast()
                        .allowance())
                .isEqualTo(Money.of("41.95"));
    }

    @Test
    void daysPaidInTheTwelveMonthsBeforeCount() {
        List<AwayDays> all = LAW.of(
                since("2024-01-01", null), List.of(sick("2026-01-05", "2026-01-31"), sick("2026-05-04", "2026-06-12")));
        // 27 days: 20 at 90 % are used
        assertThat(shares(all.getFirst())).isEqualTo("7x0 20x90");
        assertThat(shares(all.getLast())).isEqualTo("7x0 10x90 23x67");
    }

    @Test
    void aStopThatGoesOnWaitsOnce() {
        List<AwayDays> all = LAW.of(
                since("2024-01-01", null), List.of(sick("2026-03-02", "2026-03-10"), sick("2026-03-11", "2026-03-20")));
        assertThat(shares(all.getFirst())).isEqualTo("7x0 2x90");
        assertThat(shares(all.getLast())).isEqualTo("10x90");
    }

    @Test
    void aContractsPromiseIsPaidWhereItIsBetter() {
        MaintainedPay all = new MaintainedPay(0, 0, Rate.percent("100"), 5);
        assertThat(shares(LAW.of(since("2024-01-01", all), List.of(sick("2026-03-02", "2026-03-15")))
                        .getFirst()))
                .isEqualTo("5x100 2x0 7x90");
        MaintainedPay less = new MaintainedPay(0, 0, Rate.percent("50"), 90);
        assertThat(shares(LAW.of(since("2024-01-01", less), List.of(sick("2026-03-02", "2026-03-15")))
                        .getFirst()))
                .as("never below the law")
                .isEqualTo("7x50 7x90");
        MaintainedPay later = new MaintainedPay(12, 0, Rate.percent("100"), 90);
        assertThat(shares(LAW.of(since("2025-09-01", later), List.of(sick("2026-03-02", "2026-03-15")))
                        .getFirst()))
                .isEqualTo("14x0");
    }

    @Test
    void whatSomebodySaidOfAnAbsenceHolds() {
        AwayDays days = LAW.of(
                        since("2024-01-01", null), List.of(away(AbsenceKind.SICKNESS, "2026-03-02", "2026-03-15", "0")))
                .getFirst();
        assertThat(shares(days)).isEqualTo("14x0");
    }

    @Test
    void theAllowanceIsTakenOffWhatGoesOnAndNothingBelowZero() {
        YearMonth march = YearMonth.of(2026, 3);
        AwayDays days = LAW.of(since("2024-01-01", null), List.of(sick("2026-03-02", "2026-03-15")))
                .getFirst();
        List<AwayDays.Taken> taken = days.of(march, Money.of("2200"));
        // ten of 22 paid days; the second week is five days at 90 % of 500 less seven allowances of 32.87
        assertThat(Money.sum(taken.stream().map(AwayDays.Taken::lost).toList())).isEqualTo(Money.of("1000.00"));
        assertThat(taken.getLast().kept()).isEqualTo(Money.of("219.91"));
        assertThat(taken.getLast().absence().reducesCeiling()).isFalse();
        assertThat(taken.getFirst().absence().reducesCeiling()).isTrue();
    }
}
