package coop.entrelacs.shared;

/** The nine-digit number of a French legal person (INSEE): the last digit is a Luhn check. */
public final class Siren {

    private Siren() {}

    /** True for nine digits that pass the check. */
    public static boolean isValid(String siren) {
        if (!siren.matches("\\d{9}")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            int digit = siren.charAt(8 - i) - '0';
            if (i % 2 == 1) {
                digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
            }
            sum += digit;
        }
        return sum % 10 == 0;
    }
}
