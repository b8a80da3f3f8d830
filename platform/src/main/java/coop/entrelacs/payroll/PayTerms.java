package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * What an entrepreneur's contract says of pay from the activity, beyond the fixed part.
 *
 * @param firstDay from when it holds
 * @param retained the part of the year's result that stays on the activity
 * @param minimumActivity the turnover a year that the contract expects at least (Code du travail, art. L7331-2, 2° a); zero: none
 */
public record PayTerms(LocalDate firstDay, Rate retained, Money minimumActivity) {

    /** What holds where the contract says nothing: all of the result may become pay. */
    static final PayTerms NONE = new PayTerms(LocalDate.of(1900, 1, 1), Rate.ZERO, Money.ZERO);

    public PayTerms {
        Establishment.percentage("retained", retained);
        if (minimumActivity.isNegative()) {
            throw new InvalidField("minimumActivity", "pay-amount-negative");
        }
    }

    /** The turnover that the contract expects by the end of a month, counted from January or from when the terms hold. */
    public Money expectedBy(YearMonth month) {
        int since = firstDay.getYear() == month.getYear() ? firstDay.getMonthValue() : 1;
        int months = Math.max(0, month.getMonthValue() - since + 1);
        return minimumActivity.times(
                BigDecimal.valueOf(months).divide(BigDecimal.valueOf(12), 12, RoundingMode.HALF_UP),
                RoundingMode.HALF_UP);
    }
}
