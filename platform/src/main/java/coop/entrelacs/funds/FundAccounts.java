package coop.entrelacs.funds;

import org.jspecify.annotations.Nullable;

/**
 * The accounts of a fund in the books. What the fund holds is the balance of {@code holds}, to the cent and always.
 *
 * @param holds the cooperative's debt to the fund: what it holds
 * @param label the name that account gets
 * @param contribution the cost of activities that contribute
 * @param lent what members owe the fund, for loans
 * @param aid the income of activities helped by a guarantee, or null
 * @param bank where payments leave and repayments arrive
 */
public record FundAccounts(
        String holds,
        String label,
        String contribution,
        @Nullable String lent,
        @Nullable String aid,
        String bank) {
    public FundAccounts {
        holds = Checks.text(holds, "accounts.holds", 20);
        label = Checks.text(label, "accounts.label", 200);
        contribution = Checks.text(contribution, "accounts.contribution", 20);
        bank = Checks.text(bank, "accounts.bank", 20);
    }
}
