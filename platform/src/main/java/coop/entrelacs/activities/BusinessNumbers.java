package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Siren;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the numbers by which businesses are known: SIRET and VAT numbers (the SIREN's check is shared). */
final class BusinessNumbers {

    private static final String LA_POSTE = "356000000";

    /** The forms of VAT numbers in the Union and Northern Ireland (VIES). Others are taken as they are. */
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
            form("ES", "[A-Z0-9]\\d{7}[A-Z0-9]"),
            form("FI", "\\d{8}"),
            form("FR", "[A-HJ-NP-Z0-9]{2}\\d{9}"),
            form("HR", "\\d{11}"),
            form("HU", "\\d{8}"),
            form("IE", "[0-9A-Z+*]{8,9}"),
            form("IT", "\\d{11}"),
            form("LT", "(\\d{9}|\\d{12})"),
            form("LU", "\\d{8}"),
            form("LV", "\\d{11}"),
            form("MT", "\\d{8}"),
            form("NL", "[0-9A-Z+*]{12}"),
            form("PL", "\\d{10}"),
            form("PT", "\\d{9}"),
            form("RO", "\\d{2,10}"),
            form("SE", "\\d{12}"),
            form("SI", "\\d{8}"),
            form("SK", "\\d{10}"),
            form("XI", "(\\d{9}|\\d{12}|(GD|HA)\\d{3})"));

    private BusinessNumbers() {}

    private static Map.Entry<String, Pattern> form(String country, String number) {
        return Map.entry(country, Pattern.compile(country + number));
    }

    /** The number without spaces and points, or null for none. */
    private static @Nullable String tidy(@Nullable String number) {
        String tidy = number == null
                ? ""
                : number.replaceAll("[\\s.\\u00a0\\u202f-]", "").toUpperCase(Locale.ROOT);
        return tidy.isEmpty() ? null : tidy;
    }

    static @Nullable String siren(String field, @Nullable String number) {
        String siren = tidy(number);
        if (siren != null && !Siren.isValid(siren)) {
            throw new InvalidField(field, "siren-invalid", siren);
        }
        return siren;
    }

    static @Nullable String siret(String field, @Nullable String number) {
        String siret = tidy(number);
        if (siret != null && !isSiret(siret)) {
            throw new InvalidField(field, "siret-invalid", siret);
        }
        return siret;
    }

    /**
     * Fourteen digits: a valid SIREN and a Luhn check over the whole. La Poste ran out of such numbers for its offices: there the
     * digits of an establishment add up to a multiple of five (INSEE).
     */
    static boolean isSiret(String siret) {
        if (!siret.matches("\\d{14}") || !Siren.isValid(siret.substring(0, 9))) {
            return false;
        }
        if (luhn(siret)) {
            return true;
        }
        return siret.startsWith(LA_POSTE) && siret.chars().map(c -> c - '0').sum() % 5 == 0;
    }

    static @Nullable String vatNumber(String field, @Nullable String number, @Nullable String siren) {
        String vat = tidy(number);
        if (vat == null) {
            return null;
        }
        if (!isVatNumber(vat)) {
            throw new InvalidField(field, "vat-number-invalid", vat);
        }
        if (siren != null && vat.startsWith("FR") && !vat.endsWith(siren)) {
            throw new InvalidField(field, "vat-number-of-other-siren", vat, siren);
        }
        return vat;
    }

    /** The form of the country's numbers, and for France the key too: (12 + 3 × (SIREN mod 97)) mod 97 where it is numeric. */
    static boolean isVatNumber(String vat) {
        if (!vat.matches("[A-Z]{2}[A-Z0-9+*]{2,14}")) {
            return false;
        }
        Pattern form = FORMS.get(vat.substring(0, 2));
        if (form != null && !form.matcher(vat).matches()) {
            return false;
        }
        if (!vat.startsWith("FR")) {
            return true;
        }
        String siren = vat.substring(4);
        if (!Siren.isValid(siren)) {
            return false;
        }
        String key = vat.substring(2, 4);
        return !key.matches("\\d{2}") || Integer.parseInt(key) == frenchKey(siren);
    }

    static int frenchKey(String siren) {
        return (int) ((12 + 3 * (Long.parseLong(siren) % 97)) % 97);
    }

    private static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighed = i % 2 == 1 ? digit * 2 : digit;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return sum % 10 == 0;
    }
}
