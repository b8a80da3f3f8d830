package coop.entrelacs.payroll;

import coop.entrelacs.members.ContractSpan.Terms;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fixed pay of a month: a contract that fills only part of it, or whose pay changes within it, is paid by the days of work that each
 * pay holds for (Monday to Friday, paid holidays included) of all such days of the month. Days are counted from the first of the month and the
 * sums so far are rounded, so however a month is cut, its parts at one pay add up to that pay to the cent.
 *
 * @param whole what the month would pay if its first pay had held before and its last one after
 * @param earned what is paid for the days of the contract
 * @param hours the month's hours, each number for its days; null where the contract names none
 */
record MonthPay(Money whole, Money earned, @Nullable BigDecimal hours) {

    static MonthPay of(YearMonth month, List<Terms> terms) {
        Money earned = Money.ZERO;
        for (Terms one : terms) {
            earned = earned.plus(part(month, one.firstDay(), one.lastDay(), one.fixedPay()));
        }
        Money whole = Money.ZERO;
        BigDecimal hours = BigDecimal.ZERO;
        for (Terms one : stretched(month, terms)) {
            whole = whole.plus(part(month, one.firstDay(), one.lastDay(), one.fixedPay()));
            if (hours != null) {
                hours = one.monthlyHours() == null
                        ? null
                        : hours.add(one.monthlyHours()
                                .multiply(BigDecimal.valueOf(days(month, one.lastDay())
                                        - days(month, one.firstDay().minusDays(1)))));
            }
        }
        return new MonthPay(
                whole,
                earned,
                hours == null
                        ? null
                        : hours.divide(BigDecimal.valueOf(days(month, month.atEndOfMonth())), 2, RoundingMode.HALF_UP));
    }

    /** What some days of a month take of a whole month's pay. */
    static Money part(YearMonth month, LocalDate first, LocalDate last, Money pay) {
        return upTo(month, last, pay).minus(upTo(month, first.minusDays(1), pay));
    }

    private static Money upTo(YearMonth month, LocalDate day, Money pay) {
        return Money.ofCents(
                Fixed.divide(Math.multiplyExact(pay.cents(), days(month, day)), days(month, month.atEndOfMonth())));
    }

    /** Days of work from the first of the month to a day of it. */
    static long days(YearMonth month, LocalDate to) {
        return to.isBefore(month.atDay(1))
                ? 0
                : month.atDay(1)
                        .datesUntil(to.plusDays(1))
                        .filter(PublicHolidays::isPaidDay)
                        .count();
    }

    private static List<Terms> stretched(YearMonth month, List<Terms> terms) {
        List<Terms> all = new ArrayList<>(terms);
        Terms first = all.getFirst();
        all.set(0, new Terms(month.atDay(1), first.lastDay(), first.fixedPay(), first.monthlyHours()));
        Terms last = all.getLast();
        all.set(all.size() - 1, new Terms(last.firstDay(), month.atEndOfMonth(), last.fixedPay(), last.monthlyHours()));
        return all;
    }
}
