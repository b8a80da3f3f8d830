package coop.entrelacs.federation;

/** By what the cooperatives share what a common fund needs. */
public enum SharingKey {
    /** Members, as last published: staff who are no associates do not count. */
    MEMBERS,
    /** Turnover of the last twelve published months. */
    TURNOVER,
    /** Gross pay of members, of the last twelve months. */
    PAYROLL,
    /** What the common fund bore for each in the last three years; members while it has borne nothing. */
    EXPERIENCE
}
