package coop.entrelacs.shared;

import java.util.Locale;
import java.util.Set;
import org.iban4j.BicUtil;
import org.iban4j.Iban4jException;
import org.iban4j.IbanUtil;
import org.jspecify.annotations.Nullable;

/**
 * Checks the numbers of bank accounts (IBAN, ISO 13616) and of banks (BIC, ISO 9362) wherever they enter, and writes them alike: in
 * capitals, without spaces. What is refused is never repeated in the reason: it is bank data.
 */
public final class BankNumbers {

    /**
     * The countries whose banks a SEPA credit transfer reaches (EPC409-09, list of the schemes' geographical scope). French territories,
     * Jersey, Guernsey and Man have the IBANs of France and of the United Kingdom.
     */
    private static final Set<String> SEPA = Set.of(
            "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR",
            "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO",
            "RS", "SE", "SI", "SK", "SM", "VA");

    private BankNumbers() {}

    /**
     * A valid IBAN, or null for none.
     *
     * @throws InvalidField {@code iban-invalid}
     */
    public static @Nullable String iban(String field, @Nullable String typed) {
        String iban = tidy(typed);
        if (iban == null) {
            return null;
        }
        try {
            IbanUtil.validate(iban);
        } catch (Iban4jException | IllegalArgumentException e) {
            throw new InvalidField(field, "iban-invalid");
        }
        return iban;
    }

    /**
     * A valid IBAN that money can be sent to by a SEPA credit transfer, or null for none.
     *
     * @throws InvalidField {@code iban-invalid}, {@code iban-outside-sepa}
     */
    public static @Nullable String sepaIban(String field, @Nullable String typed) {
        String iban = iban(field, typed);
        if (iban != null && !isInSepa(iban)) {
            throw new InvalidField(field, "iban-outside-sepa", iban.substring(0, 2));
        }
        return iban;
    }

    /** Whether a SEPA credit transfer reaches the bank of this IBAN. */
    public static boolean isInSepa(String iban) {
        return iban.length() > 2 && SEPA.contains(iban.substring(0, 2));
    }

    /**
     * A valid BIC, or null for none.
     *
     * @throws InvalidField {@code bic-invalid}
     */
    public static @Nullable String bic(String field, @Nullable String typed) {
        String bic = tidy(typed);
        if (bic == null) {
            return null;
        }
        try {
            BicUtil.validate(bic);
        } catch (Iban4jException | IllegalArgumentException e) {
            throw new InvalidField(field, "bic-invalid");
        }
        return bic;
    }

    private static @Nullable String tidy(@Nullable String typed) {
        String tidy =
                typed == null ? "" : typed.replaceAll("[\\s\\u00a0\\u202f]", "").toUpperCase(Locale.ROOT);
        return tidy.isEmpty() ? null : tidy;
    }
}
