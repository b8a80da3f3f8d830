package coop.entrelacs.payments;

import java.util.Set;

/** Where a SEPA credit transfer can go: the countries of the scheme (EPC409-09), by the first two letters of an IBAN. */
public final class SepaArea {

    private static final Set<String> COUNTRIES = Set.of(
            "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR",
            "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO",
            "RS", "SE", "SI", "SK", "SM", "VA");

    private SepaArea() {}

    /** Whether an account can be reached; a bank refuses a whole file for one that cannot. */
    public static boolean reaches(String iban) {
        return iban.length() > 2 && COUNTRIES.contains(iban.substring(0, 2));
    }
}
