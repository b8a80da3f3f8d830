package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.shared.HasValidationProperties;
import coop.entrelacs.shared.InvalidField;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers and amounts as people type and paste them: comma or point, spaces and apostrophes between thousands, the sign in
 * front or behind, a sign of euro or of percent. The only reader of numbers in the pages. What could mean two numbers is
 * refused, never guessed.
 */
final class Numbers {

    /** What is typed. */
    enum Kind {
        /** Euros to the cent. */
        MONEY,
        /** Euros with as many decimals as one likes. */
        PRICE,
        /** A quantity, hours, a rate: three decimals after the reader's own decimal mark are decimals. */
        NUMBER
    }

    /** What was read: a number, nothing, or why it was not read. */
    sealed interface Reading {

        /** The field is empty. */
        record Nothing() implements Reading {}

        record Decimal(BigDecimal value) implements Reading {}

        /** @param code of the refusal, with its arguments */
        record Refused(String code, List<Object> arguments) implements Reading {

            Refused(String code, Object... arguments) {
                this(code, List.of(arguments));
            }
        }
    }

    private static final int LONGEST = 60;
    private static final int MOST_WHOLE_DIGITS = 15;

    private static final Pattern CURRENCY =
            Pattern.compile("^(?:€|EUR|euros?)|(?:€|EUR|euros?)$", Pattern.CASE_INSENSITIVE);

    /** Whole digits, perhaps in groups of three; then perhaps a mark and decimals. */
    private static final Pattern GROUPED = Pattern.compile("\\d{1,3}(?:([ '.,])\\d{3})(?:\\1\\d{3})*");

    private Numbers() {}

    /** Shows at a field why its text is not understood; false where it is. */
    static boolean complains(HasValidationProperties field, Reading.@Nullable Refused problem) {
        if (problem == null) {
            return false;
        }
        field.setErrorMessage(Texts.reason(
                new InvalidField("value", problem.code(), problem.arguments().toArray())));
        field.setInvalid(true);
        return true;
    }

    /** @param mark what the reader's language writes before decimals */
    static Reading read(@Nullable String typed, Kind kind, char mark) {
        if (typed == null || isBlank(typed)) {
            return new Reading.Nothing();
        }
        String text = plain(typed);
        if (text.length() > LONGEST) {
            return new Reading.Refused("number-malformed");
        }
        boolean negative = text.startsWith("(") && text.endsWith(")") && text.length() > 2;
        if (negative) {
            text = text.substring(1, text.length() - 1).strip();
        }
        // The currency stands outside or inside of the sign: "-12 €", "€ -12", "12 €-".
        boolean signed = negative;
        for (int i = 0; i < 2; i++) {
            text = without(CURRENCY, text);
            if (kind == Kind.NUMBER && text.endsWith("%")) {
                text = text.substring(0, text.length() - 1).strip();
            }
            String bare = text.replaceFirst("^[+-] *", "");
            if (bare.equals(text)) {
                bare = text.replaceFirst(" *[+-]$", "");
            }
            if (!bare.equals(text)) {
                if (signed) {
                    return new Reading.Refused("number-malformed");
                }
                signed = true;
                negative = text.startsWith("-") || text.endsWith("-");
                text = bare;
            }
        }
        if (text.chars().anyMatch(c -> c == '$' || c == '£' || c == '¥')
                || text.endsWith("CHF")
                || text.endsWith("USD")) {
            return new Reading.Refused("number-currency");
        }
        return digits(text, kind, mark, negative);
    }

    /** The same for a whole number that fits an {@code int}: decimals are refused, even zeros would hide a mistake. */
    static Reading whole(@Nullable String typed, char mark) {
        Reading reading = read(typed, Kind.NUMBER, mark);
        if (!(reading instanceof Reading.Decimal(BigDecimal number))) {
            return reading;
        }
        if (number.stripTrailingZeros().scale() > 0) {
            return new Reading.Refused("number-whole");
        }
        return number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0
                ? new Reading.Refused("number-too-large")
                : reading;
    }

    private static Reading digits(String text, Kind kind, char mark, boolean negative) {
        if (!text.matches("[\\d ',.]*\\d[\\d ',.]*")) {
            return new Reading.Refused("number-malformed");
        }
        int last = Math.max(text.lastIndexOf(','), text.lastIndexOf('.'));
        String whole = text;
        String decimals = "";
        if (last >= 0) {
            char separator = text.charAt(last);
            String before = text.substring(0, last);
            String after = text.substring(last + 1);
            boolean once = before.indexOf(separator) < 0;
            if (once) {
                boolean groupedOtherwise = before.chars().anyMatch(c -> !Character.isDigit(c));
                boolean couldBeThousands =
                        !groupedOtherwise && before.matches("[1-9]\\d{0,2}") && after.matches("\\d{3}");
                if (couldBeThousands && (kind != Kind.NUMBER || separator != mark)) {
                    return new Reading.Refused(
                            "number-ambiguous",
                            before + after,
                            before + mark + (kind == Kind.MONEY ? "00" : after + "0"));
                }
                whole = before;
                decimals = after;
            }
        }
        if (!decimals.matches("\\d*")) {
            return new Reading.Refused("number-malformed");
        }
        if (!whole.isEmpty()
                && !whole.matches("\\d+")
                && !GROUPED.matcher(whole).matches()) {
            return new Reading.Refused("number-malformed");
        }
        String ones = whole.replaceAll("\\D", "");
        if (ones.length() > MOST_WHOLE_DIGITS) {
            return new Reading.Refused("number-too-large");
        }
        BigDecimal value = new BigDecimal((ones.isEmpty() ? "0" : ones) + (decimals.isEmpty() ? "" : "." + decimals));
        if (kind == Kind.MONEY && value.stripTrailingZeros().scale() > 2) {
            return new Reading.Refused("number-cents");
        }
        return new Reading.Decimal(negative ? value.negate() : value);
    }

    private static boolean isBlank(String typed) {
        return typed.chars().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c));
    }

    /** One space for all spaces, one apostrophe for all apostrophes, one minus for all that look like it. */
    private static String plain(String typed) {
        StringBuilder plain = new StringBuilder(typed.length());
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            plain.append(
                    switch (c) {
                        case '\u2019', '\u2018', '\u02bc', '\u2032', '\u00b4', '`' -> '\'';
                        case '\u2212', '\u2010', '\u2011', '\u2012', '\u2013', '\ufe63', '\uff0d' -> '-';
                        default -> Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : c;
                    });
        }
        // Marks of direction and of joining come along with a paste and are not seen.
        return plain.toString().replaceAll("\\p{Cf}", "").strip();
    }

    private static String without(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.replaceFirst("").strip();
    }
}
