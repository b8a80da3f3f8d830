package coop.entrelacs.payroll;

import coop.entrelacs.shared.Money;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One slip in a list.
 *
 * @param stopped why it is not paid; null: it is
 * @param stoppedField the field at fault where there is one
 * @param stoppedArguments the figures of the reason's sentence
 * @param warnings codes, message {@code payroll.warning.<code>}
 * @param netPaidBefore of the month before; null if there was no slip
 * @param recovered advances taken off what is transferred
 * @param withheld what goes to a mutual fund so that a loan comes back
 * @param leave the paid-leave account it closes with; null for those who have none
 * @param document the archived PDF; null before it is made
 */
public record PayslipRow(
        UUID id,
        UUID run,
        UUID member,
        String memberNumber,
        String memberName,
        YearMonth month,
        String number,
        @Nullable String stopped,
        List<String> warnings,
        Money gross,
        Money employerCost,
        Money incomeTax,
        Money netPaid,
        @Nullable Money netPaidBefore,
        Money recovered,
        @Nullable UUID corrects,
        @Nullable UUID document,
        @Nullable LeaveAccount leave,
        List<Withheld> withheld,
        @Nullable String stoppedField,
        List<String> stoppedArguments) {

    /** What goes to the person's account: the net less what was advanced and what is withheld for loans. */
    public Money transferred() {
        return netPaid.minus(recovered).minus(Withheld.sum(withheld));
    }
}
