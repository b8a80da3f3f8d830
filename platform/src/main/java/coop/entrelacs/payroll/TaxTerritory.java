package coop.entrelacs.payroll;

import org.jspecify.annotations.Nullable;

/** Where a person is domiciled for income tax: it decides their grid of neutral rates (CGI, art. 204 H, III, 1°, a to c). */
public enum TaxTerritory {
    METROPOLE("neutral-tax", "13"),
    GUADELOUPE_REUNION_MARTINIQUE("neutral-tax-guadeloupe-reunion-martinique", "23"),
    GUYANE_MAYOTTE("neutral-tax-guyane-mayotte", "33");

    private final String key;
    private final String declared;

    TaxTerritory(String key, String declared) {
        this.key = key;
        this.declared = declared;
    }

    /** Its list in the file of rates. */
    String key() {
        return key;
    }

    /** The kind of rate as the social declaration names it (DSN, S21.G00.50.007). */
    String declared() {
        return declared;
    }

    /**
     * The territory of an address; where the address is not known, or is abroad, the grid of metropolitan France.
     *
     * @param postcode five digits in France; null where the address is not known
     */
    static TaxTerritory of(@Nullable String postcode) {
        if (postcode == null) {
            return METROPOLE;
        }
        return switch (postcode.substring(0, Math.min(3, postcode.length()))) {
            case "971", "972", "974" -> GUADELOUPE_REUNION_MARTINIQUE;
            case "973", "976" -> GUYANE_MAYOTTE;
            default -> METROPOLE;
        };
    }
}
