package coop.entrelacs.ui.kit;

import com.vaadin.flow.component.UI;
import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.shared.Refusal;
import coop.entrelacs.web.Words;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Words, amounts and days as the reader of the present tab expects them. */
public final class Texts {

    /** Days and hours are told in the cooperatives' own zone, wherever the server and the reader are. */
    public static final ZoneId ZONE = Words.ZONE;

    private static final Words WORDS = new Words();

    private Texts() {}

    /** A sentence of the bundles in the reader's language. */
    public static String t(String key, @Nullable Object... arguments) {
        Object[] present = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            present[i] = argument == null ? "" : argument;
        }
        // As in money(): the narrow space would all but vanish before the sign.
        return WORDS.get(key, locale(), present).replace("\u202f€", "\u00a0€");
    }

    /** Whether the bundles have words for that key. */
    public static boolean has(String key) {
        return WORDS.has(key, locale());
    }

    /** A constant of an enumeration in words: the message {@code <enum>.<CONSTANT>}. */
    public static String word(Enum<?> one) {
        return t(one.getDeclaringClass().getSimpleName().toLowerCase(Locale.ROOT) + "." + one.name());
    }

    public static String reason(Refusal refusal) {
        return WORDS.reason(refusal, locale());
    }

    /** The reader's language; French where nobody reads. */
    public static Locale locale() {
        UI ui = UI.getCurrent();
        return ui == null ? Locale.FRENCH : Words.supported(ui.getLocale());
    }

    /** The amount with its currency sign, as {@code 1 234,50 €}; spaces never break. */
    public static String money(Money amount) {
        // The narrow space parts thousands; before the sign it would all but vanish in the pages' typeface.
        return minus(WORDS.money(amount, locale())).replace("\u202f€", "\u00a0€");
    }

    /** The amount without its sign of currency, for columns whose header names it. */
    public static String amount(Money amount) {
        return minus(WORDS.amount(amount, locale()));
    }

    /** A true minus sign is as wide as a digit, so that columns of amounts stay aligned. */
    private static String minus(String written) {
        return written.replace('-', '\u2212');
    }

    public static String number(Number number) {
        return WORDS.number(new BigDecimal(number.toString()), locale());
    }

    public static String rate(Rate rate) {
        return WORDS.rate(rate, locale());
    }

    /** The day in short. */
    public static String day(@Nullable LocalDate day) {
        return day == null ? "" : WORDS.date(day, locale());
    }

    /** The day in words, as {@code 3 janvier 2026}. */
    public static String longDay(LocalDate day) {
        return WORDS.longDate(day, locale());
    }

    /** The day without its year, as {@code 3 janv.}, where the year is plain. */
    public static String shortDay(LocalDate day) {
        return DateTimeFormatter.ofPattern("d MMM", locale()).format(day);
    }

    public static String month(YearMonth month) {
        return WORDS.month(month, locale());
    }

    public static String time(@Nullable Instant instant) {
        return instant == null ? "" : WORDS.dateTime(instant, locale());
    }

    /** A value of any kind the way this reader expects it; nothing for null. */
    public static String any(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Money money -> money(money);
            case Rate rate -> rate(rate);
            case LocalDate day -> day(day);
            case YearMonth month -> month(month);
            case Instant instant -> time(instant);
            case Number number -> number(number);
            case Enum<?> one -> word(one);
            default -> value.toString();
        };
    }
}
