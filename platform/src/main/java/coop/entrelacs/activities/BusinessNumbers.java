package coop.entrelacs.activities;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Siren;
import coop.entrelacs.shared.VatNumbers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks the numbers by which businesses are known: SIRET and VAT numbers (the checks of SIREN and VAT numbers are shared). */
final class BusinessNumbers {

    private static final String LA_POSTE = "356000000";

    private BusinessNumbers() {}

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

    /** Tidied; whoever enters one has it checked by {@link VatNumbers#checked}, what was stored before is read as it is. */
    static @Nullable String vatNumber(String field, @Nullable String number, @Nullable String siren) {
        String vat = VatNumbers.tidy(number);
        if (vat != null && siren != null && vat.startsWith("FR") && !vat.endsWith(siren)) {
            throw new InvalidField(field, "vat-number-of-other-siren", vat, siren);
        }
        return vat;
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
