package coop.entrelacs.payroll;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody is to be paid for one month, when it is not the contract's fixed pay.
 *
 * @param kind which figure is fixed
 * @param benefitsInKind of the month; none if null
 * @param absences of the month; none if null
 */
public record PayChoice(
        @Nullable Kind kind,
        @Nullable Money amount,
        @Nullable Money benefitsInKind,
        @Nullable List<PayInput.Absence> absences) {

    /** Which figure is fixed. */
    public enum Kind {
        GROSS,
        EMPLOYER_COST,
        NET_BEFORE_TAX,
        NET_PAID
    }

    public PayChoice {
        kind = kind == null ? Kind.GROSS : kind;
        if (amount == null) {
            throw new InvalidField("amount", "required");
        }
        if (amount.isNegative() || amount.compareTo(PayTarget.MOST) > 0) {
            throw new InvalidField("amount", "pay-amount-range", PayTarget.MOST);
        }
        benefitsInKind = benefitsInKind == null ? Money.ZERO : benefitsInKind;
        if (benefitsInKind.isNegative()) {
            throw new InvalidField("benefitsInKind", "pay-amount-negative");
        }
        absences = absences == null ? List.of() : PayInput.whole("absences", absences);
    }

    PayTarget target() {
        Money fixed = java.util.Objects.requireNonNull(amount);
        return switch (java.util.Objects.requireNonNull(kind)) {
            case GROSS -> new PayTarget.Gross(fixed);
            case EMPLOYER_COST -> new PayTarget.EmployerCost(fixed);
            case NET_BEFORE_TAX -> new PayTarget.NetBeforeTax(fixed);
            case NET_PAID -> new PayTarget.NetPaid(fixed);
        };
    }
}
