package coop.entrelacs.funds;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.time.LocalDate;
import java.util.UUID;

/** What somebody asks of a fund, by how the fund helps. */
public sealed interface Ask {

    Money amount();

    Instrument instrument();

    /** @param months of the schedule */
    record Loan(Money amount, int months, int graceMonths) implements Ask {
        public Loan {
            Checks.positive(amount, "amount");
            Checks.within(months, "months", 1, 120);
            Checks.within(graceMonths, "graceMonths", 0, 24);
        }

        @Override
        public Instrument instrument() {
            return Instrument.LOAN;
        }
    }

    /**
     * @param payBefore the net monthly pay before it dropped
     * @param payNow the net monthly pay now
     * @param months for how many months
     */
    record Grant(Money amount, Money payBefore, Money payNow, int months) implements Ask {
        public Grant {
            Checks.positive(amount, "amount");
            if (Checks.required(payBefore, "payBefore").isNegative()) {
                throw new InvalidField("payBefore", "fund-pay-negative");
            }
            if (Checks.required(payNow, "payNow").isNegative()) {
                throw new InvalidField("payNow", "fund-pay-negative");
            }
            Checks.within(months, "months", 1, 36);
        }

        @Override
        public Instrument instrument() {
            return Instrument.GRANT;
        }
    }

    /**
     * @param invoice which one is not paid
     * @param unpaid what is still due on it, taxes left out
     * @param insolvent whether the customer is in insolvency proceedings
     */
    record Guarantee(Money amount, UUID invoice, Money unpaid, LocalDate dueOn, boolean insolvent) implements Ask {
        public Guarantee {
            Checks.positive(amount, "amount");
            Checks.required(invoice, "invoice");
            Checks.positive(unpaid, "unpaid");
            Checks.required(dueOn, "dueOn");
        }

        @Override
        public Instrument instrument() {
            return Instrument.GUARANTEE;
        }
    }
}
