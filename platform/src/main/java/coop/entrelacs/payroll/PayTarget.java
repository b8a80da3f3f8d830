package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;

/** What is fixed; everything else follows. */
public sealed interface PayTarget {

    Money amount();

    /** The pay agreed in money for a whole month, before absences and without benefits in kind. */
    record Gross(Money amount) implements PayTarget {
        public Gross {
            checked(amount);
        }
    }

    /** All the employer may spend: gross, benefits in kind and employer's contributions. */
    record EmployerCost(Money amount) implements PayTarget {
        public EmployerCost {
            checked(amount);
        }
    }

    /** What is to remain before the withholding tax. */
    record NetBeforeTax(Money amount) implements PayTarget {
        public NetBeforeTax {
            checked(amount);
        }
    }

    /** What is to arrive on the account. */
    record NetPaid(Money amount) implements PayTarget {
        public NetPaid {
            checked(amount);
        }
    }

    /** The largest monthly amount the engine takes: one million euros. */
    Money MOST = Money.ofCents(100_000_000);

    private static void checked(Money amount) {
        if (amount.isNegative() || amount.compareTo(MOST) > 0) {
            throw new InvalidField("target.amount", "pay-amount-range", MOST);
        }
    }
}
