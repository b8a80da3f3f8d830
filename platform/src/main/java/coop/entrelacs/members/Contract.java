package coop.entrelacs.members;

import coop.entrelacs.shared.Period;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A written contract between a person and the cooperative. Signed once; changed only by amendments, ended once. */
public sealed interface Contract permits BusinessSupportContract, EntrepreneurEmployeeContract, EmploymentContract {

    UUID id();

    UUID member();

    LocalDate signedOn();

    LocalDate firstDay();

    /** The last day that was agreed, or null for a contract without end. */
    @Nullable
    LocalDate plannedLastDay();

    /** The last day if it was ended before, or null. */
    @Nullable
    LocalDate endedOn();

    ContractKind kind();

    /** The days on which it is in force. */
    default Period period() {
        LocalDate ended = endedOn();
        return new Period(firstDay(), ended == null ? plannedLastDay() : ended);
    }
}
