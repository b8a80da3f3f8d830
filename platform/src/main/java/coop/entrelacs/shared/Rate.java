package coop.entrelacs.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;

/**
 * A rate in percent, exact: {@code Rate.percent("13.5")} is 13.5 %. In JSON and in configuration it is the percent as a
 * decimal string.
 *
 * @param percent the rate in percent
 */
public record Rate(BigDecimal percent) implements Comparable<Rate> {

    public static final Rate ZERO = new Rate(BigDecimal.ZERO);

    public Rate {
        percent = percent.stripTrailingZeros();
    }

    @JsonCreator
    public static Rate percent(String percent) {
        return new Rate(new BigDecimal(percent));
    }

    /** The rate as a fraction of one: 13.5 % is 0.135. */
    public BigDecimal asFraction() {
        return percent.movePointLeft(2);
    }

    @Override
    public int compareTo(Rate other) {
        return percent.compareTo(other.percent);
    }

    /** The percent as a plain decimal, without sign: {@code "13.5"}. */
    @JsonValue
    @Override
    public String toString() {
        return percent.toPlainString();
    }
}
