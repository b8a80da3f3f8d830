package coop.entrelacs.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * An exact amount of euros, held in cents. Immutable; every operation that could round says how, and every
 * operation that could overflow throws {@link ArithmeticException} rather than wrap.
 *
 * <p>In JSON a money is a decimal string with two decimals ({@code "1234.50"}): a JSON number would pass through a
 * binary float in too many clients.
 *
 * @param cents the amount in cents, negative for the other direction
 */
public record Money(long cents) implements Comparable<Money> {

    public static final Money ZERO = new Money(0);

    /**
     * The largest amount that may enter or be booked as one line: nobody here pays ten thousand million euros, and nine million such lines add
     * up to less than a {@code bigint} holds, so no total of the books can overflow.
     */
    public static final Money LARGEST = new Money(999_999_999_999L);

    private static final Pattern FORM = Pattern.compile("-?\\d{1,30}(\\.\\d{1,12})?");

    public static Money ofCents(long cents) {
        return cents == 0 ? ZERO : new Money(cents);
    }

    /**
     * Reads a decimal amount in euros.
     *
     * @throws ArithmeticException if it has more than two decimals (nothing is rounded silently) or is too large
     */
    public static Money of(BigDecimal euros) {
        return ofCents(euros.movePointRight(2).longValueExact());
    }

    /**
     * Reads a decimal amount in euros, such as {@code "12.34"}: digits with a point, no exponent, no sign but minus.
     *
     * @throws NumberFormatException if it is no decimal number
     * @throws ArithmeticException if it has more than two decimals
     * @throws InvalidField if it is larger than {@link #LARGEST}
     */
    @JsonCreator
    public static Money of(String euros) {
        if (!FORM.matcher(euros).matches()) {
            throw new NumberFormatException("no amount in euros");
        }
        BigDecimal exact = new BigDecimal(euros);
        if (exact.abs().compareTo(LARGEST.toEuros()) > 0) {
            throw new InvalidField("", "amount-too-large", LARGEST);
        }
        return of(exact);
    }

    /**
     * The amount itself.
     *
     * @throws InvalidField if it is larger than {@link #LARGEST}, in either direction
     */
    public Money bounded(String field) {
        if (cents > LARGEST.cents || cents < -LARGEST.cents) {
            throw new InvalidField(field, "amount-too-large", LARGEST);
        }
        return this;
    }

    /** Rounds an exact decimal in euros to the cent. */
    public static Money rounded(BigDecimal euros, RoundingMode mode) {
        return ofCents(euros.movePointRight(2).setScale(0, mode).longValueExact());
    }

    public Money plus(Money other) {
        return ofCents(Math.addExact(cents, other.cents));
    }

    public Money minus(Money other) {
        return ofCents(Math.subtractExact(cents, other.cents));
    }

    public Money negated() {
        return ofCents(Math.negateExact(cents));
    }

    public Money abs() {
        return cents < 0 ? negated() : this;
    }

    public Money times(long factor) {
        return ofCents(Math.multiplyExact(cents, factor));
    }

    /** The share {@code rate} of this amount, rounded to the cent as told. */
    public Money times(Rate rate, RoundingMode mode) {
        return rounded(toEuros().multiply(rate.asFraction()), mode);
    }

    /** This amount times an exact factor (a quantity, a proration), rounded to the cent as told. */
    public Money times(BigDecimal factor, RoundingMode mode) {
        return rounded(toEuros().multiply(factor), mode);
    }

    /**
     * Splits this amount in proportion to weights so that the parts add up to it exactly. Cents left over go to the
     * largest remainders, the earlier part first among equals.
     *
     * @param weights non-negative, not all zero
     * @throws IllegalArgumentException if a weight is negative or all are zero
     */
    public List<Money> allocate(List<BigDecimal> weights) {
        BigDecimal total = weights.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        if (total.signum() <= 0 || weights.stream().anyMatch(w -> w.signum() < 0)) {
            throw new IllegalArgumentException("weights must be non-negative and not all zero: " + weights);
        }
        long[] parts = new long[weights.size()];
        BigDecimal[] remainders = new BigDecimal[parts.length];
        BigDecimal whole = BigDecimal.valueOf(Math.abs(cents));
        long left = Math.abs(cents);
        for (int i = 0; i < parts.length; i++) {
            BigDecimal[] division = whole.multiply(weights.get(i)).divideAndRemainder(total);
            parts[i] = division[0].longValueExact();
            remainders[i] = division[1];
            left -= parts[i];
        }
        List<Integer> byRemainder =
                new ArrayList<>(IntStream.range(0, parts.length).boxed().toList());
        byRemainder.sort(
                Comparator.<Integer, BigDecimal>comparing(i -> remainders[i]).reversed());
        for (int i = 0; i < left; i++) {
            parts[byRemainder.get(i)]++;
        }
        long sign = Long.signum(cents);
        return IntStream.range(0, parts.length)
                .mapToObj(i -> ofCents(sign * parts[i]))
                .toList();
    }

    public boolean isZero() {
        return cents == 0;
    }

    public boolean isPositive() {
        return cents > 0;
    }

    public boolean isNegative() {
        return cents < 0;
    }

    public Money min(Money other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public Money max(Money other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public static Money sum(Iterable<Money> amounts) {
        Money sum = ZERO;
        for (Money amount : amounts) {
            sum = sum.plus(amount);
        }
        return sum;
    }

    /** The amount in euros, with two decimals. */
    public BigDecimal toEuros() {
        return BigDecimal.valueOf(cents, 2);
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(cents, other.cents);
    }

    /** The amount in euros with two decimals and a point, as in JSON. */
    @JsonValue
    @Override
    public String toString() {
        return toEuros().toPlainString();
    }
}
