package coop.entrelacs.members;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A signed change of a contract from a day on (avenant).
 *
 * @param subject what changes, in words
 * @param fixedPay the new fixed monthly pay, or null if it stays
 * @param monthlyHours the new hours, or null if they stay
 */
public record ContractAmendment(
        UUID id,
        UUID contract,
        LocalDate signedOn,
        LocalDate effectiveOn,
        String subject,
        @Nullable Money fixedPay,
        @Nullable BigDecimal monthlyHours) {

    public ContractAmendment {
        Fields.required("signedOn", signedOn);
        Fields.required("effectiveOn", effectiveOn);
        if (effectiveOn.isBefore(signedOn)) {
            throw new InvalidField("effectiveOn", "amendment-before-signature");
        }
        subject = Fields.required("subject", subject, 2000);
        if (fixedPay != null && !fixedPay.isPositive()) {
            throw new InvalidField("fixedPay", "must-be-positive");
        }
        if (monthlyHours != null) {
            EntrepreneurEmployeeContract.hours(monthlyHours);
        }
    }
}
