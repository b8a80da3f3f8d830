package coop.entrelacs.funds;

import coop.entrelacs.shared.BankNumbers;
import org.jspecify.annotations.Nullable;

/** The account that a payment of a fund goes to. */
final class PayeeAccount {

    private PayeeAccount() {}

    /** As much as is needed to compare two accounts, and not to use one. */
    static String masked(String iban) {
        return iban.substring(0, 4) + " … " + iban.substring(iban.length() - 4);
    }

    /**
     * @throws FundRefused if there is none: what is booked as paid is what the bank's file pays
     * @throws coop.entrelacs.shared.InvalidField if no SEPA credit transfer reaches it
     */
    static String required(@Nullable String iban) {
        String reached = BankNumbers.sepaIban("iban", iban);
        if (reached == null) {
            throw new FundRefused("fund-payee-missing");
        }
        return reached;
    }
}
