package coop.entrelacs.members;

import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member in a list: enough to show, to sort and to go on from.
 *
 * @param stage where they stand on the list's day
 * @param contract the contract in force, or null
 * @param contractUntil its last day if it has one
 * @param associateSince or null
 * @param associateBy the day by which they must be, if they are not and must
 */
public record MemberRow(
        UUID id,
        String number,
        String firstName,
        String lastName,
        String trade,
        String city,
        MemberStage.Name stage,
        @Nullable UUID contract,
        @Nullable ContractKind contractKind,
        @Nullable LocalDate contractUntil,
        @Nullable LocalDate associateSince,
        @Nullable LocalDate associateBy,
        @Nullable UUID branch,
        @Nullable String branchName,
        @Nullable UUID advisor,
        @Nullable String advisorName) {

    public String displayName() {
        return firstName + " " + lastName;
    }
}
