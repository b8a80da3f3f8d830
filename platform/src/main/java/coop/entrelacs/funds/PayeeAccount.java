package coop.entrelacs.funds;

import coop.entrelacs.shared.InvalidField;
import java.util.Set;
import org.iban4j.Iban4jException;
import org.iban4j.IbanUtil;
import org.jspecify.annotations.Nullable;

/** An account that a SEPA credit transfer can reach. */
final class PayeeAccount {

    /** The countries of the SEPA schemes (EPC409-09), with the territories that have codes of their own. */
    private static final Set<String> SEPA = Set.of(
            "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR",
            "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO",
            "RS", "SE", "SI", "SK", "SM", "VA");

    private PayeeAccount() {}

    /**
     * The IBAN without spaces, in capitals.
     *
     * @throws InvalidField if it is none, or of a country that SEPA transfers do not reach
     */
    static String of(String iban) {
        String plain = iban.replaceAll("\\s", "").toUpperCase(java.util.Locale.ROOT);
        try {
            IbanUtil.validate(plain);
        } catch (Iban4jException e) {
            throw new InvalidField("iban", "fund-iban");
        }
        String country = plain.substring(0, 2);
        if (!SEPA.contains(country)) {
            throw new InvalidField("iban", "fund-iban-not-sepa", country);
        }
        return plain;
    }

    /** @throws FundRefused if there is none: what is booked as paid is what the bank's file pays */
    static String required(@Nullable String iban) {
        if (iban == null) {
            throw new FundRefused("fund-payee-missing");
        }
        return of(iban);
    }
}
