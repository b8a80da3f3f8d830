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
        LeaveAccount steady = new LeaveAccount(
                BigDecimal.ZERO, BigDecimal.ZERO, new BigDecimal("13"), new BigDecimal("25"), Money.of("24000"));
        // 13 of 26 days of 2,400: 1,200; a tenth of 24,000 for 13 of 25 days: 1,248
        assertThat(steady.indemnity(rule, PAY)).isEqualTo(Money.of("1248"));
        LeaveAccount raised = new LeaveAccount(
                BigDecimal.ZERO, BigDecimal.ZERO, new BigDecimal("13"), new BigDecimal("25"), Money.of("20000"));
        assertThat(raised.indemnity(rule, PAY)).isEqualTo(Money.of("1200"));
        LeaveAccount overdrawn =
                new LeaveAccount(BigDecimal.ZERO, BigDecimal.ZERO, new BigDecimal("-2"), BigDecimal.ZERO, Money.ZERO);
        assertThat(overdrawn.indemnity(rule, PAY)).isEqualTo(Money.ZERO);
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
