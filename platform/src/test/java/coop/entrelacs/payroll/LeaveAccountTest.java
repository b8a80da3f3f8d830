package coop.entrelacs.payroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import coop.entrelacs.config.BadConfig;
import coop.entrelacs.config.ConfigFiles;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paid leave: two and a half working days a month, thirty a year, paid at their better worth to who leaves. */
class LeaveAccountTest {

    private static final LeaveRules LAW = LeaveRules.load();
    private static final Money PAY = Money.of("2400");

    private static LeaveAccount after(@Nullable LeaveAccount before, YearMonth month, String worked, String sick) {
        return LeaveAccount.after(
                before,
                LAW.on(month.atDay(1)),
                month,
                new BigDecimal(worked),
                new BigDecimal(sick),
                BigDecimal.ZERO,
                PAY);
    }

    @Test
    void aYearOfWorkGivesThirtyDaysAndNeverMore() {
        LeaveAccount account = null;
        for (int i = 0; i < 12; i++) {
            account = after(account, YearMonth.of(2025, 6).plusMonths(i), "1", "0");
        }
        assertThat(account.balance()).isEqualByComparingTo("30");
        assertThat(account.yearPaid()).isEqualTo(Money.of("28800"));
        // the next year begins anew, the days stay
        account = after(account, YearMonth.of(2026, 6), "1", "0");
        assertThat(account.balance()).isEqualByComparingTo("32.5");
        assertThat(account.yearAcquired()).isEqualByComparingTo("2.5");
        assertThat(account.yearPaid()).isEqualTo(PAY);
    }

    @Test
    void sicknessAcquiresTwoDaysAMonthAndUnpaidLeaveNone() {
        assertThat(after(null, YearMonth.of(2026, 3), "0", "1").balance()).isEqualByComparingTo("2");
        assertThat(after(null, YearMonth.of(2026, 3), "0.5", "0.5").balance()).isEqualByComparingTo("2.25");
        assertThat(after(null, YearMonth.of(2026, 3), "0", "0").balance()).isEqualByComparingTo("0");
    }

    @Test
    void theDaysLeftArePaidAtTheBetterOfTwoWorths() {
        LeaveRules.Rule rule = LAW.on(LocalDate.of(2026, 3, 1));
        LeaveAccount steady = account("13", "25", "24000", null, null, null);
        // 13 of 26 days of 2,400: 1,200; a tenth of 24,000 for 13 of 25 days: 1,248
        assertThat(steady.indemnity(rule, PAY)).isEqualTo(Money.of("1248"));
        LeaveAccount raised = account("13", "25", "20000", null, null, null);
        assertThat(raised.indemnity(rule, PAY)).isEqualTo(Money.of("1200"));
        LeaveAccount overdrawn = account("-2", "0", "0", null, null, null);
        assertThat(overdrawn.indemnity(rule, PAY)).isEqualTo(Money.ZERO);
    }

    private static LeaveAccount account(
            String balance,
            String acquired,
            String paid,
            @Nullable String lastAcquired,
            @Nullable String lastPaid,
            @Nullable String all) {
        return new LeaveAccount(
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                new BigDecimal(balance),
                new BigDecimal(acquired),
                Money.of(paid),
                lastAcquired == null ? null : new BigDecimal(lastAcquired),
                lastPaid == null ? null : Money.of(lastPaid),
                all == null ? null : new BigDecimal(all),
                LocalDate.of(2025, 6, 1));
    }

    @Test
    void daysTakenArePaidATenthOfWhatTheirYearPaid() {
        LeaveRules.Rule rule = LAW.on(LocalDate.of(2026, 7, 1));
        LeaveAccount account = null;
        for (int i = 0; i < 12; i++) {
            account = after(account, YearMonth.of(2025, 6).plusMonths(i), "1", "0");
        }
        LeaveAccount july = LeaveAccount.after(
                after(account, YearMonth.of(2026, 6), "1", "0"),
                rule,
                YearMonth.of(2026, 7),
                BigDecimal.ONE,
                BigDecimal.ZERO,
                new BigDecimal("6"),
                PAY);
        // a tenth of 28,800 for 6 of 30 days is 576.00; a week went on at 5 of 23 days of 2,400
        assertThat(july.lessThanATenth(rule, Money.of("521.74"))).isEqualTo(Money.of("54.26"));
        assertThat(july.lessThanATenth(rule, Money.of("600"))).isEqualTo(Money.ZERO);
        // days of the period that still runs wait for its end
        assertThat(after(null, YearMonth.of(2026, 3), "1", "0").lessThanATenth(rule, Money.ZERO))
                .isEqualTo(Money.ZERO);
    }

