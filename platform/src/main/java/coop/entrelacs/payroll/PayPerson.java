package coop.entrelacs.payroll;

import coop.entrelacs.members.ContractKind;
import coop.entrelacs.shared.Money;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody and whether a month's run pays them.
 *
 * @param contract the kind in force that month
 * @param why why they are paid what they are, or why not
 * @param fixedPay the contract's gross; null under a CAPE
 * @param chosen what was chosen or smoothed instead; null: the fixed pay
 * @param missing what the file lacks: codes of warnings, {@code MISSING_NIR} and {@code MISSING_IBAN}
 */
public record PayPerson(
        UUID member,
        String number,
        String name,
        ContractKind contract,
        Why why,
        @Nullable Money fixedPay,
        @Nullable PayChoice chosen,
        List<String> missing) {

    /** Message {@code payroll.why.<constant>}. */
    public enum Why {
        FIXED,
        CHOSEN,
        SMOOTHED,
        /** A CAPE supports a project; it is no employment and pays no salary (Code de commerce L127-1). */
        SUPPORT_ONLY
    }

    public boolean paid() {
        return why != Why.SUPPORT_ONLY;
    }
}
