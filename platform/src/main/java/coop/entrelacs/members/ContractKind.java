package coop.entrelacs.members;

/** What binds a person to the cooperative. */
public enum ContractKind {
    /**
     * Contrat d'appui au projet d'entreprise, CAPE (Code de commerce L127-1 to L127-7): support for a person who prepares
     * or starts a business. No salary.
     */
    BUSINESS_SUPPORT,
    /** Contrat d'entrepreneur salarié associé, CESA (Code du travail L7331-2). */
    ENTREPRENEUR_EMPLOYEE,
    /** An ordinary employment contract, as the support team's. */
    EMPLOYMENT
}
