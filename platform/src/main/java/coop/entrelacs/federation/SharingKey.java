package coop.entrelacs.federation;

/** By what the cooperatives share what a common fund needs. */
public enum SharingKey {
    /** People with a contract, as last published. */
    MEMBERS,
    /** Turnover of the last twelve published months. */
    TURNOVER,
    /** Gross pay of the last twelve published months. */
    PAYROLL,
    /** What the common fund bore for each in the last three years; members while it has borne nothing. */
    EXPERIENCE
}
