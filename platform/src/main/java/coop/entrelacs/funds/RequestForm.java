package coop.entrelacs.funds;

import coop.entrelacs.shared.BankNumbers;
import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a member writes when they ask a fund.
 *
 * @param activity for which of their activities; a guarantee needs one
 * @param months of the loan's schedule, or of the grant
 * @param graceMonths before a loan's first instalment, or null for none
 * @param invoice the one that is not paid, for guarantees
 * @param iban where to pay loans and grants
 */
public record RequestForm(
        UUID fund,
        @Nullable UUID activity,
        Money amount,
        @Nullable Integer months,
        @Nullable Integer graceMonths,
        @Nullable UUID invoice,
        PrivatePart details,
        @Nullable String iban) {

    public RequestForm {
        Checks.required(fund, "fund");
        Checks.positive(amount, "amount");
        Checks.required(details, "details");
        iban = BankNumbers.iban("iban", iban);
    }

    /** Refused where the fund does not answer such needs; a draft may lack everything else. */
    void requireSuits(Instrument instrument) {
        if (!details.need().suits(instrument)) {
            throw new InvalidField("details.need", "fund-need-elsewhere");
        }
    }

    /** The same in the terms of a fund; refused where something is missing. */
    Ask ask(Instrument instrument) {
        requireSuits(instrument);
        Checks.text(details.story(), "details.story", PrivatePart.MOST_WORDS);
        return switch (instrument) {
            case LOAN -> {
                BankNumbers.sepaIban("iban", Checks.required(iban, "iban"));
                yield new Ask.Loan(amount, Checks.required(months, "months"), graceMonths == null ? 0 : graceMonths);
            }
            case GRANT -> {
                BankNumbers.sepaIban("iban", Checks.required(iban, "iban"));
                yield new Ask.Grant(
                        amount,
                        Checks.required(details.payBefore(), "details.payBefore"),
                        Checks.required(details.payNow(), "details.payNow"),
                        Checks.required(months, "months"));
            }
            case GUARANTEE -> {
                Checks.required(activity, "activity");
                yield new Ask.Guarantee(
                        amount,
                        Checks.required(invoice, "invoice"),
                        Checks.required(details.unpaid(), "details.unpaid"),
                        Checks.required(details.dueOn(), "details.dueOn"),
                        Objects.requireNonNullElse(details.insolvent(), false));
            }
        };
    }

    /** Nothing private is told, lest it end in a log. */
    @Override
    public String toString() {
        return "RequestForm[" + fund + ", …]";
    }
}
