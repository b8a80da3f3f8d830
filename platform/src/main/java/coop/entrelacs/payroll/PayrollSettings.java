package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.InvalidFields;
import coop.entrelacs.tenancy.LegalIdentity;
import java.time.LocalDate;

/**
 * What of the cooperative counts for every slip from a month on.
 *
 * @param firstDay the first day of the first month it holds for
 * @param healthCover the cooperative's compulsory health cover
 * @param siret of the establishment that employs
 * @param activityCode the APE code, as {@code 8299Z}
 * @param collectiveAgreement as printed on the slip
 */
public record PayrollSettings(
        LocalDate firstDay,
        Establishment establishment,
        PayInput.HealthCover healthCover,
        String siret,
        String activityCode,
        String collectiveAgreement) {

    public PayrollSettings {
        var check = new InvalidFields.Check();
        check.that(firstDay.getDayOfMonth() == 1, "firstDay", "first-of-month");
        check.that(siret.matches("[0-9]{14}") && luhn(siret), "siret", "siret-invalid");
        check.that(activityCode.matches("[0-9]{4}[A-Z]"), "activityCode", "activity-code-invalid");
        check.that(!collectiveAgreement.isBlank(), "collectiveAgreement", "required");
        check.that(collectiveAgreement.length() <= 200, "collectiveAgreement", "too-long", 200);
        check.done();
    }

    /** The cooperative as a slip of now names it. */
    Employer employer(LegalIdentity legal) {
        return new Employer(
                legal.name(), legal.street(), legal.postcode(), legal.city(), siret, activityCode, collectiveAgreement);
    }

    /** There are none for a month yet. */
    static InvalidField missing() {
        return new InvalidField("", "payroll-settings-missing");
    }

    private static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }
}
