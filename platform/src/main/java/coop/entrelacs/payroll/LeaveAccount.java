package coop.entrelacs.payroll;

import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * The paid leave a slip closes with, in working days. Each slip carries the next one's beginning, as it carries the year so far.
 *
 * @param acquired this month
 * @param taken this month
 * @param balance after it; negative where more was taken than there was
 * @param yearAcquired since the reference period began
 * @param yearPaid gross pay since then
 */
public record LeaveAccount(
        BigDecimal acquired, BigDecimal taken, BigDecimal balance, BigDecimal yearAcquired, Money yearPaid) {

    private static final int DECIMALS = 2;

    public LeaveAccount {
        if (acquired.signum() < 0 || taken.signum() < 0 || yearAcquired.signum() < 0) {
            throw new IllegalArgumentException("leave is acquired and taken, never the reverse");
        }
    }

    static LeaveAccount opening(BigDecimal days) {
        return new LeaveAccount(BigDecimal.ZERO, BigDecimal.ZERO, days, BigDecimal.ZERO, Money.ZERO);
    }

    /**
     * The account after a month.
     *
     * @param before null for a first month
     * @param worked the part of the month worked or away as if worked, from 0 to 1
     * @param sick the part of the month sick
     */
    static LeaveAccount after(
            @Nullable LeaveAccount before,
            LeaveRules.Rule rule,
            YearMonth month,
            BigDecimal worked,
            BigDecimal sick,
            BigDecimal taken,
            Money paid) {
        LeaveAccount from = before == null ? opening(BigDecimal.ZERO) : before;
        boolean newYear = month.getMonthValue() == rule.yearBeginsIn();
        BigDecimal yearAcquired = newYear ? BigDecimal.ZERO : from.yearAcquired();
        BigDecimal acquired = rule.aMonth()
                .multiply(worked)
                .add(rule.aMonthOfSickness().multiply(sick))
                .setScale(DECIMALS, RoundingMode.HALF_UP)
                .min(rule.mostAYear().subtract(yearAcquired))
                .max(BigDecimal.ZERO);
        return new LeaveAccount(
                acquired,
                taken,
                from.balance().add(acquired).subtract(taken),
                yearAcquired.add(acquired),
                newYear ? paid : from.yearPaid().plus(paid));
    }

    /**
     * What the days left are worth when somebody leaves: the better of the pay that would have gone on and a tenth of what the reference
     * period paid (Code du travail, art. L3141-24 and L3141-28).
     *
     * @param monthlyPay of an ordinary month
     */
    Money indemnity(LeaveRules.Rule rule, Money monthlyPay) {
        if (balance.signum() <= 0) {
            return Money.ZERO;
        }
        Money goingOn =
                monthlyPay.times(balance.divide(rule.workingDays(), 12, RoundingMode.HALF_UP), RoundingMode.HALF_UP);
        Money tenth = yearAcquired.signum() == 0
                ? Money.ZERO
                : yearPaid.times(
                        rule.shareOfPay()
                                .movePointLeft(2)
                                .multiply(balance)
                                .divide(yearAcquired, 12, RoundingMode.HALF_UP),
                        RoundingMode.HALF_UP);
        return goingOn.max(tenth);
    }
}
