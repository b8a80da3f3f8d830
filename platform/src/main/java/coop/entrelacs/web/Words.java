package coop.entrelacs.web;

import coop.entrelacs.shared.Money;
import coop.entrelacs.shared.Rate;
import coop.entrelacs.shared.Refusal;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Every label and sentence, in the reader's language. The bundles are all {@code i18n/<module>_<language>.properties} of the class
 * path (UTF-8, {@link MessageFormat} syntax: a straight apostrophe is doubled, the typographic one is not). French is the first
 * language: whoever asks for one that is not there reads French.
 *
 * <p>Arguments are written as the reader's language writes them: a {@link Money} as an amount in euros, days as dates, a {@link
 * Rate} as a percentage, a constant of an enum by the message {@code <enum>.<CONSTANT>} if there is one. Give identifiers, numbers of invoices and years as strings: a plain number gets its thousands parted.
 */
@Component
public class Words {

    /** The languages there are; the first is the one of those who ask for another. */
    public static final List<Locale> LANGUAGES = List.of(Locale.FRENCH, Locale.ENGLISH);

    /** Where the cooperatives are: an instant is told in the time of this place. */
    private static final Pattern BEFORE_A_VOWEL = Pattern.compile("\\bde (avril|août|octobre)\\b");

    public static final ZoneId ZONE = ZoneId.of("Europe/Paris");

    private static final Logger log = LoggerFactory.getLogger(Words.class);
    private static final char NARROW_NO_BREAK_SPACE = '\u202f';

    private final Map<Locale, Map<String, String>> patterns = new HashMap<>();
    private final Set<String> toldMissing = ConcurrentHashMap.newKeySet();

    public Words() {
        LANGUAGES.forEach(language -> patterns.put(language, read(language)));
    }

    /** One of {@link #LANGUAGES}: the one asked for, or French. */
    public static Locale supported(@org.jspecify.annotations.Nullable Locale asked) {
        return LANGUAGES.stream()
                .filter(l -> asked != null && l.getLanguage().equals(asked.getLanguage()))
                .findFirst()
                .orElse(LANGUAGES.getFirst());
    }

    /** The message of a key with its arguments, or the key itself (and a warning in the log) where there is none. */
    public String get(String key, Locale locale, Object... arguments) {
        Locale language = supported(locale);
        String pattern = patterns(language).get(key);
        if (pattern == null) {
            if (toldMissing.add(key)) {
                log.warn("No message for the key {}", key);
            }
            return key;
        }
        if (pattern.indexOf('{') < 0 && pattern.indexOf('\'') < 0) {
            return pattern;
        }
        Object[] written =
                Arrays.stream(arguments).map(a -> written(a, language)).toArray();
        String text = new MessageFormat(pattern, language).format(written);
        return language.equals(Locale.FRENCH) ? elided(text) : text;
    }

    /** {@code de octobre} is {@code d’octobre}: which month comes is not known where the sentence is written. */
    private static String elided(String text) {
        return text.contains("de a") || text.contains("de o")
                ? BEFORE_A_VOWEL.matcher(text).replaceAll("d’$1")
                : text;
    }

    public boolean has(String key, Locale locale) {
        return patterns(supported(locale)).containsKey(key);
    }

    /** All keys of a language, for those who check that nothing is missing. */
    public Set<String> keys(Locale locale) {
        return Set.copyOf(patterns(supported(locale)).keySet());
    }

    /** Why something was refused, as the asker should read it. */
    public String reason(Refusal refusal, Locale locale) {
        String key = "refusal." + refusal.code();
        // Every kind of thing has its own "…-not-found"; one sentence serves those without a better one.
        if (refusal.kind() == Refusal.Kind.NOT_FOUND && !has(key, locale)) {
            key = "refusal.not-found";
        }
        return get(key, locale, refusal.arguments().toArray());
    }

