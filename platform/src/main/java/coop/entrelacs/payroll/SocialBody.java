package coop.entrelacs.payroll;

/** To whom a contribution is declared and paid. */
public enum SocialBody {
    URSSAF,
    AGIRC_ARRCO,
    PROVIDENT,
    HEALTH_INSURER,
    /** Action Logement, or what the employer invests itself. */
    CONSTRUCTION,
    /** The withholding tax. */
    TAX_OFFICE
}
