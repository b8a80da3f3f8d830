package coop.entrelacs.members;

import coop.entrelacs.shared.InvalidField;
import coop.entrelacs.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary employment contract, as the support team's.
 *
 * @param plannedLastDay of a fixed-term contract, or null
 * @param pay the monthly gross pay
 */
public record EmploymentContract(
        UUID id,
        UUID member,
        LocalDate signedOn,
        LocalDate firstDay,
        @Nullable LocalDate plannedLastDay,
        @Nullable LocalDate endedOn,
        String job,
        Money pay,
        BigDecimal monthlyHours)
        implements Contract {

    public EmploymentContract {
        EntrepreneurEmployeeContract.days(signedOn, firstDay, endedOn);
        if (plannedLastDay != null && plannedLastDay.isBefore(firstDay)) {
            throw new InvalidField("lastDay", "last-day-before-first");
        }
        if (plannedLastDay != null && endedOn != null && endedOn.isAfter(plannedLastDay)) {
            throw new InvalidField("endedOn", "contract-ends-after-its-end");
        }
        job = Fields.required("job", job, 120);
        Fields.required("pay", pay);
        if (!pay.isPositive()) {
            throw new InvalidField("pay", "must-be-positive");
        }
        EntrepreneurEmployeeContract.hours(monthlyHours);
    }

    @Override
    public ContractKind kind() {
        return ContractKind.EMPLOYMENT;
    }
}
