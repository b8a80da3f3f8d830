package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import java.util.Locale;

/** A French social security number with its key: 13 characters and 2 digits. Never printed by accident. */
record Nir(String value) {

    Nir {
        value = value.replace(" ", "").toUpperCase(Locale.ROOT);
        if (!value.matches("[1-478][0-9]{4}[0-9AB][0-9]{9}") || !keyFits(value)) {
            throw new InvalidField("nir", "nir-invalid");
        }
    }

    /** Corsica's departments 2A and 2B count as 19 and 18 (INSEE). */
    private static boolean keyFits(String nir) {
        String department = nir.substring(5, 7);
        boolean corsica = department.equals("2A") || department.equals("2B");
        if (!corsica && !Character.isDigit(nir.charAt(6))) {
            return false;
        }
        String digits = nir.substring(0, 13).replace("2A", "19").replace("2B", "18");
        if (!digits.chars().allMatch(Character::isDigit)) {
            return false;
        }
        long number = Long.parseLong(digits);
        return 97 - number % 97 == Long.parseLong(nir.substring(13));
    }

    /** As printed on a slip in parts: {@code 2 69 05 49 588 157 80}. */
    String spaced() {
        return "%s %s %s %s %s %s %s"
                .formatted(
                        value.substring(0, 1),
                        value.substring(1, 3),
                        value.substring(3, 5),
                        value.substring(5, 7),
                        value.substring(7, 10),
                        value.substring(10, 13),
                        value.substring(13));
    }

    @Override
    public String toString() {
        return "NIR";
    }
}
