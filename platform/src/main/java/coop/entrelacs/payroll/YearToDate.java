package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a person's slips of one year add up to: enough to bring ceilings, reliefs and the general reduction to what the year as a whole
 * owes. A calculation gives the next one; the first month starts from none.
 *
 * @param pay gross pay
 * @param contributionBase gross pay and the part of the employer's cover that counts as pay
 * @param ceiling the sum of the monthly ceilings applied
 * @param smic the sum of the monthly SMIC that pay is compared with, in euros with six decimals
 * @param reductionSince since when the general reduction is summed: a new rule starts anew
 * @param reductionBase the base summed since then
 * @param reductionSmic the SMIC summed since then
 * @param reduction what was deducted since then
 * @param reductionSmicHourly the hourly SMIC the last of these months was compared with, in euros; null on slips made before the
 *     reduction had a SMIC of its own: theirs was the SMIC that pays people
 */
public record YearToDate(
        int year,
        Money pay,
        Money contributionBase,
        Money ceiling,
        BigDecimal smic,
        LocalDate reductionSince,
        Money reductionBase,
        BigDecimal reductionSmic,
        Money reduction,
        @Nullable BigDecimal reductionSmicHourly) {

    public YearToDate {
        PayInput.required("yearToDate.pay", pay);
        PayInput.required("yearToDate.contributionBase", contributionBase);
        PayInput.required("yearToDate.ceiling", ceiling);
        PayInput.required("yearToDate.smic", smic);
        PayInput.required("yearToDate.reductionSince", reductionSince);
        PayInput.required("yearToDate.reductionBase", reductionBase);
        PayInput.required("yearToDate.reductionSmic", reductionSmic);
        PayInput.required("yearToDate.reduction", reduction);
        positive("pay", pay.cents());
        positive("contributionBase", contributionBase.cents());
        positive("ceiling", ceiling.cents());
        positive("smic", smic.signum());
        positive("reductionBase", reductionBase.cents());
        positive("reductionSmic", reductionSmic.signum());
    }

    /** The same year with the SMIC of the reduction brought to what it ought to have been. */
    YearToDate withReductionSmic(BigDecimal corrected) {
        return new YearToDate(
                year,
                pay,
                contributionBase,
                ceiling,
                smic,
                reductionSince,
                reductionBase,
                corrected,
                reduction,
                reductionSmicHourly);
    }

    private static void positive(String field, long value) {
        if (value < 0) {
            throw new InvalidField("yearToDate." + field, "pay-amount-negative");
        }
    }
}
