package coop.entrelacs.payroll;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The engine's integers: amounts in cents, rates in millionths. All pay arithmetic is a product of the two, rounded half away from
 * zero to the cent, as payslips are; 64 bits hold a pay of 90 million euros at any rate.
 */
final class Fixed {

    static final long ONE = 1_000_000;

    private Fixed() {}

    /**
     * A percentage as millionths.
     *
     * @throws ArithmeticException if it has more than four decimals
     */
    static long micros(BigDecimal percent) {
        return percent.movePointRight(4).longValueExact();
    }

    static long times(long cents, long micros) {
        return divide(Math.multiplyExact(cents, micros), ONE);
    }

    /** A quotient rounded half away from zero. */
    static long divide(long dividend, long divisor) {
        long half = divisor / 2;
        return dividend >= 0 ? (dividend + half) / divisor : (dividend - half) / divisor;
    }

    /** Millionths as a percentage. */
    static BigDecimal percent(long micros) {
        return BigDecimal.valueOf(micros, 4);
    }

    static BigDecimal sixDecimals(double value) {
        return BigDecimal.valueOf(value).setScale(6, RoundingMode.HALF_UP);
    }
}
