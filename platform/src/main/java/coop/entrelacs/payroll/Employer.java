package coop.entrelacs.payroll;

/** The cooperative as a slip names it, as it stood when the slip was made. */
record Employer(
        String name,
        String street,
        String postcode,
        String city,
        String siret,
        String activityCode,
        String collectiveAgreement) {}
