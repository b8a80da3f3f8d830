package coop.entrelacs.members;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything the cooperative keeps of a member, but pay and bank data.
 *
 * @param number as the cooperative's papers say it, such as {@code M00042}
 * @param person whom they sign in as, or null
 * @param stage where they stand today
 * @param contracts the newest first
 * @param amendments the newest first
 * @param associations the newest first
 * @param branches the newest first
 * @param advisors the newest first
 * @param exits the newest first
 */
public record MemberFile(
        UUID id,
        int version,
        String number,
        @Nullable UUID person,
        MemberForm details,
        MemberStage stage,
        List<Contract> contracts,
        List<ContractAmendment> amendments,
        List<Association> associations,
        List<BranchPeriod> branches,
        List<AdvisorPeriod> advisors,
        List<Exit> exits) {

    /** A time as an associate. */
    public record Association(LocalDate firstDay, @Nullable LocalDate lastDay, String decision) {}

    /** From a day until the next. */
    public record BranchPeriod(LocalDate firstDay, UUID branch, String name) {}

    /** From a day until the next. */
    public record AdvisorPeriod(LocalDate firstDay, UUID advisor, String name) {}

    /** A last day. */
    public record Exit(LocalDate leftOn, ExitKind kind, String reason) {}

    public String displayName() {
        return details.firstName() + " " + details.lastName();
    }
}
