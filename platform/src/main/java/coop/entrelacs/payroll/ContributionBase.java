package coop.entrelacs.payroll;

/** On what a contribution is computed; the words of the parameter file. */
enum ContributionBase {
    PAY,
    SLICE_1,
    SLICE_2,
    UP_TO_4,
    UP_TO_8_ONCE_ABOVE,
    FULL_SLICE_1,
    CSG,
    EMPLOYER_COVER,
    PREMIUM
}
