package coop.entrelacs.shared;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks VAT numbers: the form that each country of the Union (and Northern Ireland) gives them, as VIES publishes it, and the check
 * digits where the country's rule is public and without exceptions. Numbers of other countries are taken as they are.
 */
public final class VatNumbers {

    private static final Map<String, Pattern> FORMS = Map.ofEntries(
            form("AT", "U\\d{8}"),
            form("BE", "[01]\\d{9}"),
            form("BG", "\\d{9,10}"),
            form("CY", "\\d{8}[A-Z]"),
            form("CZ", "\\d{8,10}"),
            form("DE", "\\d{9}"),
            form("DK", "\\d{8}"),
            form("EE", "\\d{9}"),
            form("EL", "\\d{9}"),
            form("ES", "([A-Z]\\d{7}[A-Z0-9]|\\d{8}[A-Z])"),
            form("FI", "\\d{8}"),
            form("FR", "[A-HJ-NP-Z0-9]{2}\\d{9}"),
            form("HR", "\\d{11}"),
            form("HU", "\\d{8}"),
            form("IE", "(\\d{7}[A-W][A-IW]?|\\d[A-Z+*]\\d{5}[A-W])"),
            form("IT", "\\d{11}"),
            form("LT", "(\\d{9}|\\d{12})"),
            form("LU", "\\d{8}"),
            form("LV", "\\d{11}"),
            form("MT", "\\d{8}"),
            form("NL", "\\d{9}B\\d{2}"),
            form("PL", "\\d{10}"),
            form("PT", "\\d{9}"),
            form("RO", "[1-9]\\d{1,9}"),
            form("SE", "\\d{10}(0[1-9]|[1-8]\\d|9[0-4])"),
            form("SI", "[1-9]\\d{7}"),
            form("SK", "\\d{10}"),
            form("XI", "(\\d{9}|\\d{12}|(GD|HA)\\d{3})"));

    private static final Map<String, Predicate<String>> CHECKS = Map.ofEntries(
            Map.entry("AT", n -> (10 - (luhnSum(n.substring(1, 8), false) + 4) % 10) % 10 == digit(n, 8)),
            Map.entry("BE", n -> 97 - Long.parseLong(n.substring(0, 8)) % 97 == Long.parseLong(n.substring(8))),
            Map.entry("DK", n -> weighed(n, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0),
            Map.entry("EE", n -> weighed(n, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0),
            Map.entry("EL", n -> weighed(n, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == digit(n, 8)),
            Map.entry("FI", n -> weighed(n, 7, 9, 10, 5, 8, 4, 2, 1) % 11 == 0),
            Map.entry("FR", VatNumbers::french),
            Map.entry("HR", VatNumbers::iso7064),
            Map.entry("HU", n -> weighed(n, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0),
            Map.entry("IT", n -> luhnSum(n, true) % 10 == 0),
            Map.entry("LU", n -> Long.parseLong(n.substring(0, 6)) % 89 == Long.parseLong(n.substring(6))),
            Map.entry("MT", n -> weighed(n, 3, 4, 6, 7, 8, 9, 10, 1) % 37 == 0),
            Map.entry("NL", VatNumbers::dutch),
            Map.entry("PL", n -> weighed(n, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 == digit(n, 9)),
            Map.entry("PT", n -> (11 - weighed(n, 9, 8, 7, 6, 5, 4, 3, 2) % 11) % 11 % 10 == digit(n, 8)),
            Map.entry("SE", n -> luhnSum(n.substring(0, 10), true) % 10 == 0),
            Map.entry("SI", n -> (11 - weighed(n, 8, 7, 6, 5, 4, 3, 2) % 11) % 10 == digit(n, 7)),
            Map.entry("SK", n -> Long.parseLong(n) % 11 == 0));

    private VatNumbers() {}

    private static Map.Entry<String, Pattern> form(String country, String number) {
        return Map.entry(country, Pattern.compile(number));
    }

    /**
     * The number in capitals without spaces and points, or null for none.
     *
     * @throws InvalidField {@code vat-number-invalid}, {@code vat-number-of-greece}
     */
    public static @Nullable String checked(String field, @Nullable String typed) {
        String vat = tidy(typed);
        if (vat == null) {
            return null;
        }
        if (vat.startsWith("GR")) {
            throw new InvalidField(field, "vat-number-of-greece", vat);
        }
        if (!isValid(vat)) {
            throw new InvalidField(field, "vat-number-invalid", vat);
        }
        return vat;
    }

    /** The number in capitals without spaces and points, or null for none; not checked. */
    public static @Nullable String tidy(@Nullable String typed) {
        String vat = typed == null
                ? ""
                : typed.replaceAll("[\\s.\\u00a0\\u202f-]", "").toUpperCase(Locale.ROOT);
        return vat.isEmpty() ? null : vat;
    }

    /** Whether a number, in capitals and without spaces, has the form and the check digits of its country. */
    public static boolean isValid(String vat) {
        if (!vat.matches("[A-Z]{2}[A-Z0-9+*]{2,14}") || vat.startsWith("GR")) {
            return false;
        }
        String country = vat.substring(0, 2);
        String number = vat.substring(2);
        Pattern form = FORMS.get(country);
        return form == null
                || (form.matcher(number).matches()
                        && CHECKS.getOrDefault(country, _ -> true).test(number));
    }

    /** The key of a French number: (12 + 3 × (SIREN mod 97)) mod 97. */
    public static int frenchKey(String siren) {
        return (int) ((12 + 3 * (Long.parseLong(siren) % 97)) % 97);
    }

    /** Companies of Monaco have French numbers over nine digits that begin with 000 and are no SIREN. */
    private static boolean french(String number) {
        String siren = number.substring(2);
        String key = number.substring(0, 2);
        return (siren.startsWith("000") || Siren.isValid(siren))
                && (!key.matches("\\d{2}") || Integer.parseInt(key) == frenchKey(siren));
    }

    /** Firms have a check digit over the first nine; persons since 2020 one over the whole number, letters counted from 10. */
    private static boolean dutch(String number) {
        if (weighed(number, 9, 8, 7, 6, 5, 4, 3, 2) % 11 == digit(number, 8)) {
            return true;
        }
        StringBuilder whole = new StringBuilder();
        ("NL" + number).chars().forEach(c -> whole.append(Character.digit(c, 36)));
        return new BigInteger(whole.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    /** ISO 7064, MOD 11,10. */
    private static boolean iso7064(String number) {
        int product = 10;
        for (int i = 0; i < number.length() - 1; i++) {
            int sum = (digit(number, i) + product) % 10;
            product = 2 * (sum == 0 ? 10 : sum) % 11;
        }
        return (11 - product) % 10 == digit(number, number.length() - 1);
    }

    private static int weighed(String number, int... weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += digit(number, i) * weights[i];
        }
        return sum;
    }

    /** @param checked whether the last digit is the check digit itself */
    private static int luhnSum(String number, boolean checked) {
        int sum = 0;
        for (int i = 0; i < number.length(); i++) {
            boolean twice = checked ? i % 2 == number.length() % 2 : i % 2 == 1;
            int weighed = digit(number, i) * (twice ? 2 : 1);
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return sum;
    }

    private static int digit(String number, int at) {
        return number.charAt(at) - '0';
    }
}