    /** An amount with its sign for the euro, as {@code 1 234,50 €} or {@code €1,234.50}. */
    public String money(Money amount, Locale locale) {
        NumberFormat format = NumberFormat.getCurrencyInstance(region(locale));
        return narrow(format.format(amount.toEuros()));
    }

    /** An amount without the sign for the euro, for columns whose heading says it: {@code 1 234,50}. */
    public String amount(Money amount, Locale locale) {
        NumberFormat format = NumberFormat.getNumberInstance(region(locale));
        format.setMinimumFractionDigits(2);
        format.setMaximumFractionDigits(2);
        return narrow(format.format(amount.toEuros()));
    }

    /** A number with the decimals it has, at most six. */
    public String number(BigDecimal number, Locale locale) {
        NumberFormat format = NumberFormat.getNumberInstance(region(locale));
        format.setMaximumFractionDigits(6);
        return narrow(format.format(number));
    }

    /** A whole number with its thousands parted. */
    public String number(long number, Locale locale) {
        return number(BigDecimal.valueOf(number), locale);
    }

    /** A rate, as {@code 13,5 %} or {@code 13.5%}. */
    public String rate(Rate rate, Locale locale) {
        NumberFormat format = NumberFormat.getPercentInstance(region(locale));
        format.setMaximumFractionDigits(6);
        return narrow(format.format(rate.asFraction()));
    }

    /** A day in figures: {@code 22/11/2026}. */
    public String date(LocalDate day, Locale locale) {
        return DateTimeFormatter.ofPattern("dd/MM/yyyy", region(locale)).format(day);
    }

    /** A day in words: {@code 22 novembre 2026}. */
    public String longDate(LocalDate day, Locale locale) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(region(locale))
                .format(day);
    }

    /** A month in words: {@code novembre 2026}. */
    public String month(YearMonth month, Locale locale) {
        return DateTimeFormatter.ofPattern("LLLL yyyy", region(locale)).format(month);
    }

    /** A moment in the time of the cooperatives: {@code 22/11/2026 14:05}. */
    public String dateTime(Instant moment, Locale locale) {
        return DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm", region(locale)).format(moment.atZone(ZONE));
    }

    private Object written(Object argument, Locale language) {
        return switch (argument) {
            case Money money -> money(money, language);
            case Rate rate -> rate(rate, language);
            case LocalDate day -> date(day, language);
            case YearMonth month -> month(month, language);
            case Instant moment -> dateTime(moment, language);
            case Enum<?> one -> {
                String key = one.getDeclaringClass().getSimpleName().toLowerCase(Locale.ROOT) + "." + one.name();
                yield has(key, language) ? get(key, language) : one.name();
            }
            case Collection<?> many ->
                many.stream().map(one -> String.valueOf(written(one, language))).collect(Collectors.joining(", "));
            default -> argument;
        };
    }

    /** Dates and money of our readers are those of Europe, in English too: day before month, the euro's sign in front. */
    private static Locale region(Locale locale) {
        return supported(locale).equals(Locale.ENGLISH) ? Locale.of("en", "IE") : Locale.FRANCE;
    }

    private static String narrow(String formatted) {
        return formatted.replace('\u00a0', NARROW_NO_BREAK_SPACE);
    }

    private Map<String, String> patterns(Locale language) {
        return patterns.getOrDefault(language, Map.of());
    }

    private static Map<String, String> read(Locale language) {
        Map<String, String> all = new TreeMap<>();
        try {
            Resource[] bundles = new PathMatchingResourcePatternResolver()
                    .getResources("classpath*:i18n/*_" + language.getLanguage() + ".properties");
            for (Resource bundle : bundles) {
                try (Reader reader = new InputStreamReader(bundle.getInputStream(), StandardCharsets.UTF_8)) {
                    Properties properties = new Properties();
                    properties.load(reader);
                    properties.stringPropertyNames().forEach(key -> all.putIfAbsent(key, properties.getProperty(key)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
