package coop.entrelacs.payroll;

/** The official models of the payslip (order of 25 February 2016 as changed by those of 31 January 2023 and 11 August 2025). */
enum PayslipModel {
    /** The simplified slip, allowed until the end of 2026. */
    ADAPTED,
    /** The renewed slip, compulsory from 1 January 2027. */
    RENEWED
}
