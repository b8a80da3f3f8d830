package coop.entrelacs.ledger;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of an entry.
 *
 * @param account the number of an open account
 * @param analytic the value of the analytic axis (the activity) it concerns, or null
 * @param thirdParty the code of the third party it concerns, or null
 * @param label its own words, or null for those of the entry
 * @param amount debit positive, credit negative, never zero
 */
public record JournalLine(
        String account,
        @Nullable UUID analytic,
        @Nullable String thirdParty,
        @Nullable String label,
        Money amount) {

    public JournalLine {
        account = BookText.required("account", account, 20);
        thirdParty = BookText.optional("thirdParty", thirdParty, 60);
        label = BookText.optional("label", label, 200);
        if (amount == null) {
            throw new InvalidField("amount", "required");
        }
        if (amount.bounded("amount").isZero()) {
            throw new InvalidField("amount", "line-amount-zero");
        }
    }

    /** A debit of an account, without analytic value or third party. */
    public static JournalLine debit(String account, Money amount) {
        return new JournalLine(account, null, null, null, amount);
    }

    /** A credit of an account, without analytic value or third party. */
    public static JournalLine credit(String account, Money amount) {
        return new JournalLine(account, null, null, null, amount.negated());
    }

    /** The same line for an activity. */
    public JournalLine on(UUID analytic) {
        return new JournalLine(account, analytic, thirdParty, label, amount);
    }

    /** The same line for a third party. */
    public JournalLine with(String thirdParty) {
        return new JournalLine(account, analytic, thirdParty, label, amount);
    }

    /** The same line in its own words. */
    public JournalLine saying(String label) {
        return new JournalLine(account, analytic, thirdParty, label, amount);
    }
}