    @Test
    void eachPeriodsDaysLeftArePaidByItsOwnPay() {
        LeaveRules.Rule rule = LAW.on(LocalDate.of(2026, 7, 1));
        // 5 days of this period at 24,000 for 25, 10 of the last one at 36,000 for 30
        LeaveAccount two = account("30", "25", "24000", "30", "36000", null);
        // 25 of 26 days of 2,400: 2,307.69 against 2,400; 5 of 26: 461.54 against 600
        assertThat(two.indemnity(rule, PAY)).isEqualTo(Money.of("3000.00"));
    }

    @Test
    void theLeaveOfAFixedTermIsATenthOfAllItsIndemnityIncluded() {
        LeaveRules.Rule rule = LAW.on(LocalDate.of(2026, 3, 1));
        LeaveAccount account = account("5", "5", "4000", null, null, "5");
        // all left: a tenth of 4,400; a part taken: its part
        assertThat(account.fixedTermIndemnity(rule, Money.of("2000"), Money.of("4400")))
                .isEqualTo(Money.of("440.00"));
        assertThat(account("2", "5", "4000", null, null, "5")
                        .fixedTermIndemnity(rule, Money.of("2000"), Money.of("4400")))
                .isEqualTo(Money.of("176.00"));
        assertThat(account("0", "5", "4000", null, null, "5")
                        .fixedTermIndemnity(rule, Money.of("2000"), Money.of("4400")))
                .isEqualTo(Money.ZERO);
    }

    @Test
    void aPeriodIsClosedAlsoWhereItsFirstMonthHasNoSlip() {
        LeaveAccount may = after(null, YearMonth.of(2026, 5), "1", "0");
        LeaveAccount august = after(may, YearMonth.of(2026, 8), "1", "0");
        assertThat(august.yearAcquired()).isEqualByComparingTo("2.5");
        assertThat(august.lastAcquired()).isEqualByComparingTo("2.5");
        assertThat(august.lastPaid()).isEqualTo(PAY);
        // a complement for May that comes later opens no period anew
        LeaveAccount late = after(august, YearMonth.of(2026, 5), "1", "0");
        assertThat(late.since()).isEqualTo(LocalDate.of(2026, 6, 1));
        assertThat(late.balance()).isEqualByComparingTo("7.5");
    }

    @ParameterizedTest
    @CsvSource({"2026-04-05, 2026", "2025-04-20, 2025", "2024-03-31, 2024", "2038-04-25, 2038", "2285-03-22, 2285"})
    void easterFallsWhereItFalls(LocalDate sunday, int year) {
        assertThat(PublicHolidays.easter(year)).isEqualTo(sunday);
    }

    @Test
    void sundaysAndHolidaysAreNoDaysOfLeave() {
        // Ascension Day and the eighth of May of 2026, and a Saturday that counts
        assertThat(PublicHolidays.isWorkingDay(LocalDate.of(2026, 5, 14), false))
                .isFalse();
        assertThat(PublicHolidays.isWorkingDay(LocalDate.of(2026, 5, 8), false)).isFalse();
        assertThat(PublicHolidays.isWorkingDay(LocalDate.of(2026, 5, 16), false))
                .isTrue();
        assertThat(PublicHolidays.isWorkingDay(LocalDate.of(2026, 5, 17), false))
                .isFalse();
        assertThat(PublicHolidays.is(LocalDate.of(2026, 4, 3), true)).isTrue();
        assertThat(PublicHolidays.is(LocalDate.of(2026, 4, 3), false)).isFalse();
    }

    @Test
    void aGapInTheLawOfLeaveIsRefusedWithItsLine() {
        String text = ConfigFiles.text(LeaveRules.PATH).replace("  - from: 2025-01-01", "  - from: 2025-02-01");
        assertThatThrownBy(() -> new LeaveRules(LeaveRules.PATH, text))
                .isInstanceOf(BadConfig.class)
                .hasMessageContaining("leave.yaml")
                .hasMessageContaining("gap");
    }
}
