package coop.entrelacs.payroll;

import coop.entrelacs.tenancy.LegalIdentity;

/** The cooperative as a slip names it, as it stood when the slip was made. */
record Employer(
        String name,
        String street,
        String postcode,
        String city,
        String siret,
        String activityCode,
        String collectiveAgreement) {

    static Employer of(LegalIdentity legal, PayrollSettings settings) {
        return new Employer(
                legal.name(),
                legal.street(),
                legal.postcode(),
                legal.city(),
                settings.siret(),
                settings.activityCode(),
                settings.collectiveAgreement());
    }
}
