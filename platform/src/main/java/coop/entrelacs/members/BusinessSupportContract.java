package coop.entrelacs.members;

import coop.entrelacs.shared.InvalidField;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A CAPE: written, twelve months at most, renewed at most twice (Code de commerce L127-2).
 *
 * @param renewal 0 for the first, then 1 and 2
 * @param follows the contract that this one renews, or null
 */
public record BusinessSupportContract(
        UUID id,
        UUID member,
        LocalDate signedOn,
        LocalDate firstDay,
        LocalDate plannedLastDay,
        @Nullable LocalDate endedOn,
        int renewal,
        @Nullable UUID follows)
        implements Contract {

    public static final int MOST_MONTHS = 12;
    public static final int MOST_RENEWALS = 2;

    public BusinessSupportContract {
        EntrepreneurEmployeeContract.days(signedOn, firstDay, endedOn);
        Fields.required("lastDay", plannedLastDay);
        if (plannedLastDay.isBefore(firstDay)) {
            throw new InvalidField("lastDay", "last-day-before-first");
        }
        if (!plannedLastDay.isBefore(firstDay.plusMonths(MOST_MONTHS))) {
            throw new InvalidField("lastDay", "business-support-too-long", MOST_MONTHS);
        }
        if (renewal < 0 || renewal > MOST_RENEWALS || (renewal == 0) != (follows == null)) {
            throw new InvalidField("renewal", "business-support-renewed-twice", MOST_RENEWALS);
        }
        if (endedOn != null && endedOn.isAfter(plannedLastDay)) {
            throw new InvalidField("endedOn", "contract-ends-after-its-end");
        }
    }

    @Override
    public ContractKind kind() {
        return ContractKind.BUSINESS_SUPPORT;
    }

    public boolean renewable() {
        return renewal < MOST_RENEWALS && endedOn == null;
    }

    /** The contract that goes on from the day after this one. */
    BusinessSupportContract renewed(UUID id, LocalDate signedOn, LocalDate lastDay) {
        if (endedOn != null) {
            throw new MemberRefused("contract-ended", null, endedOn);
        }
        return new BusinessSupportContract(
                id, member, signedOn, plannedLastDay.plusDays(1), lastDay, null, renewal + 1, this.id);
    }
}
