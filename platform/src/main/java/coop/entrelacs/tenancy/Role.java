package coop.entrelacs.tenancy;

/** What a person or program may be in a tenant. One person may hold several roles, in several tenants. */
public enum Role {
    /** An entrepreneur of the cooperative; sees their own activity. */
    MEMBER,
    /** Accompanies members. */
    ADVISOR,
    ACCOUNTANT,
    PAYROLL_OFFICER,
    /** Manages the cooperative: rules, settings, approvals, people. */
    MANAGER,
    /** Sits on a fund's committee. */
    COMMITTEE_MEMBER,
    /** Pays what committees granted. */
    TREASURER,
    /** Coordinates a federation; only in a federation's tenant. */
    COORDINATOR,
    /** Runs the deployment: tenants, versions, jobs. Never sees a tenant's data. */
    OPERATOR
}
