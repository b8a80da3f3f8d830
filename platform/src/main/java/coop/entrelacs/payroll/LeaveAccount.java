package coop.entrelacs.payroll;

import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * The paid leave a slip closes with, in working days. Each slip carries the next one's beginning, as it carries the year so far.
 *
 * @param acquired this month
 * @param taken this month
 * @param balance after it; negative where more was taken than there was
 * @param yearAcquired since the reference period began
 * @param yearPaid gross pay since then, with what counts as paid
 * @param lastAcquired in the reference period before; null where it is not known
 * @param lastPaid in it; null where it is not known
 * @param allAcquired since the account was opened; null on slips made before this was kept
 * @param since the first day of the reference period; null on slips made before this was kept
 */
public record LeaveAccount(
        BigDecimal acquired,
        BigDecimal taken,
        BigDecimal balance,
        BigDecimal yearAcquired,
        Money yearPaid,
        @Nullable BigDecimal lastAcquired,
        @Nullable Money lastPaid,
        @Nullable BigDecimal allAcquired,
        @Nullable LocalDate since) {

    private static final int DECIMALS = 2;

    public LeaveAccount {
        if (acquired.signum() < 0 || taken.signum() < 0 || yearAcquired.signum() < 0) {
            throw new IllegalArgumentException("leave is acquired and taken, never the reverse");
        }
    }

    static LeaveAccount opening(BigDecimal days) {
        return new LeaveAccount(
                BigDecimal.ZERO, BigDecimal.ZERO, days, BigDecimal.ZERO, Money.ZERO, null, null, BigDecimal.ZERO, null);
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
        LocalDate begins = begins(rule, month);
        // Slips made before the day was kept tell it by their month only.
        boolean newYear = from.since() == null
                ? before != null && month.getMonthValue() == rule.yearBeginsIn()
                : begins.isAfter(from.since());
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
                newYear ? paid : from.yearPaid().plus(paid),
                newYear ? from.yearAcquired() : from.lastAcquired(),
                newYear ? from.yearPaid() : from.lastPaid(),
                from.allAcquired() == null ? null : from.allAcquired().add(acquired),
                newYear || from.since() == null || begins.isAfter(from.since()) ? begins : from.since());
    }

    /** The first day of the reference period that a month lies in. */
    private static LocalDate begins(LeaveRules.Rule rule, YearMonth month) {
        YearMonth begins = month.withMonth(rule.yearBeginsIn());
        return (begins.isAfter(month) ? begins.minusYears(1) : begins).atDay(1);
    }

    /** The same with pay that counts besides. */
    LeaveAccount paidBesides(Money more) {
        return new LeaveAccount(
                acquired,
                taken,
                balance,
                yearAcquired,
                yearPaid.plus(more),
                lastAcquired,
                lastPaid,
                allAcquired,
                since);
    }

    /**
     * What the days taken this month are worth by a tenth of the reference period they come from, beyond the pay that went on (art. L3141-24).
     * Days of a period whose pay is not known, or that is not over, are settled when somebody leaves.
     *
     * @param wentOn pay of the days taken
     */
    Money lessThanATenth(LeaveRules.Rule rule, Money wentOn) {
        if (taken.signum() == 0 || lastAcquired == null || lastPaid == null || lastAcquired.signum() == 0) {
            return Money.ZERO;
        }
        BigDecimal ofLast =
                balance.add(taken).subtract(yearAcquired).max(BigDecimal.ZERO).min(taken);
        return tenth(rule, lastPaid, ofLast, lastAcquired)
                .minus(wentOn.times(ofLast.divide(taken, 12, RoundingMode.HALF_UP), RoundingMode.HALF_UP))
                .max(Money.ZERO);
    }

    private static Money tenth(LeaveRules.Rule rule, Money paid, BigDecimal days, BigDecimal of) {
        return of.signum() == 0
                ? Money.ZERO
                : paid.times(
                        rule.shareOfPay().movePointLeft(2).multiply(days).divide(of, 12, RoundingMode.HALF_UP),
                        RoundingMode.HALF_UP);
    }

    private static Money goingOn(LeaveRules.Rule rule, Money monthlyPay, BigDecimal days) {
        return monthlyPay.times(days.divide(rule.workingDays(), 12, RoundingMode.HALF_UP), RoundingMode.HALF_UP);
    }

    /**
     * What the days left of a fixed term are worth at its end: the pay that would have gone on, and their part of a tenth of all that the
     * contract paid at least (art. L1242-16).
     *
     * @param all gross pay of the contract with the indemnity for its end
     */
    Money fixedTermIndemnity(LeaveRules.Rule rule, Money monthlyPay, Money all) {
        if (balance.signum() <= 0) {
            return Money.ZERO;
        }
        Money usual = indemnity(rule, monthlyPay);
        return allAcquired == null || allAcquired.signum() == 0
                ? usual
                : usual.max(tenth(rule, all, balance.min(allAcquired), allAcquired));
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
        if (lastAcquired == null || lastPaid == null) {
            return goingOn(rule, monthlyPay, balance).max(tenth(rule, yearPaid, balance, yearAcquired));
        }
        // Each period's days by its own pay.
        BigDecimal ofYear = balance.min(yearAcquired);
        BigDecimal ofLast = balance.subtract(ofYear);
        return goingOn(rule, monthlyPay, ofYear)
                .max(tenth(rule, yearPaid, ofYear, yearAcquired))
                .plus(goingOn(rule, monthlyPay, ofLast).max(tenth(rule, lastPaid, ofLast, lastAcquired)));
    }
}
