package coop.entrelacs.payroll;

/** The headings of the simplified payslip (Code du travail, art. R3243-2 and order of 25 February 2016), in its order. */
public enum LegalGroup {
    HEALTH,
    WORK_ACCIDENT,
    PENSION,
    FAMILY,
    UNEMPLOYMENT,
    OTHER,
    CSG_DEDUCTIBLE,
    CSG_TAXABLE,
    REDUCTION
}
