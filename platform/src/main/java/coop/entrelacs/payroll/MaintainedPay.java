package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Rate;
import java.math.BigDecimal;

/**
 * What a contract, or the agreement it rests on, promises beyond the law when its holder is sick: the better of both is paid on each day.
 *
 * @param seniorityMonths full months in the cooperative on the first day away
 * @param waitingDays days without it; after an accident at work there are none
 * @param percent of pay, the allowance of the Sécurité sociale deducted
 * @param days how many within twelve months
 */
public record MaintainedPay(int seniorityMonths, int waitingDays, Rate percent, int days) {

    private static final int MOST_MONTHS = 120;
    private static final int MOST_WAITING = 30;
    private static final int MOST_DAYS = 1095;

    public MaintainedPay {
        range("seniorityMonths", seniorityMonths, 0, MOST_MONTHS);
        range("waitingDays", waitingDays, 0, MOST_WAITING);
        range("days", days, 1, MOST_DAYS);
        PayInput.required("percent", percent);
        Establishment.percentage("percent", percent);
    }

    /** The part of pay, from 0 to 1. */
    BigDecimal share() {
        return percent.percent().movePointLeft(2);
    }

    private static void range(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidField(field, "out-of-range", least, most);
        }
    }
}
